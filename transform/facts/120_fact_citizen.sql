-- text: children, born and unborn, with the number, birth date and sex that hold
-- reads: staging_citizen staging_relation staging_cpr_person staging_cpr_address staging_cpr_protection
--  staging_cpr_parents staging_cpr_custody staging_cpr_closed staging_cpr_file fact_pnr
-- writes: fact_citizen

-- Birth date and sex: CPR's, else what the number says, else the case store's; a birth date of which CPR knows
-- the month or year only is what the number says, with CPR's precision. Death: the day that CPR's status 90 began. A
-- subscription that ended (997) is news until a later extract of its task tells of the child again. Guardian: from the case
-- store the relation that holds on the as-of day before one that does not, mother before father
-- before guardian, then the least number; without any, who has custody in CPR, then the parents in CPR.
DELETE FROM fact_citizen;

INSERT INTO fact_citizen (citizen_id, pnr, pnr_source, foreign_no, birth, sex, unborn, due,
                          mother_pnr, protected, cpr_status, municipality, died, guardian_pnr,
                          birth_precision, birth_uncertain, died_precision, cpr_until)
WITH
child AS (
	SELECT c.*,
	       CASE WHEN pnr_day(coalesce(n.current, c.pnr)) IS NOT NULL
	            THEN coalesce(n.current, c.pnr) END AS now_pnr
	  FROM staging_citizen AS c
	  LEFT JOIN fact_pnr AS n ON n.old = c.pnr
	 WHERE c.deleted_at IS NULL
),
closed AS MATERIALIZED (
	SELECT k.pnr, f.task, max(f.produced) AS produced, max(coalesce(k.stamped, f.produced)) AS day
	  FROM staging_cpr_closed AS k
	  JOIN staging_cpr_file AS f ON f.file = k.file
	 GROUP BY k.pnr, f.task
),
known AS (
	SELECT c.*, p.status, p.birth AS cpr_birth, p.birth_precision, p.birth_uncertain, p.sex AS cpr_sex,
	       coalesce(p.status_from, p.ended) AS died,
	       iif(p.status_from IS NULL, p.ended_precision, p.status_from_precision) AS died_precision,
	       x.day AS cpr_until,
	       (SELECT r.adult_pnr
	          FROM staging_relation AS r
	         WHERE r.citizen_id = c.citizen_id
	           AND r.deleted_at IS NULL
	           AND pnr_day(r.adult_pnr) IS NOT NULL
	         ORDER BY coalesce(day(r.valid_from) > :as_of, 0) OR coalesce(day(r.valid_to) < :as_of, 0),
	                  CASE r.kind WHEN 'mother' THEN 1 WHEN 'father' THEN 2 ELSE 3 END,
	                  r.adult_pnr
	         LIMIT 1) AS guardian,
	       (SELECT CASE k.kind WHEN '0003' THEN a.mother_pnr WHEN '0004' THEN a.father_pnr
	                    ELSE k.holder_pnr END
	          FROM staging_cpr_custody AS k
	          LEFT JOIN staging_cpr_parents AS a ON a.pnr = k.pnr
	         WHERE k.pnr = c.now_pnr
	           AND pnr_day(CASE k.kind WHEN '0003' THEN a.mother_pnr WHEN '0004' THEN a.father_pnr
	                    ELSE k.holder_pnr END) IS NOT NULL
	         ORDER BY k.kind, k.holder_pnr
	         LIMIT 1) AS custody,
	       (SELECT CASE WHEN pnr_day(a.mother_pnr) IS NOT NULL THEN a.mother_pnr ELSE a.father_pnr END
	          FROM staging_cpr_parents AS a
	         WHERE a.pnr = c.now_pnr) AS parent
	  FROM child AS c
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.now_pnr
	  LEFT JOIN staging_cpr_file AS f ON f.file = p.file
	  LEFT JOIN closed AS x ON x.pnr = p.pnr AND x.task = f.task AND x.produced >= f.produced
),
chosen AS (
	SELECT k.*,
	       coalesce(k.guardian, k.custody, CASE WHEN pnr_day(k.parent) IS NOT NULL THEN k.parent END)
	               AS who
	  FROM known AS k
)
SELECT c.citizen_id, c.now_pnr, c.pnr, c.foreign_no,
       coalesce(CASE c.birth_precision WHEN 'day' THEN c.cpr_birth END, pnr_day(c.now_pnr),
                day(c.birth_date)),
       CASE coalesce(c.cpr_sex, pnr_sex(c.now_pnr), c.sex) WHEN 'M' THEN 'D' WHEN 'K' THEN 'P' END,
       c.unborn IS '1' AND c.now_pnr IS NULL, day(c.due_date),
       coalesce(m.current, c.mother_pnr),
       c.protected IS '1' OR EXISTS (SELECT 1 FROM staging_cpr_protection AS b
                                     WHERE b.pnr = c.now_pnr AND b.kind = '0001'),
       c.status, substr(a.municipality, 2), CASE c.status WHEN 90 THEN c.died END,
       coalesce(w.current, c.who),
       CASE WHEN coalesce(c.cpr_birth, pnr_day(c.now_pnr), day(c.birth_date)) IS NOT NULL
            THEN coalesce(c.birth_precision, 'day') END,
       CASE WHEN c.cpr_birth IS NOT NULL THEN c.birth_uncertain END,
       CASE c.status WHEN 90 THEN c.died_precision END, c.cpr_until
  FROM chosen AS c
  LEFT JOIN fact_pnr AS m ON m.old = c.mother_pnr
  LEFT JOIN fact_pnr AS w ON w.old = c.who
  LEFT JOIN staging_cpr_address AS a ON a.pnr = c.now_pnr
 ORDER BY c.citizen_id;

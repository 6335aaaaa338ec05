-- text: moves of children into and out of the municipality and the country, disappearance and death
-- reads: fact_citizen fact_residence staging_cpr_person staging_cpr_address staging_cpr_emigration
--  staging_cpr_former_emigration codelist
-- writes: fact_move

-- From what is known of the child now, never from event codes: a chain of daily extracts and one full extract give the
-- same. Where no earlier municipality is among the addresses, the present address may name it. A
-- municipality that closed within a fortnight of the day (codelist kommune) was not moved from. A child
-- that has lived here from its first month did not move in. Two stretches here, one after the other, have something unknown
-- between them. Out: something follows, or nothing does and CPR does not say that the child is abroad, gone or dead.
DELETE FROM fact_move;

INSERT INTO fact_move (citizen_id, day, kind, from_code, to_code, country, precision, uncertain)
WITH
child AS (
	SELECT c.citizen_id, c.pnr, c.birth, c.died, c.died_precision, p.status, p.status_from,
	       p.status_from_precision, p.status_from_uncertain, substr(a.from_municipality, 2) AS before,
	       a.left_municipality, a.left_municipality_precision, a.left_municipality_uncertain
	  FROM fact_citizen AS c
	  JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	  LEFT JOIN staging_cpr_address AS a ON a.pnr = c.pnr
),
beside AS (
	SELECT r.*,
	       coalesce(lag(r.municipality) OVER w, CASE r.present WHEN 1 THEN c.before END) AS before,
	       lead(r.municipality) OVER w AS after, c.birth, c.status
	  FROM fact_residence AS r
	  JOIN child AS c USING (citizen_id)
	WINDOW w AS (PARTITION BY r.citizen_id ORDER BY r.place)
),
abroad AS (
	SELECT c.citizen_id, c.pnr, e.country AS country, e.emigrated, e.emigrated_precision,
	       e.emigrated_uncertain, NULL AS from_country, NULL AS returned, NULL AS returned_precision,
	       NULL AS returned_uncertain
	  FROM child AS c
	  JOIN staging_cpr_emigration AS e ON e.pnr = c.pnr
	UNION
	SELECT c.citizen_id, c.pnr, f.to_country, f.emigrated, f.emigrated_precision, f.emigrated_uncertain,
	       f.from_country, f.returned, f.returned_precision, f.returned_uncertain
	  FROM child AS c
	  JOIN staging_cpr_former_emigration AS f ON f.pnr = c.pnr
	 WHERE coalesce(f.correction, '') NOT IN ('A', 'K')
	   AND coalesce(f.emigrated <= f.returned, 1)
),
event (citizen_id, day, kind, from_code, to_code, country, precision, uncertain) AS (
	SELECT citizen_id, started, 'in', nullif(before, :municipality), municipality, NULL,
	       started_precision, started_uncertain
	  FROM beside
	 WHERE municipality = :municipality
	   AND (before <> :municipality
	        OR (before IS NULL AND started_precision = 'day' AND started > birth + 31)
	        OR (before = :municipality AND place > 1))
	UNION
	SELECT citizen_id, ended, 'out', municipality, nullif(after, :municipality), NULL,
	       ended_precision, ended_uncertain
	  FROM beside
	 WHERE municipality = :municipality
	   AND ended IS NOT NULL
	   AND (after IS NOT NULL OR status NOT IN (70, 80, 90))
	UNION
	SELECT c.citizen_id, c.left_municipality, 'out', c.before, r.municipality, NULL,
	       c.left_municipality_precision, c.left_municipality_uncertain
	  FROM child AS c
	  JOIN fact_residence AS r ON r.citizen_id = c.citizen_id AND r.place = 1 AND r.present
	 WHERE c.before = :municipality
	   AND r.municipality <> :municipality
	   AND c.left_municipality IS NOT NULL
	UNION
	SELECT citizen_id, emigrated, 'emigrated', NULL, NULL, country, emigrated_precision,
	       emigrated_uncertain
	  FROM abroad
	 WHERE emigrated IS NOT NULL
	UNION
	SELECT citizen_id, returned, 'returned', NULL, NULL, from_country, returned_precision,
	       returned_uncertain
	  FROM abroad
	 WHERE returned IS NOT NULL
	UNION
	SELECT citizen_id, status_from, 'disappeared', NULL, NULL, NULL, status_from_precision,
	       status_from_uncertain
	  FROM child
	 WHERE status = 70
	   AND status_from IS NOT NULL
	UNION
	SELECT citizen_id, died, 'died', NULL, NULL, NULL, died_precision, status_from_uncertain
	  FROM child
	 WHERE died IS NOT NULL
),
numbered AS (
	SELECT e.*, row_number() OVER (PARTITION BY citizen_id, day, kind
	                                   ORDER BY from_code, to_code, country, precision, uncertain) AS n
	  FROM event AS e
)
SELECT citizen_id, day, kind, from_code, to_code, country, precision, uncertain
  FROM numbered AS e
 WHERE n = 1
   AND NOT (kind IN ('in', 'out')
            AND EXISTS (SELECT 1 FROM codelist AS k
                         WHERE k.list = 'kommune'
                           AND k.code = e.from_code
                           AND k.valid_to BETWEEN e.day - 14 AND e.day + 14))
 ORDER BY citizen_id, day, kind;

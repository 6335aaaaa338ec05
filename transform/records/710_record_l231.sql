-- text: disability measures, candidates of delivery L231, with the reason of each that is not selected
-- reads: fact_measure fact_measure_part fact_measure_out fact_case fact_citizen fact_caseworker finding_stops codelist
-- writes: record_l231
-- setting: boy dst-l231.sex-boy
-- setting: girl dst-l231.sex-girl

-- Period, end, change of acting municipality and what stops a record: as for L201, and the child's birth date
-- and sex. A part after the first continues the one before it (origin_id). Age 0-17 is
-- judged on the day the measure begins. The list begins with the collection (2022): its first codes
-- hold for older measures too. A child without a personal number goes by its foreign number, with
-- birth date and sex.
DELETE FROM record_l231;

INSERT INTO record_l231 (measure_id, case_id, citizen_id, pnr, foreign_no, sex_code, birth, code,
                         started, ended, caseworker, origin_id, reason, finding_rule)
WITH
stop AS MATERIALIZED (
	SELECT entity, record_key, min(rule) AS rule
	  FROM finding_stops
	 WHERE (entity = 'measure'
	        OR (entity = 'citizen' AND field IN ('pnr', 'foreign_no', 'birth_date', 'sex'))
	        OR (entity = 'case_file' AND field LIKE '%municipality'))
	 GROUP BY entity, record_key
),
candidate AS (
	SELECT m.*, coalesce(t.record, part_id(m.measure_id, 1)) AS record,
	       t.part, coalesce(t.first, m.started) AS first, iif(t.part IS NULL, m.ended, t.last) AS last,
	       c.case_id AS case_there, b.citizen_id AS child_there, b.pnr,
	       CASE WHEN b.pnr IS NULL THEN b.foreign_no END AS foreign_no, b.birth, b.sex, w.initials,
	       coalesce(sm.rule, sc.rule, sb.rule) AS rule,
	       EXISTS (SELECT 1 FROM codelist AS l
	                WHERE l.list = 'handicapindsats' AND l.code = m.code
	                  AND (l.valid_from IS NULL OR l.valid_from <= m.started
	                       OR l.valid_from = (SELECT min(valid_from) FROM codelist
	                                           WHERE list = 'handicapindsats'))
	                  AND (l.valid_to IS NULL OR l.valid_to >= m.started)) AS code_holds,
	       m.code IN (SELECT code FROM codelist WHERE list = 'pgf')
	       AND m.code NOT IN (SELECT code FROM codelist WHERE list = 'handicapindsats') AS other_kind
	  FROM fact_measure AS m
	  LEFT JOIN fact_case AS c ON c.case_id = m.case_id
	  LEFT JOIN fact_measure_part AS t ON t.measure_id = m.measure_id
	  LEFT JOIN fact_citizen AS b ON b.citizen_id = c.citizen_id
	  LEFT JOIN fact_caseworker AS w ON w.caseworker_id = coalesce(m.caseworker_id, c.caseworker_id)
	  LEFT JOIN stop AS sm ON sm.entity = 'measure' AND sm.record_key = m.measure_id
	  LEFT JOIN stop AS sc ON sc.entity = 'case_file' AND sc.record_key = m.case_id
	  LEFT JOIN stop AS sb ON sb.entity = 'citizen' AND sb.record_key = c.citizen_id
	 WHERE m.kind = 'disability'
)
SELECT record AS measure_id, case_id, child_there, pnr, foreign_no,
       CASE WHEN foreign_no IS NOT NULL
            THEN nullif(CASE sex WHEN 'D' THEN :boy WHEN 'P' THEN :girl END, '') END,
       CASE WHEN foreign_no IS NOT NULL THEN birth END,
       code, first, CASE WHEN last <= :period_end THEN last END, initials,
       CASE WHEN part > 1 THEN part_id(measure_id, part - 1) ELSE part_id(origin_id, 1) END,
       CASE WHEN other_kind THEN 'KIND'
            WHEN case_there IS NULL OR child_there IS NULL THEN 'NO_CASE'
            WHEN part IS NULL THEN 'ACTING'
            WHEN first > :period_end THEN 'PERIOD'
            WHEN NOT coalesce(code_holds, 0) THEN 'CODE'
            WHEN age(birth, started) > 17 THEN 'AGE'
            WHEN pnr IS NULL AND foreign_no IS NULL THEN 'NO_PNR'
            WHEN rule IS NOT NULL THEN 'BLOCKED' END,
       rule
  FROM candidate
UNION ALL
SELECT part_id(o.measure_id, 1), o.case_id, c.citizen_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       o.reason, s.rule
  FROM fact_measure_out AS o
  LEFT JOIN fact_case AS c ON c.case_id = o.case_id
  LEFT JOIN stop AS s ON s.entity = 'measure' AND s.record_key = o.measure_id
 WHERE o.kind = 'disability'
 ORDER BY measure_id;

-- text: support measures, candidates of delivery L201, with the reason of each that is not selected
-- reads: fact_measure fact_measure_part fact_measure_out fact_case fact_citizen finding_stops codelist codelist_attr
-- writes: record_l201
-- setting: guardian dst-l201.missing-guardian zeros|hold

-- The whole set up to the end of the reporting month: everything begun by :period_end. A measure
-- that ends after it is sent without an end, since it runs at the end of the month.
-- Of a measure that runs across a change of acting municipality, the parts in which ours acts are reported
-- (fact_measure_part), those after the first as records of their own.
-- Age 0-22 is judged on the day the measure begins: what is once in scope stays, so that the receiver
-- gets its end. A measure begun before the birth counts as age 0.
-- A missing guardian does not stop a record unless the settings say 'hold'; 'zeros' sends 0000000000.
-- A rule stops a measure when its finding has consequence record or delivery and stands on the
-- measure, on the municipality of the case, or on the number of the child.
DELETE FROM record_l201;

INSERT INTO record_l201 (measure_id, case_id, citizen_id, child_pnr, guardian_pnr, code, started,
                         ended, reason, finding_rule)
WITH
stop AS MATERIALIZED (
	SELECT entity, record_key, min(rule) AS rule
	  FROM finding_stops
	 WHERE (entity = 'measure'
	        OR (entity = 'citizen' AND field IN ('pnr', 'foreign_no'))
	        OR (entity = 'case_file' AND field LIKE '%municipality'))
	 GROUP BY entity, record_key
),
candidate AS (
	SELECT m.*, coalesce(t.record, part_id(m.measure_id, 1)) AS record,
	       t.part, coalesce(t.first, m.started) AS first, iif(t.part IS NULL, m.ended, t.last) AS last,
	       c.case_id AS case_there, b.citizen_id AS child_there, b.pnr, b.birth,
	       b.guardian_pnr, coalesce(sm.rule, sc.rule, sb.rule) AS rule,
	       EXISTS (SELECT 1 FROM codelist AS l
	                WHERE l.list = 'pgf' AND l.code = m.code
	                  AND (l.valid_from IS NULL OR l.valid_from <= m.started)
	                  AND (l.valid_to IS NULL OR l.valid_to >= m.started))
	       AND m.code IN (SELECT code FROM codelist_attr WHERE list = 'pgf' AND name = 'l201')
	               AS code_holds,
	       m.code IN (SELECT code FROM codelist WHERE list = 'handicapindsats')
	       AND m.code NOT IN (SELECT code FROM codelist WHERE list = 'pgf') AS other_kind
	  FROM fact_measure AS m
	  LEFT JOIN fact_case AS c ON c.case_id = m.case_id
	  LEFT JOIN fact_measure_part AS t ON t.measure_id = m.measure_id
	  LEFT JOIN fact_citizen AS b ON b.citizen_id = c.citizen_id
	  LEFT JOIN stop AS sm ON sm.entity = 'measure' AND sm.record_key = m.measure_id
	  LEFT JOIN stop AS sc ON sc.entity = 'case_file' AND sc.record_key = m.case_id
	  LEFT JOIN stop AS sb ON sb.entity = 'citizen' AND sb.record_key = c.citizen_id
	 WHERE m.kind IS NOT 'disability'
)
SELECT record AS measure_id, case_id, child_there, pnr, coalesce(guardian_pnr, '0000000000'), code, first,
       CASE WHEN last <= :period_end THEN last END,
       CASE WHEN kind IS NOT 'support' OR other_kind THEN 'KIND'
            WHEN case_there IS NULL OR child_there IS NULL THEN 'NO_CASE'
            WHEN part IS NULL THEN 'ACTING'
            WHEN first > :period_end THEN 'PERIOD'
            WHEN NOT coalesce(code_holds, 0) THEN 'CODE'
            WHEN age(birth, started) > 22 THEN 'AGE'
            WHEN pnr IS NULL THEN 'NO_PNR'
            WHEN guardian_pnr IS NULL AND :guardian = 'hold' THEN 'NO_GUARDIAN'
            WHEN rule IS NOT NULL THEN 'BLOCKED' END,
       rule
  FROM candidate
UNION ALL
SELECT part_id(o.measure_id, 1), o.case_id, c.citizen_id, NULL, NULL, NULL, NULL, NULL, o.reason, s.rule
  FROM fact_measure_out AS o
  LEFT JOIN fact_case AS c ON c.case_id = o.case_id
  LEFT JOIN stop AS s ON s.entity = 'measure' AND s.record_key = o.measure_id
 WHERE o.kind IS NOT 'disability'
 ORDER BY measure_id;

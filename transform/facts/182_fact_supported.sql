-- text: measures as far as our municipality acts, with codes of the returns
-- reads: fact_measure fact_measure_part fact_case fact_citizen codelist codelist_attr
-- writes: fact_supported

-- The same measures as the returns, also those a return holds back: codes as in
-- transform/records/700_record_l201.sql and 710_record_l231.sql. One that ends before it begins is
-- not here.
DELETE FROM fact_supported;

INSERT INTO fact_supported (measure_id, stretch, record, case_id, citizen_id, child, kind, code,
                            part, first, last)
WITH
person AS MATERIALIZED (
	SELECT citizen_id, min(citizen_id) OVER (PARTITION BY coalesce(pnr, 'id ' || citizen_id)) AS child
	  FROM fact_citizen
),
-- The first codes of disability hold for older measures too: the collection begins with them.
origin (list, valid_from) AS MATERIALIZED (
	SELECT list, min(valid_from) FROM codelist WHERE list = 'handicapindsats'
)
SELECT m.measure_id, a.stretch, a.record, m.case_id, b.citizen_id, b.child, m.kind, m.code, t.value,
       a.first, a.last
  FROM fact_measure AS m
 CROSS JOIN codelist AS l ON l.list = CASE m.kind WHEN 'support' THEN 'pgf'
                                                  WHEN 'disability' THEN 'handicapindsats' END
                         AND l.code = m.code
                         AND (coalesce(l.valid_from <= m.started, 1)
                              OR l.valid_from = (SELECT valid_from FROM origin WHERE list = l.list))
                         AND coalesce(l.valid_to >= m.started, 1)
 CROSS JOIN fact_case AS c ON c.case_id = m.case_id
 CROSS JOIN person AS b ON b.citizen_id = c.citizen_id
 CROSS JOIN fact_measure_part AS a ON a.measure_id = m.measure_id
  LEFT JOIN codelist_attr AS t ON t.list = 'pgf' AND t.code = m.code AND t.name = 'total'
                              AND m.kind = 'support'
 WHERE (a.last IS NULL OR a.last >= a.first)
   AND (m.kind = 'disability' OR t.value IS NOT NULL)
 ORDER BY m.measure_id, a.stretch;

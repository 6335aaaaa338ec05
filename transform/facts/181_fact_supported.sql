-- text: measures as far as our municipality acts, with codes of the returns
-- reads: fact_measure fact_case fact_citizen fact_acting codelist codelist_attr
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
SELECT m.measure_id, a.stretch,
       part_id(m.measure_id, CASE a.stretch WHEN 1 THEN 1
                             ELSE (SELECT count(*) + 1 FROM fact_acting AS e
                                    WHERE e.case_id = a.case_id AND e.stretch < a.stretch
                                      AND e.ended > m.started) END),
       m.case_id, b.citizen_id, b.child, m.kind, m.code, t.value,
       max(m.started, coalesce(a.started, m.started)) AS first,
       coalesce(min(m.ended, a.ended - 1), m.ended, a.ended - 1) AS last
  FROM fact_measure AS m
 CROSS JOIN codelist AS l ON l.list = CASE m.kind WHEN 'support' THEN 'pgf'
                                                  WHEN 'disability' THEN 'handicapindsats' END
                         AND l.code = m.code
                         AND (coalesce(l.valid_from <= m.started, 1)
                              OR l.valid_from = (SELECT valid_from FROM origin WHERE list = l.list))
                         AND coalesce(l.valid_to >= m.started, 1)
 CROSS JOIN fact_case AS c ON c.case_id = m.case_id
 CROSS JOIN person AS b ON b.citizen_id = c.citizen_id
 CROSS JOIN fact_acting AS a ON a.case_id = m.case_id
  LEFT JOIN codelist_attr AS t ON t.list = 'pgf' AND t.code = m.code AND t.name = 'total'
                              AND m.kind = 'support'
 WHERE (last IS NULL OR last >= first)
   AND (m.kind = 'disability' OR t.value IS NOT NULL)
 ORDER BY m.measure_id, a.stretch;

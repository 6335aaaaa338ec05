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
known AS MATERIALIZED (
	SELECT 'support' AS kind, l.code, a.value AS part, coalesce(l.valid_from, -1000000) AS from_day,
	       coalesce(l.valid_to, 9999999) AS to_day
	  FROM codelist AS l
	  JOIN codelist_attr AS a ON a.list = 'pgf' AND a.code = l.code AND a.name = 'total'
	 WHERE l.list = 'pgf'
	UNION ALL
	SELECT 'disability', code, NULL,
	       CASE WHEN valid_from = min(valid_from) OVER () THEN -1000000
	            ELSE coalesce(valid_from, -1000000) END,
	       coalesce(valid_to, 9999999)
	  FROM codelist
	 WHERE list = 'handicapindsats'
)
SELECT m.measure_id, a.stretch,
       m.measure_id || CASE row_number() OVER (PARTITION BY m.measure_id ORDER BY a.stretch)
                       WHEN 1 THEN ''
                       ELSE '~' || row_number() OVER (PARTITION BY m.measure_id ORDER BY a.stretch) END,
       m.case_id, b.citizen_id, b.child, m.kind, m.code, l.part,
       max(m.started, coalesce(a.started, m.started)) AS first,
       coalesce(min(m.ended, a.ended - 1), m.ended, a.ended - 1) AS last
  FROM fact_measure AS m
 CROSS JOIN known AS l ON l.kind = m.kind AND l.code = m.code
                      AND m.started BETWEEN l.from_day AND l.to_day
 CROSS JOIN fact_case AS c ON c.case_id = m.case_id
 CROSS JOIN person AS b ON b.citizen_id = c.citizen_id
 CROSS JOIN fact_acting AS a ON a.case_id = m.case_id
 WHERE last IS NULL OR last >= first
 ORDER BY m.measure_id, a.stretch;

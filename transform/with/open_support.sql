-- text: support measures of BL § 32 that run in an open case and began in it; needs open_measure

open_support AS (
	SELECT m.measure_id, m.case_id, m.citizen_id, day(m.started_on) AS started, m.file, m.line
	  FROM open_measure AS m
	  JOIN codelist_attr AS a ON a.list = 'pgf' AND a.name = 'bl' AND a.code = m.code
	 WHERE m.kind = 'support'
	   AND a.value LIKE 'BL § 32,%'
	   AND m.started_on >= m.opened_on
)

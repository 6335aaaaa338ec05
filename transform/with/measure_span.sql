-- text: measures as spans, to the day before the child is too old: support 0-22, disability 0-17

measure_run AS (
	SELECT m.kind, CASE m.kind WHEN 'support' THEN 22 ELSE 17 END AS oldest, m.case_id, m.first, coalesce(m.last, 9999999) AS last,
	       iif(b.unborn, NULL, b.birth) AS birth,
	       add_months(iif(b.unborn, NULL, b.birth), CASE m.kind WHEN 'support' THEN 276 ELSE 216 END) AS birthday
	  FROM fact_supported AS m
	  JOIN fact_citizen AS b ON b.citizen_id = m.citizen_id
	 WHERE coalesce(m.last, 9999999) >= (SELECT min(last_day) FROM agg_kpi_month)
),
-- Born on 29 February the day before is 28 February where there is no 29th.
measure_span AS (
	SELECT t.kind, t.first, min(t.last, coalesce(t.birthday - (age(t.birth, t.birthday) > t.oldest), t.last)) AS last,
	       c.team_id, t.case_id
	  FROM measure_run AS t
	  LEFT JOIN fact_case AS c ON c.case_id = t.case_id
)

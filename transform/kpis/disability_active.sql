-- id: disability_active
-- title_da: Aktive handicapindsatser
-- title_en: Disability measures active
-- order: 430
-- unit: count
-- better: none
-- legal: BL §§ 81-90; før 2024 SEL kap. 6-9
-- text_da: Handicapindsatser til børn på 0-17 år, der løber ved månedens udgang, den sidste dag
--     medregnet, og som kommunen er handlekommune for. HANDBU tæller hele året og er derfor mindst
--     lige så stor som december.
-- text_en: Disability measures for children aged 0-17 running at the end of the month, the last day
--     included, for whom the municipality has the duty to act. HANDBU counts the whole year and is
--     therefore at least as great as December.
-- formula: antal løbende handicapindsatser ved månedens udgang
-- reads: fact_supported fact_citizen fact_case agg_kpi_month
-- writes: agg_kpi
-- units: spans
-- since: SELECT min(first) FROM fact_supported WHERE kind = 'disability'
-- cases: numerator > 0
WITH run AS (
	SELECT m.case_id, m.first, coalesce(m.last, 9999999) AS last, iif(b.unborn, NULL, b.birth) AS birth,
	       add_months(iif(b.unborn, NULL, b.birth), 18 * 12) AS birthday
	  FROM fact_supported AS m
	  JOIN fact_citizen AS b ON b.citizen_id = m.citizen_id
	 WHERE m.kind = 'disability'
	   AND coalesce(m.last, 9999999) >= (SELECT min(last_day) FROM agg_kpi_month)
)
-- To the day before the child is 18; born on 29 February, that is 28 February where there is no 29th.
SELECT t.first, min(t.last, coalesce(t.birthday - (age(t.birth, t.birthday) > 17), t.last)) AS last,
       c.team_id, t.case_id, 1 AS numerator, 1 AS denominator
  FROM run AS t
  LEFT JOIN fact_case AS c ON c.case_id = t.case_id

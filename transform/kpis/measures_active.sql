-- id: measures_active
-- title_da: Aktive støttende indsatser
-- title_en: Support measures active
-- order: 420
-- unit: count
-- better: none
-- legal: BL §§ 30-32; før 2024 SEL §§ 11 og 52
-- text_da: Støttende indsatser til børn og unge på 0-22 år, der løber ved månedens udgang, den sidste
--     dag medregnet, og som kommunen er handlekommune for. December er det samme som ISBU04, der
--     udgives for landsdele. Handicapindsatser og ukendte koder er ikke med.
-- text_en: Support measures for children and young people aged 0-22 running at the end of the month,
--     the last day included, for whom the municipality has the duty to act. December is the same
--     as ISBU04, which is published by region. Disability measures and unknown codes are left out.
-- formula: antal løbende støttende indsatser ved månedens udgang
-- reads: fact_supported fact_citizen fact_case agg_kpi_month
-- writes: agg_kpi
-- units: spans
-- since: SELECT min(first) FROM fact_supported WHERE kind = 'support'
-- cases: numerator > 0
WITH run AS (
	SELECT m.case_id, m.first, coalesce(m.last, 9999999) AS last, iif(b.unborn, NULL, b.birth) AS birth,
	       add_months(iif(b.unborn, NULL, b.birth), 23 * 12) AS birthday
	  FROM fact_supported AS m
	  JOIN fact_citizen AS b ON b.citizen_id = m.citizen_id
	 WHERE m.kind = 'support'
	   AND coalesce(m.last, 9999999) >= (SELECT min(last_day) FROM agg_kpi_month)
)
-- To the day before the child is 23; born on 29 February, that is 28 February where there is no 29th.
SELECT t.first, min(t.last, coalesce(t.birthday - (age(t.birth, t.birthday) > 22), t.last)) AS last,
       c.team_id, t.case_id, 1 AS numerator, 1 AS denominator
  FROM run AS t
  LEFT JOIN fact_case AS c ON c.case_id = t.case_id

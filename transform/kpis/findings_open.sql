-- id: findings_open
-- title_da: Fund, der skal besvares
-- title_en: Findings to be answered
-- order: 710
-- unit: count
-- better: down
-- target: 0
-- legal: Kommunens kvalitetssikring før indberetning og godkendelse
-- text_da: Fund i data, som nogen skal rette eller besvare, på opgørelsesdagen. Kun den seneste
--     måned har et tal, for fund gøres op på ny hver nat.
-- text_en: Findings in the data that somebody has to correct or answer, on the as-of day. Only
--     the latest month has a figure, as findings are made anew every night.
-- formula: antal fund med følgen "besvares"
-- reads: finding fact_case agg_kpi_month
-- writes: agg_kpi
-- since: SELECT max(first_day) FROM agg_kpi_month WHERE EXISTS (SELECT 1 FROM fact_case)
-- cases: numerator > 0
SELECT (SELECT max(month) FROM agg_kpi_month) AS month, c.team_id, f.case_id,
       1 AS numerator, 1 AS denominator
  FROM finding AS f
  LEFT JOIN fact_case AS c ON c.case_id = f.case_id
 WHERE f.consequence = 'answer'

-- id: records_held
-- title_da: Tilbageholdte oplysninger
-- title_en: Records held back
-- order: 720
-- unit: count
-- better: down
-- target: 0
-- legal: Kommunens kvalitetssikring før indberetning og godkendelse
-- text_da: Fund, der holder en oplysning ude af en indberetning, til den er rettet, på
--     opgørelsesdagen. Kun den seneste måned har et tal.
-- text_en: Findings that keep a record out of a return until it is corrected, on the as-of day.
--     Only the latest month has a figure.
-- formula: antal fund med følgen "oplysning tilbageholdes"
-- reads: finding finding_answered finding_stops fact_case agg_kpi_month
-- writes: agg_kpi
-- since: SELECT max(first_day) FROM agg_kpi_month WHERE EXISTS (SELECT 1 FROM fact_case)
-- cases: numerator > 0
SELECT (SELECT max(month) FROM agg_kpi_month) AS month, c.team_id, f.case_id,
       1 AS numerator, 1 AS denominator
  FROM finding_stops AS f
  LEFT JOIN fact_case AS c ON c.case_id = f.case_id
 WHERE f.consequence = 'record'

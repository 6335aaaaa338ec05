-- id: measures_started
-- title_da: Støttende indsatser iværksat
-- title_en: Support measures started
-- order: 410
-- unit: count
-- better: none
-- legal: BL §§ 30-32; før 2024 SEL §§ 11 og 52
-- text_da: Støttende indsatser med første dag i måneden. En indsats til en søskendeflok tæller én
--     gang pr. barn. Svarer til ISBU03, der udgives for landsdele. Handicapindsatser er ikke med.
-- text_en: Support measures with their first day in the month. A measure for siblings counts once
--     per child. The same as ISBU03, which is published by region. Disability measures are left
--     out.
-- formula: antal støttende indsatser med første dag i måneden
-- reads: fact_measure fact_case agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(started) FROM fact_measure WHERE kind = 'support'
-- cases: numerator > 0
SELECT m.month, c.team_id, t.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_measure AS t
  JOIN agg_kpi_month AS m ON m.month = month(t.started)
  LEFT JOIN fact_case AS c ON c.case_id = t.case_id
 WHERE t.kind = 'support'

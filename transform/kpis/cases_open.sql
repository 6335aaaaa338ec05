-- id: cases_open
-- title_da: Åbne sager
-- title_en: Open case files
-- order: 510
-- unit: count
-- better: none
-- legal: BL § 16
-- text_da: Børnesager, der er åbne ved månedens udgang. Teamet er sagens nuværende.
-- text_en: Case files open at the end of the month. The team is the present one.
-- formula: antal åbne sager ved månedens udgang
-- reads: fact_case
-- writes: agg_kpi
-- units: spans
-- since: SELECT min(opened) FROM fact_case
-- cases: numerator > 0
SELECT opened AS first, closed - 1 AS last, team_id, case_id, 1 AS numerator, 1 AS denominator
  FROM fact_case

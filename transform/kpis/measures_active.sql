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
-- with: measure_span
-- units: spans
-- since: SELECT min(first) FROM fact_supported WHERE kind = 'support'
-- cases: numerator > 0
SELECT first, last, team_id, case_id, 1 AS numerator, 1 AS denominator
  FROM measure_span
 WHERE kind = 'support'

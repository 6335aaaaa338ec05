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
-- with: measure_span
-- units: spans
-- since: SELECT min(first) FROM fact_supported WHERE kind = 'disability'
-- cases: numerator > 0
SELECT first, last, team_id, case_id, 1 AS numerator, 1 AS denominator
  FROM measure_span
 WHERE kind = 'disability'

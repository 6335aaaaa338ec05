-- id: measures_active
-- title_da: Aktive støttende indsatser
-- title_en: Support measures active
-- order: 420
-- unit: count
-- better: none
-- legal: BL §§ 30-32; før 2024 SEL §§ 11 og 52
-- text_da: Støttende indsatser, der løber ved månedens udgang, den sidste dag medregnet. December
--     svarer til ISBU04, der udgives for landsdele. Handicapindsatser er ikke med.
-- text_en: Support measures running at the end of the month, the last day included. December is
--     the same as ISBU04, which is published by region. Disability measures are left out.
-- formula: antal løbende støttende indsatser ved månedens udgang
-- reads: fact_measure fact_case agg_kpi_month
-- writes: agg_kpi
-- units: spans
-- since: SELECT min(started) FROM fact_measure WHERE kind = 'support'
-- cases: numerator > 0
SELECT t.started AS first, t.ended AS last, c.team_id, t.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_measure AS t
  LEFT JOIN fact_case AS c ON c.case_id = t.case_id
 WHERE t.kind = 'support'
   AND coalesce(t.ended, 9999999) >= (SELECT min(last_day) FROM agg_kpi_month)

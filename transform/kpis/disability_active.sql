-- id: disability_active
-- title_da: Aktive handicapindsatser
-- title_en: Disability measures active
-- order: 430
-- unit: count
-- better: none
-- legal: BL §§ 81-90; før 2024 SEL kap. 6-9
-- text_da: Handicapindsatser til børn, der løber ved månedens udgang, den sidste dag medregnet.
--     HANDBU tæller hele året og bliver derfor højere.
-- text_en: Disability measures for children running at the end of the month, the last day
--     included. HANDBU counts the whole year and is therefore higher.
-- formula: antal løbende handicapindsatser ved månedens udgang
-- reads: fact_measure fact_case agg_kpi_month
-- writes: agg_kpi
-- units: spans
-- since: SELECT min(started) FROM fact_measure WHERE kind = 'disability'
-- cases: numerator > 0
SELECT t.started AS first, t.ended AS last, c.team_id, t.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_measure AS t
  LEFT JOIN fact_case AS c ON c.case_id = t.case_id
 WHERE t.kind = 'disability'
   AND coalesce(t.ended, 9999999) >= (SELECT min(last_day) FROM agg_kpi_month)

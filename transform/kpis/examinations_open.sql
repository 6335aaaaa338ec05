-- id: examinations_open
-- title_da: Åbne undersøgelser
-- title_en: Open examinations
-- order: 230
-- unit: count
-- better: none
-- legal: BL §§ 20-22; før 2024 SEL § 50
-- text_da: Børnefaglige undersøgelser, der er begyndt og ikke afsluttet ved månedens udgang.
-- text_en: Child welfare examinations begun and not concluded at the end of the month.
-- formula: antal åbne undersøgelser ved månedens udgang
-- reads: fact_examination agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(started) FROM fact_examination
-- cases: numerator > 0
SELECT m.month, e.team_id, e.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_examination AS e
  JOIN agg_kpi_month AS m ON m.last_day >= e.started
                         AND m.last_day < coalesce(e.concluded, 9999999)
 WHERE e.kind = 'boernefaglig'

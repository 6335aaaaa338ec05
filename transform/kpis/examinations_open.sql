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
-- reads: fact_examination
-- writes: agg_kpi
-- units: spans
-- since: SELECT min(started) FROM fact_examination
-- cases: numerator > 0
SELECT started AS first, concluded - 1 AS last, team_id, case_id, 1 AS numerator, 1 AS denominator
  FROM fact_examination
 WHERE kind = 'boernefaglig'
   AND started IS NOT NULL

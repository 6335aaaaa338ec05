-- id: notifications
-- title_da: Underretninger modtaget
-- title_en: Notifications received
-- order: 110
-- unit: count
-- better: none
-- legal: BL kap. 16 (§§ 132-138); før 2024 SEL §§ 152-155
-- text_da: Underretninger modtaget i måneden, også om ufødte. Tolv måneder
--     giver tabel UND1.
-- text_en: Notifications received in the month, also about the unborn.
--     Twelve months make table UND1.
-- formula: antal underretninger med modtagelsesdag i måneden
-- reads: fact_notification agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(received) FROM fact_notification
-- cases: numerator > 0
SELECT m.month, n.team_id, n.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_notification AS n
  JOIN agg_kpi_month AS m ON m.month = month(n.received)

-- id: children_notified
-- title_da: Børn med underretning
-- title_en: Children notified about
-- order: 120
-- unit: count
-- better: none
-- legal: BL kap. 16 (§§ 132-138); før 2024 SEL §§ 152-155
-- text_da: Forskellige børn med mindst én underretning i måneden. Barnet hører til teamet på
--     månedens sidste underretning. Månederne kan ikke lægges sammen til UND2, hvor et barn tæller
--     én gang om året; her er et barn ét, også når der er underrettet både før og efter fødslen.
-- text_en: Different children with at least one notification in the month. A child belongs to the
--     team of the month's last notification. Months do not add up to UND2, where a child counts
--     once a year; here a child is one, also when notified about both before and after its birth.
-- formula: antal forskellige børn blandt månedens underretninger
-- reads: fact_notification agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(received) FROM fact_notification
-- cases: numerator > 0
SELECT m.month, n.team_id, n.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_notification AS n
  JOIN agg_kpi_month AS m ON m.month = month(n.received)
 WHERE n.citizen_id IS NOT NULL
 GROUP BY m.month, n.citizen_id
HAVING max(n.received_secs || n.notification_id) IS NOT NULL -- that row says the team and case

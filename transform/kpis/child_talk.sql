-- id: child_talk
-- title_da: Barnet er hørt ved underretning
-- title_en: Child talked to about the notification
-- order: 160
-- unit: percent
-- better: up
-- legal: BL § 5 og § 137, stk. 2-4; før 2024 SEL § 155 a, stk. 2
-- text_da: Andel af månedens underretninger om et født barn, hvor der er talt med barnet. Loven
--     sætter ingen frist, så tallet for de seneste måneder kan stige.
-- text_en: Share of the month's notifications about a born child where the child was talked to.
--     The law sets no length, so the figure of the latest months may rise.
-- formula: med samtale med barnet / underretninger om et født barn
-- reads: fact_notification fact_citizen agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(received) FROM fact_notification
-- cases: numerator < denominator
SELECT m.month, n.team_id, n.case_id,
       n.child_talk IS NOT NULL AS numerator,
       1 AS denominator
  FROM fact_notification AS n
  JOIN fact_citizen AS c ON c.citizen_id = n.citizen_id
  JOIN agg_kpi_month AS m ON m.month = month(n.received)
 WHERE c.unborn IS NOT 1

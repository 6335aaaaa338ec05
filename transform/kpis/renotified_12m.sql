-- id: renotified_12m
-- title_da: Gentagne underretninger
-- title_en: Re-notifications
-- order: 150
-- unit: percent
-- better: down
-- legal: BL § 137, stk. 1; før 2024 SEL § 155 a, stk. 1
-- text_da: Andel af månedens underretninger om et kendt barn, hvor der også var en underretning
--     om barnet i de 12 måneder før.
-- text_en: Share of the month's notifications about a known child where there was another about
--     the child in the 12 months before.
-- formula: med en tidligere underretning inden for 12 måneder / underretninger om et kendt barn
-- reads: fact_notification agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(received) FROM fact_notification
-- cases: numerator > 0
SELECT m.month, n.team_id, n.case_id,
       coalesce(add_months(n.before, 12) >= n.received, 0) AS numerator,
       1 AS denominator
  FROM (SELECT case_id, team_id, received,
               lag(received) OVER (PARTITION BY citizen_id
                                       ORDER BY received_secs, notification_id) AS before
          FROM fact_notification
         WHERE citizen_id IS NOT NULL
           AND received >= (SELECT min(first_day) - 366 FROM agg_kpi_month)) AS n
  JOIN agg_kpi_month AS m ON m.month = month(n.received)

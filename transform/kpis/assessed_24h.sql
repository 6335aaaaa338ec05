-- id: assessed_24h
-- title_da: Vurderet inden 24 timer
-- title_en: Assessed within 24 hours
-- order: 130
-- unit: percent
-- better: up
-- target: 100
-- deadline: D01
-- legal: BL § 136; før 2024 SEL § 155
-- text_da: Andel af månedens underretninger, hvor det er vurderet, om der er akut behov, senest
--     24 timer efter modtagelsen. Præcis 24 timer er til tiden. Underretninger, hvis frist ikke er
--     udløbet på opgørelsesdagen, er ikke med.
-- text_en: Share of the month's notifications assessed for acute need at the latest 24 hours
--     after receipt. Exactly 24 hours is in time. Notifications whose deadline has not passed on
--     the as-of day are left out.
-- formula: vurderet inden 24 timer / modtaget i måneden med udløbet frist
-- reads: fact_notification agg_kpi_month codelist_deadline
-- writes: agg_kpi
-- since: SELECT min(received) FROM fact_notification
-- cases: numerator < denominator
SELECT m.month, n.team_id, n.case_id,
       coalesce(n.assessed_secs BETWEEN n.received_secs AND n.received_secs + d.length * 3600,
                0) AS numerator,
       1 AS denominator
  FROM fact_notification AS n
  JOIN agg_kpi_month AS m ON m.month = month(n.received)
  JOIN codelist_deadline AS d ON d.id = 'D01' AND n.received BETWEEN d.valid_from AND d.valid_to
 WHERE n.received_secs + d.length * 3600 < :as_of * 86400

-- id: acknowledged_6d
-- title_da: Kvittering inden 6 hverdage
-- title_en: Acknowledged within 6 working days
-- order: 140
-- unit: percent
-- better: up
-- target: 100
-- deadline: D02
-- legal: BL § 138; før 2024 SEL § 155 b, stk. 1
-- text_da: Andel af månedens underretninger, hvor underretteren har fået en kvittering senest den
--     sjette hverdag efter modtagelsen. Lørdage, søndage og helligdage tæller ikke. Anonyme
--     underretninger og frister, der ikke er udløbet på opgørelsesdagen, er ikke med.
-- text_en: Share of the month's notifications acknowledged to the notifier at the latest on the
--     sixth working day after receipt. Saturdays, Sundays and public holidays do not count.
--     Anonymous notifications and deadlines that have not passed on the as-of day are left out.
-- formula: kvitteret senest sjette hverdag / ikke-anonyme modtaget i måneden med udløbet frist
-- reads: fact_notification agg_kpi_month codelist_deadline
-- writes: agg_kpi
-- since: SELECT min(received) FROM fact_notification
-- cases: numerator < denominator
WITH due (month, received, last) AS MATERIALIZED (
	SELECT m.month, n.received, add_workdays(n.received, d.length)
	  FROM (SELECT DISTINCT received FROM fact_notification) AS n
	  JOIN agg_kpi_month AS m ON m.month = month(n.received)
	  JOIN codelist_deadline AS d ON d.id = 'D02' AND n.received BETWEEN d.valid_from AND d.valid_to
)
SELECT u.month, n.team_id, n.case_id,
       coalesce(n.acknowledged BETWEEN n.received AND u.last, 0) AS numerator,
       1 AS denominator
  FROM fact_notification AS n
  JOIN due AS u ON u.received = n.received
 WHERE n.anonymous IS NOT 1
   AND u.last < :as_of

-- id: budget_used
-- title_da: Forbrug af årets budget
-- title_en: Budget used
-- order: 630
-- unit: percent
-- better: down
-- target: year_share
-- legal: BEK om kommunernes budget- og regnskabsvæsen, funktion 5.28.20-5.28.25
-- text_da: Nettoudgiften (udgift minus indtægt og egenbetaling, uden statsrefusion) fra årets
--     begyndelse til og med måneden i forhold til årets korrigerede budget (det oprindelige, hvor
--     intet er korrigeret). Målet er årets gang: en tolvtedel pr. måned.
-- text_en: Net cost (cost less income and own payment, state refund left out) from the beginning
--     of the year up to and including the month against the corrected budget of the year (the
--     original one where nothing is corrected). The target is the share of the year gone by: a
--     twelfth a month.
-- formula: nettoudgift år til dato / korrigeret budget for hele året
-- reads: agg_cost_month agg_budget agg_kpi_month
-- writes: agg_kpi
-- since: SELECT max(ymd(min(c.month) / 100, min(c.month) % 100, 1), (SELECT ymd(min(year), 1, 1)
--     FROM agg_budget)) FROM agg_cost_month AS c
-- cases: none
WITH budget (year, amount) AS (
	SELECT year, sum(amount)
	  FROM (SELECT year, coalesce(sum(amount) FILTER (WHERE version = 'corrected'),
	                              sum(amount) FILTER (WHERE version = 'original')) AS amount
	          FROM agg_budget
	         WHERE dranst = 1 AND function BETWEEN 52820 AND 52825
	         GROUP BY year, function)
	 GROUP BY year
)
SELECT m.month, NULL AS team_id, NULL AS case_id, f.amount AS numerator, 0 AS denominator
  FROM agg_kpi_month AS m
  JOIN agg_cost_month AS f ON f.month BETWEEN m.month / 100 * 100 + 1 AND m.month
 WHERE f.dranst = 1
   AND f.function BETWEEN 52820 AND 52825
UNION ALL
SELECT m.month, NULL, NULL, 0, b.amount
  FROM agg_kpi_month AS m
  JOIN budget AS b ON b.year = m.month / 100

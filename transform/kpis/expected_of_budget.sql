-- id: expected_of_budget
-- title_da: Forventet forbrug af årets budget
-- title_en: Expected use of the budget
-- order: 640
-- unit: percent
-- better: down
-- target: 100
-- legal: BEK om kommunernes budget- og regnskabsvæsen, funktion 5.28.20-5.28.25
-- text_da: Forventet nettoudgift for hele året i forhold til det korrigerede budget (det
--     oprindelige, hvor intet er korrigeret). Det forventede er budgetversionen forventet; for en
--     funktion uden er det årets forbrug til dato, skrevet frem i samme takt til tolv måneder.
-- text_en: Expected net cost of the whole year against the corrected budget (the original one
--     where nothing is corrected). What is expected is the budget version forecast; for a function
--     without one the cost of the year to date, carried on at the same pace to twelve months.
-- formula: (forventet, ellers nettoudgift år til dato × 12 / antal måneder) / korrigeret budget for hele året
-- reads: agg_cost_month agg_budget agg_kpi_month
-- with: expected_cost
-- writes: agg_kpi
-- since: SELECT max(ymd(min(c.month) / 100, min(c.month) % 100, 1), (SELECT ymd(min(year), 1, 1)
--     FROM agg_budget)) FROM agg_cost_month AS c
-- cases: none
WITH
budget (year, amount) AS (
	SELECT year, sum(amount)
	  FROM (SELECT year, coalesce(sum(amount) FILTER (WHERE version = 'corrected'),
	                              sum(amount) FILTER (WHERE version = 'original')) AS amount
	          FROM agg_budget
	         WHERE dranst = 1 AND function BETWEEN 52820 AND 52825
	         GROUP BY year, function)
	 GROUP BY year
)
SELECT month, NULL AS team_id, NULL AS case_id, sum(amount) AS numerator, 0 AS denominator
  FROM expected_cost
 GROUP BY month
UNION ALL
SELECT m.month, NULL, NULL, 0, b.amount
  FROM agg_kpi_month AS m
  JOIN budget AS b ON b.year = m.month / 100

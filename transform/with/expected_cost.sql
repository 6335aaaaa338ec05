-- text: expected net cost of the year, month by month: the forecast of a function, else its cost to date at the same pace

forecast AS MATERIALIZED (
	SELECT year, function, sum(amount) AS amount
	  FROM agg_budget
	 WHERE version = 'forecast' AND dranst = 1 AND function BETWEEN 52820 AND 52825
	 GROUP BY year, function
),
expected_cost AS (
	SELECT m.month, sum(f.amount) AS amount
	  FROM agg_kpi_month AS m
	  JOIN forecast AS f ON f.year = m.month / 100
	 GROUP BY m.month
	UNION ALL
	SELECT m.month, sum(f.amount) * 12 / (m.month % 100)
	  FROM agg_kpi_month AS m
	  JOIN agg_cost_month AS f ON f.month BETWEEN m.month / 100 * 100 + 1 AND m.month
	 WHERE f.dranst = 1
	   AND f.function BETWEEN 52820 AND 52825
	   AND (f.month / 100, f.function) NOT IN (SELECT year, function FROM forecast)
	 GROUP BY m.month
)

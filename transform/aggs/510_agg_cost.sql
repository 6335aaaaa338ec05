-- text: booked amounts by function and month, how postings were matched, and budgets
-- reads: fact_cost fact_budget
-- writes: agg_cost_month agg_cost_match agg_budget
DELETE FROM agg_cost_month;
DELETE FROM agg_cost_match;
DELETE FROM agg_budget;

INSERT INTO agg_cost_month (function, month, income, dranst, amount, postings)
SELECT function, month, income, dranst, sum(amount), sum(postings)
  FROM fact_cost
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;

INSERT INTO agg_cost_match (year, matched, amount, postings)
SELECT month / 100, matched, sum(amount), sum(postings)
  FROM fact_cost
 GROUP BY 1, 2
 ORDER BY 1, 2;

INSERT INTO agg_budget (year, function, dranst, version, amount)
SELECT year, function, dranst, version, amount
  FROM fact_budget
 ORDER BY year, function, dranst, version;

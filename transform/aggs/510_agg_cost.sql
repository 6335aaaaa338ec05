-- text: booked amounts by function and month, how postings were matched, and budgets
-- reads: fact_cost fact_budget agg_cost_match
-- writes: agg_cost_month agg_cost_match agg_budget

-- Adding up in place is cheaper than sorting millions of rows for some thousand sums.
DELETE FROM agg_cost_match;
DELETE FROM agg_cost_month;
DELETE FROM agg_budget;

INSERT INTO agg_cost_match (function, month, income, dranst, matched, amount, postings)
SELECT function, month, income, dranst, matched, amount, postings FROM fact_cost WHERE true
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount,
                              postings = postings + excluded.postings;

INSERT INTO agg_cost_month (function, month, income, dranst, amount, postings)
SELECT function, month, income, dranst, sum(amount), sum(postings)
  FROM agg_cost_match
 GROUP BY function, month, income, dranst
 ORDER BY function, month, income, dranst;

INSERT INTO agg_budget (year, function, dranst, version, amount)
SELECT year, function, dranst, version, amount
  FROM fact_budget
 ORDER BY year, function, dranst, version;

-- text: booked amounts by function and month, how postings found case and measure, and budgets
-- reads: fact_cost fact_budget agg_cost_fit agg_cost_match
-- writes: agg_cost_month agg_cost_match agg_cost_fit agg_budget

-- Adding up in place is cheaper than sorting millions of rows for some thousand sums.
DELETE FROM agg_cost_match;
DELETE FROM agg_cost_month;
DELETE FROM agg_cost_fit;
DELETE FROM agg_budget;

INSERT INTO agg_cost_match (function, month, class, dranst, matched, amount, postings)
SELECT function, month, class, dranst, matched, amount, postings FROM fact_cost WHERE true
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount,
                              postings = postings + excluded.postings;

INSERT INTO agg_cost_month (function, month, class, dranst, amount, postings)
SELECT function, month, class, dranst, sum(amount), sum(postings)
  FROM agg_cost_match
 GROUP BY function, month, class, dranst
 ORDER BY function, month, class, dranst;

INSERT INTO agg_cost_fit (year, class, fit, amount, postings)
SELECT month / 100, class, fit, amount, postings FROM fact_cost WHERE true
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount,
                              postings = postings + excluded.postings;

INSERT INTO agg_budget (year, function, dranst, version, amount)
SELECT year, function, dranst, version, amount
  FROM fact_budget
 ORDER BY year, function, dranst, version;

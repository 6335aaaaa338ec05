-- text: postings matched to cases, measures and placements and summed by month; budgets summed by year
-- reads: staging_posting staging_budget fact_case fact_citizen fact_pnr fact_measure fact_placement
--  fact_placement_spell fact_cost codelist_account codelist_account_measure
-- writes: fact_cost fact_cost_outside fact_budget
-- part: match

-- Whose a posting is, what its local account stands for and which measure it pays for: transform/match.h.
-- What it is for goes into one number: two numbers sort fast. Function 58200-58299 is 5.28.xx with two
-- digits changed places: it stands as written unless profile/accounts.csv says what is meant.
DELETE FROM fact_cost;
DELETE FROM fact_cost_outside;
DELETE FROM fact_budget;

INSERT INTO fact_cost (case_id, citizen_id, function, dranst, grouping, class, month, amount,
                       postings, matched, measure_id, placement_id, fit)
WITH
booked AS (
	SELECT posting_owner(case_id, pnr, booked) AS owner,
	       posting_what(account, local_account, booked, kind) AS what, amount
	  FROM staging_posting
	 LIMIT -1 -- so that two numbers are what is sorted
),
summed AS (
	SELECT owner, what, sum(amount) AS amount, count(*) AS postings,
	       posting_fit(owner, what / 8 % 1000000000, what / 8000000000) AS fit
	  FROM booked
	 GROUP BY owner, what
	 ORDER BY owner, what
	 LIMIT -1
)
SELECT owner_case(owner), owner_citizen(owner), what / 80000 % 100000, what / 8000 % 10,
       printf('%03d', what / 8 % 1000),
       CASE what % 8 WHEN 0 THEN 'expense' WHEN 1 THEN 'income' WHEN 2 THEN 'own_payment'
                     WHEN 3 THEN 'refund' ELSE 'unknown' END,
       what / 8000000000, amount, postings,
       CASE owner % 4 WHEN 0 THEN 'case' WHEN 1 THEN 'pnr' ELSE 'none' END,
       fit_measure(fit), fit_placement(fit),
       CASE fit % 4 WHEN 0 THEN 'one' WHEN 1 THEN 'several' WHEN 2 THEN 'none' ELSE 'no_case' END
  FROM summed;

-- Main accounts 7 to 9 belong to no case.
INSERT INTO fact_cost_outside (function, month, amount, postings)
SELECT function, month, sum(amount), sum(postings) FROM fact_cost WHERE function >= 70000
 GROUP BY function, month ORDER BY function, month;

DELETE FROM fact_cost WHERE function >= 70000;

INSERT INTO fact_budget (year, function, dranst, version, amount)
WITH given (year, account, function, dranst, local_account, version, amount) AS (
	SELECT year, account, function, dranst, local_account, version, amount FROM staging_budget
	UNION ALL
	SELECT year, account, function, dranst, local_account, 'original', original
	  FROM staging_budget
	UNION ALL
	SELECT year, account, function, dranst, local_account, 'corrected', corrected
	  FROM staging_budget
	UNION ALL
	SELECT year, account, function, dranst, local_account, 'forecast', forecast
	  FROM staging_budget
),
known AS (
	SELECT year, version, amount,
	       CASE WHEN local_account IS NOT NULL
	            THEN posting_account(local_account, ymd(year, 1, 1)) END AS mapped,
	       function, dranst
	  FROM given
	 WHERE amount IS NOT NULL
)
SELECT year, coalesce(function, mapped / 10000, 0), coalesce(dranst, mapped / 1000 % 10, 0), version,
       sum(amount)
  FROM known
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;

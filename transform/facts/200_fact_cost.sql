-- text: postings matched to cases and summed by month; budgets summed by year
-- reads: staging_posting staging_budget fact_case fact_citizen fact_pnr
-- writes: fact_cost fact_budget
-- part: match

-- Whose a posting is: transform/match.h. What it is for goes into one number: two numbers sort fast.
DELETE FROM fact_cost;
DELETE FROM fact_budget;

INSERT INTO fact_cost (case_id, citizen_id, function, dranst, grouping, income, month, amount,
                       postings, matched)
WITH booked AS (
	SELECT posting_owner(case_id, pnr, booked) AS owner,
	       ((((month(booked) * 100000 + coalesce(function, 0)) * 10 + coalesce(dranst, 0)) * 2
	         + (coalesce(grouping = '092', 0) OR coalesce(kind >= '7' AND kind < '9', 0))) * 1000
	        + coalesce(CAST(grouping AS INTEGER), 0)) AS what,
	       amount
	  FROM staging_posting
	 LIMIT -1 -- keeps the two numbers whole, so that they are what is sorted
)
SELECT owner_case(owner), owner_citizen(owner), what / 20000 % 100000, what / 2000 % 10,
       printf('%03d', what % 1000), what / 1000 % 2, what / 2000000000, sum(amount), count(*),
       CASE owner % 4 WHEN 0 THEN 'case' WHEN 1 THEN 'pnr' ELSE 'none' END
  FROM booked
 GROUP BY owner, what
 ORDER BY owner, what;

INSERT INTO fact_budget (year, function, dranst, version, amount)
SELECT year, coalesce(function, 0), coalesce(dranst, 0), version, sum(amount)
  FROM (SELECT year, function, dranst, version, amount FROM staging_budget WHERE version IS NOT NULL
        UNION ALL
        SELECT year, function, dranst, 'original', original FROM staging_budget
         WHERE original IS NOT NULL
        UNION ALL
        SELECT year, function, dranst, 'corrected', corrected FROM staging_budget
         WHERE corrected IS NOT NULL
        UNION ALL
        SELECT year, function, dranst, 'forecast', forecast FROM staging_budget
         WHERE forecast IS NOT NULL)
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;

-- text: postings matched to cases and summed by month; budgets summed by year
-- reads: staging_posting staging_budget fact_case fact_citizen fact_pnr
-- writes: fact_cost fact_budget
DELETE FROM fact_cost;
DELETE FROM fact_budget;

INSERT INTO fact_cost (case_id, citizen_id, function, dranst, grouping, income, month, amount,
                       postings, matched)
WITH
-- A number that two citizens share counts for the first of them.
owner AS MATERIALIZED (
	SELECT pnr, min(citizen_id) AS citizen_id FROM fact_citizen WHERE pnr IS NOT NULL GROUP BY pnr
	UNION ALL
	SELECT f.old, min(c.citizen_id) FROM fact_pnr AS f JOIN fact_citizen AS c ON c.pnr = f.current
	 GROUP BY f.old
),
matched AS (
	SELECT p.*, c.case_id AS by_case, c.citizen_id AS case_citizen, o.citizen_id AS pnr_citizen,
	       CASE WHEN c.case_id IS NULL THEN
	       (SELECT k.case_id
	          FROM fact_case AS k
	         WHERE k.citizen_id = o.citizen_id
	           AND k.opened <= p.booked
	           AND (k.closed IS NULL OR k.closed >= p.booked)
	         ORDER BY k.opened DESC, k.case_id
	         LIMIT 1) END AS by_pnr
	  FROM staging_posting AS p
	  LEFT JOIN fact_case AS c ON c.case_id = p.case_id
	  LEFT JOIN owner AS o ON o.pnr = p.pnr
)
SELECT coalesce(by_case, by_pnr), coalesce(case_citizen, pnr_citizen), function, dranst, grouping,
       grouping = '092' OR coalesce(substr(kind, 1, 1) IN ('7', '8'), 0), month(booked),
       sum(amount), count(*),
       CASE WHEN by_case IS NOT NULL THEN 'case' WHEN by_pnr IS NOT NULL THEN 'pnr' ELSE 'none' END
  FROM matched
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 10
 ORDER BY 1, 2, 3, 4, 5, 6, 7, 10;

INSERT INTO fact_budget (year, function, dranst, version, amount)
SELECT year, function, dranst, version, sum(amount)
  FROM staging_budget
 GROUP BY year, function, dranst, version
 ORDER BY year, function, dranst, version;

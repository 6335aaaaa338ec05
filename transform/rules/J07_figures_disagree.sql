-- id: J07
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: conversion
-- after: records
-- legal: Ingen bestemmelse; egen kontrol af kommunens samlede tal, før de godkendes
-- text_da: Ledelsens nøgletal og den lovpligtige indberetning tæller det samme og er ikke ens, og forskellen
--  har ingen grund.
-- text_en: The key figure for management and the statutory return count the same thing and differ, and the
--  difference has no reason.
-- who: drift
-- reads: agg_kpi agg_kpi_month record_underretning record_l201 record_l231 fact_citizen
-- checks: agg_kpi WHERE team_id = '' AND kpi IN ('notifications', 'measures_active', 'disability_active') AND month > month(add_months(:period_end + 1, -12) - 1)
-- blames: count
-- mend_da: Definitionen af nøgletallet eller af indberetningen: meld det til dem, der vedligeholder dem
-- mend_en: The definition of the key figure or of the return: tell those who keep them
-- by: 30

-- Twelve months of notifications; measures that run on the last day of the latest month, of those who are of the age that
-- the key figure counts (22, 17) on that day. What another period compares with is within the rule: the same month, the
-- other file.
WITH
latest AS MATERIALIZED (
	SELECT month, first_day, last_day FROM agg_kpi_month WHERE month > month(add_months(:period_end + 1, -12) - 1)
),
-- What the key figure counts, as the return has it: sent, or held back for a reason that has a name.
returned (kpi, month, sent) AS (
	SELECT 'notifications', month(received), reason IS NULL FROM record_underretning WHERE received IS NOT NULL
	UNION ALL
	SELECT r.kpi, month(:period_end), r.reason IS NULL
	  FROM (SELECT 'measures_active' AS kpi, 22 AS oldest, citizen_id, ended, reason FROM record_l201
	        UNION ALL
	        SELECT 'disability_active', 17, citizen_id, ended, reason FROM record_l231) AS r
	 CROSS JOIN fact_citizen AS b ON b.citizen_id = r.citizen_id
	 WHERE (r.reason IS NULL OR r.reason IN ('NO_PNR', 'NO_GUARDIAN', 'BLOCKED'))
	   AND (r.ended IS NULL OR r.ended >= :period_end)
	   AND (b.unborn OR b.birth IS NULL OR age(b.birth, :period_end) <= r.oldest)
),
counted AS MATERIALIZED (
	SELECT kpi, month, count(*) AS n, sum(sent) AS sent FROM returned GROUP BY kpi, month
),
figure AS MATERIALIZED (
	SELECT k.kpi, k.month, k.numerator AS n
	  FROM agg_kpi AS k
	  JOIN latest AS m ON m.month = k.month
	 WHERE k.team_id = ''
	   AND (k.kpi = 'notifications'
	        OR (k.kpi IN ('measures_active', 'disability_active') AND k.month = month(:period_end)))
),
name (kpi, report) AS (
	VALUES ('notifications', 'dst-underretninger'), ('measures_active', 'dst-l201'),
	       ('disability_active', 'dst-l231')
)
SELECT 'key_figure' AS entity, f.kpi || '/' || f.month AS record_key, 'count' AS field,
       f.n || ' i nøgletallet, forskel ' || printf('%+d', f.n - coalesce(c.n, 0)) AS found,
       coalesce(c.sent, 0) || ' i indberetningen og ' || (coalesce(c.n, 0) - coalesce(c.sent, 0))
       || ' holdt ude med en grund' AS expected, x.report AS clash
  FROM figure AS f
  JOIN name AS x ON x.kpi = f.kpi
  LEFT JOIN counted AS c ON c.kpi = f.kpi AND c.month = f.month
 WHERE f.n <> coalesce(c.n, 0)

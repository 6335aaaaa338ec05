-- id: H03
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Den kommunale styrelseslov § 40: ingen udgift uden bevilling; budget- og regnskabssystem for kommuner
-- text_da: Der er bogført mere på sagen og kontoen i året, end der er bevilget, også når bevillingerne regnes rundeligt.
-- text_en: More is booked on the case and account in the year than was granted, even where the grants are reckoned generously.
-- who: økonomi
-- reads: fact_cost staging_appropriation staging_measure staging_placement_event staging_case_file
-- checks: fact_cost WHERE class = 'expense' AND case_id IS NOT NULL
-- blames: amount
-- param: percent 1 procent over det bevilgede
-- param: kroner 10000 kroner over det bevilgede; begge grænser skal være overskredet
-- param: grace 31 dage før og efter, i hvilke regninger for året kan være bogført
-- after: facts
-- mend_da: Bevillingen i fagsystemet, eller posteringens konto og sag i økonomisystemet
-- mend_en: The appropriation in the case system, or account and case of the posting in the finance system
-- by: 30

-- The year before and this one up to the closed month. By months it cannot be told, since bills come later: a year with the days of grace
-- on both sides is the most that can be due. Only accounts of which the case has a grant; what has none is in H01 and H16. Less
-- booked than granted is no fault. Income, own payment and refund are no part.
WITH
span (year, first, last) AS (
	SELECT year(:period_end) - 1, ymd(year(:period_end) - 1, 1, 1), ymd(year(:period_end) - 1, 12, 31)
	UNION ALL
	SELECT year(:period_end), ymd(year(:period_end), 1, 1), :period_end
),
owner (what, case_id) AS MATERIALIZED (
	SELECT 'i' || measure_id, case_id FROM staging_measure
	UNION ALL
	SELECT 'a' || placement_id, min(case_id) FROM staging_placement_event WHERE placement_id IS NOT NULL GROUP BY placement_id
),
granted AS (
	SELECT coalesce('i' || measure_id, 'a' || placement_id) AS what, account, unit,
	       CAST(unit_price_ore AS INTEGER) * CAST(quantity AS INTEGER) AS price, day(valid_from) AS first,
	       CASE WHEN valid_to IS NULL THEN 2932896 ELSE day(valid_to) END AS last
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND length(account) = 9
),
due AS (
	SELECT g.what, g.account, s.year, g.unit, g.price,
	       min(g.last, s.last + :grace) - max(g.first, s.first - :grace) + 1 AS days
	  FROM granted AS g
	 CROSS JOIN span AS s
	 WHERE g.first <= s.last + :grace
	   AND g.last >= s.first - :grace
),
allowed AS MATERIALIZED (
	SELECT o.case_id, CAST(d.account AS INTEGER) AS account, d.year,
	       sum(CASE d.unit WHEN 'day' THEN d.price * d.days WHEN 'week' THEN d.price * (d.days + 6) / 7
	                       WHEN 'month' THEN d.price * (d.days + 30) / 30 ELSE d.price END) AS amount
	  FROM due AS d
	 CROSS JOIN owner AS o ON o.what = d.what
	 GROUP BY o.case_id, d.account, d.year
),
-- Of which a grant cannot be read, or is expected still (F15), the most is not known.
unread AS MATERIALIZED (
	SELECT DISTINCT o.case_id, CAST(g.account AS INTEGER) AS account
	  FROM granted AS g
	 CROSS JOIN owner AS o ON o.what = g.what
	 WHERE coalesce(g.price, 0) <= 0
	    OR g.first IS NULL
	    OR g.last IS NULL
	UNION
	SELECT o.case_id, CAST(x.account AS INTEGER)
	  FROM (SELECT coalesce('i' || measure_id, 'a' || placement_id) AS what, min(account) AS account
	          FROM staging_appropriation
	         WHERE deleted_at IS NULL
	         GROUP BY 1
	        HAVING max(status = 'granted') = 0) AS x
	 CROSS JOIN owner AS o ON o.what = x.what
),
cost AS MATERIALIZED (
	SELECT f.case_id, f.function * 10000 + f.dranst * 1000 + CAST(f.grouping AS INTEGER) AS account, s.year, sum(f.amount) AS amount
	  FROM fact_cost AS f
	 CROSS JOIN span AS s ON f.month BETWEEN month(s.first) AND month(s.last)
	 WHERE f.month >= (year(:period_end) - 1) * 100
	   AND f.class = 'expense'
	   AND f.case_id IS NOT NULL
	 GROUP BY f.case_id, f.function, f.dranst, f.grouping, s.year
)
SELECT 'case_file' AS entity, c.case_id AS record_key, c.case_id, k.citizen_id, 'amount' AS field,
       c.year || ': ' || (c.amount / 100) || ' kr. på ' || c.account AS found, 'højst ' || (a.amount / 100) || ' kr.' AS expected,
       c.account || '/' || c.year AS clash, ymd(c.year, 1, 1) AS event_day
  FROM cost AS c
 CROSS JOIN allowed AS a ON a.case_id = c.case_id AND a.account = c.account AND a.year = c.year
  JOIN staging_case_file AS k ON k.case_id = c.case_id
 WHERE (c.amount - a.amount) * 100 > :percent * a.amount
   AND c.amount - a.amount > 100 * :kroner
   AND NOT EXISTS (SELECT 1 FROM unread AS u WHERE u.case_id = c.case_id AND u.account = c.account)

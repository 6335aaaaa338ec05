-- id: H08
-- version: 1
-- scope: macro
-- consequence: info
-- kind: external
-- legal: Budget- og regnskabssystem for kommuner, funktionerne 5.28.20 og 5.28.22-24: udgiften til anbringelser
-- text_da: Anbringelsesdøgn gange bevilget pris passer ikke med det, der er bogført på funktionen i det seneste hele år.
-- text_en: Days of placement times the price granted do not agree with what is booked on the function in the last whole year.
-- who: økonomi
-- reads: fact_cost staging_appropriation
-- checks: fact_cost WHERE class = 'expense' AND function IN (52820, 52822, 52823, 52824)
-- blames: amount
-- param: percent 25 procent
-- param: lag 45 dage, en regning kan komme senere
-- param: kroner 500000 kroner i afvigelse, der ses bort fra
-- after: facts
-- mend_da: Se funktionen efter: mangler der posteringer, sager eller bevillinger
-- mend_en: Look the function over: are postings, cases or appropriations missing
-- by: 60

-- Between what the year's days cost when the bills of its last weeks come in the next year, and what they cost with those of the year
-- before. Only a year that the postings cover from its first month.
WITH
span AS (
	SELECT year(:as_of) - 1 AS year, ymd(year(:as_of) - 1, 1, 1) AS first, ymd(year(:as_of) - 1, 12, 31) AS last
),
granted AS (
	SELECT CAST(substr(account, 1, 5) AS INTEGER) AS function, unit,
	       CAST(unit_price_ore AS INTEGER) * CAST(quantity AS INTEGER) AS price, day(valid_from) AS first,
	       CASE WHEN valid_to IS NULL THEN :as_of ELSE day(valid_to) END AS last
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND placement_id IS NOT NULL
	   AND unit IN ('day', 'week', 'month')
	   AND length(account) = 9
),
days AS (
	SELECT g.function, g.price, CASE g.unit WHEN 'day' THEN 1.0 WHEN 'week' THEN 7.0 ELSE 30.4 END AS unit,
	       max(0, min(g.last, s.last) - max(g.first, s.first - :lag) + 1) AS most,
	       max(0, min(g.last, s.last - :lag) - max(g.first, s.first) + 1) AS least
	  FROM granted AS g
	 CROSS JOIN span AS s
),
expected AS (
	SELECT function, CAST(sum(price * most / unit) AS INTEGER) AS most, CAST(sum(price * least / unit) AS INTEGER) AS least
	  FROM days
	 GROUP BY function
),
booked AS (
	SELECT f.function, sum(f.amount) AS amount
	  FROM fact_cost AS f
	 CROSS JOIN span AS s
	 WHERE f.month BETWEEN s.year * 100 + 1 AND s.year * 100 + 12
	   AND f.class = 'expense'
	   AND f.function IN (52820, 52822, 52823, 52824)
	 GROUP BY f.function
)
SELECT 'account' AS entity, CAST(b.function AS TEXT) AS record_key, 'amount' AS field,
       s.year || ': ' || (b.amount / 100) || ' kr. bogført' AS found,
       'mellem ' || (e.least / 100) || ' og ' || (e.most / 100) || ' kr.' AS expected, CAST(s.year AS TEXT) AS clash, s.first AS event_day
  FROM booked AS b
 CROSS JOIN span AS s
 CROSS JOIN expected AS e ON e.function = b.function
 WHERE (SELECT min(month) FROM fact_cost) <= s.year * 100 + 1
   AND (b.amount - e.most > max(100 * :kroner, e.most * :percent / 100)
        OR e.least - b.amount > max(100 * :kroner, e.least * :percent / 100))

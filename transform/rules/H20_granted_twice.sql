-- id: H20
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Ingen bestemmelse; en ny bevilling afløser den gamle fra sin første dag
-- text_da: To bevillinger af det samme til den samme indsats eller anbringelse gælder de samme dage: den gamle er ikke lukket, da den nye begyndte.
-- text_en: Two appropriations of the same thing for one measure or placement hold for the same days: the old one was not closed when the new
--  one began.
-- who: sagsbehandler
-- reads: staging_appropriation
-- checks: staging_appropriation WHERE deleted_at IS NULL AND status = 'granted'
-- blames: valid_from
-- param: percent 25 procents forskel i pris, op til hvilken to er det samme
-- mend_da: Den ældste bevillings slutdato
-- mend_en: The last day of the older appropriation
-- by: 14

-- The same: account, unit, quantity and nearly the price. Both the first and the last day are in force, so the old one ends the day
-- before. The one that begins later is told of, or of two that begin together the later id.
WITH
granted AS (
	SELECT appropriation_id, coalesce('i' || measure_id, 'a' || placement_id) AS what, account, unit, quantity,
	       CAST(unit_price_ore AS INTEGER) AS price, day(valid_from) AS first,
	       CASE WHEN valid_to IS NULL THEN 2932896 ELSE day(valid_to) END AS last, file, line
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND unit <> 'once'
	   AND account IS NOT NULL
	   AND CAST(unit_price_ore AS INTEGER) > 0
),
met AS (
	SELECT *, lag(appropriation_id) OVER w AS before, lag(price) OVER w AS before_price, lag(last) OVER w AS before_last
	  FROM granted
	 WHERE first <= last
	   AND what IS NOT NULL
	WINDOW w AS (PARTITION BY what, account, unit, quantity ORDER BY first, appropriation_id)
)
SELECT 'appropriation' AS entity, appropriation_id AS record_key, NULL AS case_id, 'valid_from' AS field, iso(first) AS found,
       CASE before_last WHEN 2932896 THEN 'en slutdato på den anden' ELSE 'efter ' || iso(before_last) END AS expected,
       'appropriation ' || before AS clash, first AS event_day, file, line
  FROM met
 WHERE first <= before_last
   AND abs(price - before_price) * 100 <= :percent * before_price

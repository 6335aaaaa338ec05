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
granted AS MATERIALIZED (
	SELECT appropriation_id, coalesce('i' || measure_id, 'a' || placement_id) AS what, account, unit, quantity,
	       CAST(unit_price_ore AS INTEGER) AS price, day(valid_from) AS first,
	       CASE WHEN valid_to IS NULL THEN 2932896 ELSE day(valid_to) END AS last, file, line
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND unit <> 'once'
	   AND account IS NOT NULL
	   AND CAST(unit_price_ore AS INTEGER) > 0
)
SELECT 'appropriation' AS entity, g.appropriation_id AS record_key, NULL AS case_id, 'valid_from' AS field,
       iso(g.first) AS found,
       CASE max(b.last) WHEN 2932896 THEN 'en slutdato på den anden' ELSE 'efter ' || iso(max(b.last)) END AS expected,
       'appropriation ' || max(b.appropriation_id) AS clash, g.first AS event_day, g.file, g.line
  FROM granted AS g
 CROSS JOIN granted AS b ON b.what = g.what
                        AND b.account = g.account
                        AND b.unit = g.unit
                        AND b.quantity = g.quantity
                        AND (b.first < g.first OR b.first = g.first AND b.appropriation_id < g.appropriation_id)
 WHERE g.first BETWEEN b.first AND b.last
   AND g.last >= g.first
   AND abs(g.price - b.price) * 100 <= :percent * b.price
 GROUP BY g.appropriation_id

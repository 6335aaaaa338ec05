-- id: I06
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; retssikkerhedsloven § 84, stk. 1
-- text_da: Modtageren har svaret på leverancen, men ikke på alle poster i den. De poster regnes ikke som
--  modtaget.
-- text_en: The receiver has answered the delivery, but not all the records in it. Those records do not count as
--  received.
-- who: drift
-- reads: ledger_delivery ledger_item
-- checks: ledger_delivery WHERE test = 0 AND state = 'processed' AND basis <> 'hand'
-- blames: records
-- mend_da: Spørg modtageren om de poster, indberet ledger viser uden svar
-- mend_en: Ask the receiver about the records that indberet ledger shows without an answer
-- by: 7

-- A record that a newer delivery carries and that was answered there is no longer open. A receipt that names records
-- which were not sent, or another hash, is finding receipt.record or receipt.hash.
WITH
partly AS MATERIALIZED (
	SELECT delivery, report, name, added + changed + removed AS sent
	  FROM ledger_delivery
	 WHERE test = 0
	   AND basis <> 'hand'
	   AND outcome = 'partly'
),
open AS MATERIALIZED (
	SELECT p.delivery, p.report, p.name, count(*) AS records,
	       count(*) FILTER (WHERE i.outcome = 'accepted') AS accepted,
	       count(*) FILTER (WHERE i.outcome = 'rejected') AS rejected,
	       count(*) FILTER (WHERE i.outcome IS NULL
	                          AND NOT EXISTS (SELECT 1 FROM ledger_item AS n
	                                            JOIN ledger_delivery AS e ON e.delivery = n.delivery
	                                           WHERE n.record_key = i.record_key AND n.delivery > i.delivery
	                                             AND n.outcome IS NOT NULL AND e.report = p.report
	                                             AND e.test = 0)) AS unanswered
	  FROM partly AS p
	  JOIN ledger_item AS i ON i.delivery = p.delivery
	 GROUP BY p.delivery
)
SELECT 'delivery' AS entity, coalesce(name, report || ' ' || delivery) AS record_key, 'records' AS field,
       (accepted + rejected) || ' besvaret (' || accepted || ' godkendt, ' || rejected || ' afvist), '
       || unanswered || ' mangler' AS found, records || ' poster' AS expected, report AS clash
  FROM open
 WHERE unanswered > 0

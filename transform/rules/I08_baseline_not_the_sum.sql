-- id: I08
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; egen kontrol af, at det indberettede og kilden stemmer
-- text_da: Det, modtageren regnes for at have, er ikke summen af de leverancer, den har godkendt; eller en post
--  er udvalgt eller gået ud uden at være sendt med de leverancer, der er dannet siden.
-- text_en: What the receiver is believed to hold is not the sum of the deliveries it accepted; or a record was
--  selected, or went out, and was not in the deliveries built since.
-- who: drift
-- reads: ledger_held ledger_item ledger_delivery ledger_selection codelist_attr
-- checks: ledger_held
-- checks: ledger_selection WHERE until IS NULL
-- blames: held unsent unremoved
-- mend_da: indberet ledger --prove viser posten; genskab med report --full
-- mend_en: indberet ledger --prove shows the record; set it right with report --full
-- by: 7

-- What can be told from the book alone, each night; `indberet ledger --prove` also compares the contents with the source.
-- dst-l201 knows no removal: what it can no longer say is finding dst-l201.remove-by-hand. A delivery of basis `initial`
-- that was accepted is a new beginning.
WITH
begun AS MATERIALIZED (
	SELECT report, max(delivery) AS delivery
	  FROM ledger_delivery
	 WHERE test = 0
	   AND basis = 'initial'
	   AND outcome IN ('accepted', 'partly')
	 GROUP BY report
),
held AS MATERIALIZED (
	SELECT h.report, h.record_key, h.delivery,
	       EXISTS (SELECT 1 FROM ledger_item AS i
	                 JOIN ledger_delivery AS d ON d.delivery = i.delivery
	                WHERE i.delivery = h.delivery AND i.record_key = h.record_key AND i.outcome = 'accepted'
	                  AND i.op <> 'remove' AND d.report = h.report AND d.test = 0
	                  AND d.delivery >= coalesce((SELECT b.delivery FROM begun AS b WHERE b.report = h.report), 0))
	               AS stands,
	       EXISTS (SELECT 1 FROM ledger_item AS n
	                 JOIN ledger_delivery AS e ON e.delivery = n.delivery
	                WHERE n.record_key = h.record_key AND n.delivery > h.delivery AND n.outcome = 'accepted'
	                  AND e.report = h.report AND e.test = 0) AS newer
	  FROM ledger_held AS h
),
latest AS MATERIALIZED (
	SELECT report, max(delivery) AS delivery, max(as_of) AS as_of
	  FROM ledger_delivery
	 WHERE test = 0
	   AND basis IN ('changes', 'full', 'initial')
	 GROUP BY report
),
-- Selected or gone before the latest delivery was built, so that it would have been in it.
settled AS MATERIALIZED (
	SELECT s.report, s.record_key, s.reason, s.since, s.case_id, s.citizen_id, l.delivery, l.as_of
	  FROM latest AS l
	  JOIN ledger_selection AS s ON s.report = l.report AND s.until IS NULL AND s.since <= l.as_of
	 WHERE s.reason IS NULL
	    OR s.reason IN (SELECT code FROM codelist_attr
	                     WHERE list = 'selection_reason' AND name = 'effect' AND value = 'remove')
)
SELECT 'delivery' AS entity, report || '/' || record_key AS record_key, NULL AS case_id, NULL AS citizen_id,
       'held' AS field,
       CASE WHEN newer THEN 'bogført ved leverance ' || delivery || ', men en nyere er godkendt'
            ELSE 'bogført ved leverance ' || delivery || ', som ikke er godkendt med posten' END AS found,
       'den seneste godkendte leverance med posten' AS expected, report AS clash
  FROM held
 WHERE newer OR NOT stands
UNION ALL
SELECT 'delivery', s.report || '/' || s.record_key, s.case_id, s.citizen_id, 'unsent',
       'udvalgt siden ' || s.since || ', aldrig sendt', 'med i leverance ' || s.delivery || ' af ' || s.as_of,
       s.report
  FROM settled AS s
 WHERE s.reason IS NULL
   AND NOT EXISTS (SELECT 1 FROM ledger_item AS i
                     JOIN ledger_delivery AS d ON d.delivery = i.delivery
                    WHERE i.record_key = s.record_key AND d.report = s.report AND d.test = 0)
UNION ALL
SELECT 'delivery', s.report || '/' || s.record_key, s.case_id, s.citizen_id, 'unremoved',
       'gået ud (' || s.reason || ') ' || s.since || ', og modtageren har den',
       'fjernet med leverance ' || s.delivery || ' af ' || s.as_of, s.report
  FROM settled AS s
  JOIN ledger_held AS h ON h.report = s.report AND h.record_key = s.record_key
 WHERE s.reason IS NOT NULL
   AND s.report <> 'dst-l201'
   AND NOT EXISTS (SELECT 1 FROM ledger_item AS i
                     JOIN ledger_delivery AS d ON d.delivery = i.delivery
                    WHERE i.record_key = s.record_key AND i.delivery > h.delivery AND i.op = 'remove'
                      AND d.report = s.report AND d.test = 0)

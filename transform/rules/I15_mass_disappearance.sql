-- id: I15
-- version: 1
-- scope: periods
-- consequence: delivery
-- kind: conversion
-- legal: Ingen bestemmelse; egen kontrol af, at det indberettede og kilden stemmer
-- text_da: Usædvanligt mange af de poster, modtageren har, er væk fra kilden på én gang. Det ligner et udtræk,
--  der er gået galt; sendes det, fjernes de hos modtageren.
-- text_en: Unusually many of the records that the receiver holds are gone from the source at once. It looks
--  like an extract that went wrong; if it is sent, they are removed at the receiver.
-- who: drift
-- reads: ledger_held staging_measure staging_notification staging_placement_event
-- checks: ledger_held WHERE report IN ('dst-l201', 'dst-l231', 'dst-underretninger', 'dst-anbringelser')
-- blames: records
-- param: records 25 poster, der må forsvinde på én gang, hvor få der end er
-- param: percent 5 procent af det, modtageren har, der må forsvinde på én gang
-- mend_da: Udtrækket fra fagsystemet; er det rigtigt, så lad reglen være information en nat ([rule]
--  I15.consequence)
-- mend_en: The extract from the case system; if it is right, let the rule be information for a night ([rule]
--  I15.consequence)
-- with: held_source
-- by: 1

-- Gone or deleted. Both limits must be passed: the greater holds. What goes a little at a time is rule I03's, record by
-- record.
WITH
counted AS MATERIALIZED (
	SELECT h.report, count(*) AS held,
	       sum(CASE h.report
	           WHEN 'dst-underretninger'
	           THEN NOT EXISTS (SELECT 1 FROM staging_notification AS n
	                             WHERE n.notification_id = h.thing AND n.deleted_at IS NULL)
	           WHEN 'dst-anbringelser'
	           THEN h.thing NOT GLOB '*/[57].5/[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]*'
	                AND NOT EXISTS (SELECT 1 FROM staging_placement_event AS v
	                                 WHERE v.event_id = h.thing AND v.deleted_at IS NULL)
	           ELSE NOT EXISTS (SELECT 1 FROM staging_measure AS m
	                             WHERE m.measure_id = h.thing AND m.deleted_at IS NULL) END) AS gone
	  FROM held AS h
	 GROUP BY h.report
)
SELECT 'return' AS entity, report AS record_key, 'records' AS field,
       gone || ' af ' || held || ' poster er væk eller slettet' AS found,
       'højst ' || max(:records, held * :percent / 100) AS expected,
       'modtageren har ' || held AS clash
  FROM counted
 WHERE gone > max(:records, held * :percent / 100)

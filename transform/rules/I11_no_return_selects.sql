-- id: I11
-- version: 1
-- scope: record
-- consequence: delivery
-- kind: conversion
-- after: records
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; retssikkerhedsloven § 84, stk. 1
-- text_da: Posten er i kilden, og ingen indberetning siger, om den er valgt eller hvorfor ikke. Den ville blive
--  udeladt i stilhed.
-- text_en: The record is in the source, and no return says whether it is selected or why not. It would be left
--  out in silence.
-- who: drift
-- reads: staging_measure staging_notification staging_placement_event record_l201 record_l231
--  record_underretning record_anbringelse codelist
-- checks: staging_measure
-- checks: staging_notification
-- checks: staging_placement_event
-- blames: reason measure_id notification_id event_id
-- mend_da: Programmet eller kodelisten selection_reason: meld det til leverandøren
-- mend_en: The program or code list selection_reason: tell the supplier
-- by: 1

-- Every measure, notification and placement event, deleted ones too: each has a row in the selection of a return, and
-- each row that is not selected a reason by name. `indberet ledger` counts them by reason.
WITH
named AS MATERIALIZED (SELECT code FROM codelist WHERE list = 'selection_reason'),
unnamed (entity, record_key, case_id, citizen_id, report, reason) AS (
	SELECT 'measure', measure_id, case_id, citizen_id, 'dst-l201', reason FROM record_l201
	 WHERE reason NOT IN (SELECT code FROM named)
	UNION ALL
	SELECT 'measure', measure_id, case_id, citizen_id, 'dst-l231', reason FROM record_l231
	 WHERE reason NOT IN (SELECT code FROM named)
	UNION ALL
	SELECT 'notification', notification_id, case_id, citizen_id, 'dst-underretninger', reason FROM record_underretning
	 WHERE reason NOT IN (SELECT code FROM named)
	UNION ALL
	SELECT 'placement_event', event_id, case_id, citizen_id, 'dst-anbringelser', reason FROM record_anbringelse
	 WHERE reason NOT IN (SELECT code FROM named)
)
SELECT entity, record_key, case_id, citizen_id, 'reason' AS field, report || ': ' || reason AS found,
       'en grund i listen selection_reason' AS expected, NULL AS file, NULL AS line
  FROM unnamed
UNION ALL
SELECT 'measure', s.measure_id, s.case_id, NULL, 'measure_id', 'i ingen indberetnings udvalg',
       'valgt, eller en grund', s.file, s.line
  FROM staging_measure AS s
 WHERE NOT EXISTS (SELECT 1 FROM record_l201 AS r WHERE r.measure_id = part_id(s.measure_id, 1))
   AND NOT EXISTS (SELECT 1 FROM record_l231 AS r WHERE r.measure_id = part_id(s.measure_id, 1))
UNION ALL
SELECT 'notification', s.notification_id, s.case_id, s.citizen_id, 'notification_id',
       'i ingen indberetnings udvalg', 'valgt, eller en grund', s.file, s.line
  FROM staging_notification AS s
 WHERE NOT EXISTS (SELECT 1 FROM record_underretning AS r WHERE r.notification_id = s.notification_id)
UNION ALL
SELECT 'placement_event', s.event_id, s.case_id, NULL, 'event_id', 'i ingen indberetnings udvalg',
       'valgt, eller en grund', s.file, s.line
  FROM staging_placement_event AS s
 WHERE NOT EXISTS (SELECT 1 FROM record_anbringelse AS r WHERE r.event_id = s.event_id)

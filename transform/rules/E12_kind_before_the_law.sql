-- id: E12
-- version: 1
-- scope: record
-- consequence: answer
-- kind: conversion
-- legal: BL §§ 18 og 19, i kraft 2024-01-01: før den var der kun den børnefaglige undersøgelse (SEL § 50)
-- text_da: En screening eller afdækning er påbegyndt, før barnets lov trådte i kraft. Arten er sat forkert, ofte ved en
--  konvertering.
-- text_en: A screening or an assessment was started before the Act on the Child came into force. The kind is wrong,
--  often by a conversion.
-- who: sagsbehandler
-- reads: staging_examination staging_case_file
-- blames: kind
-- checks: staging_examination WHERE deleted_at IS NULL AND kind IN ('screening', 'afdaekning')
-- mend_da: Undersøgelsens art i fagsystemet
-- mend_en: The kind of the examination in the case system
-- by: 30

SELECT 'examination' AS entity, x.examination_id AS record_key, x.case_id, c.citizen_id, 'kind' AS field, x.kind AS found,
       'boernefaglig' AS expected, 'påbegyndt ' || x.started_on AS clash, day(x.started_on) AS event_day, x.file, x.line
  FROM staging_examination AS x
  LEFT JOIN staging_case_file AS c ON c.case_id = x.case_id
 WHERE x.deleted_at IS NULL
   AND x.kind IN ('screening', 'afdaekning')
   AND day(x.started_on) < ymd(2024, 1, 1)

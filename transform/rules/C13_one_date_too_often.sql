-- id: C13
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: conversion
-- legal: Databeskyttelsesforordningen, artikel 5, stk. 1, litra d (rigtighed)
-- text_da: Én dag bærer mere end 5 % af alle begyndelser af samme slags: en konvertering eller en samlet rettelse har nok sat dagen i
--  stedet for de rigtige datoer. Varigheder og tællinger over den dag er forkerte.
-- text_en: One day carries more than 5 % of all beginnings of a kind: a conversion or a correction in bulk has probably put that day in
--  place of the true dates. Durations and counts across that day are wrong.
-- who: drift
-- mend_da: Konverteringen hos fagsystemets leverandør: få de oprindelige datoer tilbage, eller svar hvorfor dagen er rigtig
-- mend_en: The conversion at the supplier of the case system: have the first dates back, or answer why the day is right
-- by: 60
-- reads: staging_case_file staging_measure staging_placement_event staging_examination staging_decision staging_notification
-- checks: staging_case_file WHERE deleted_at IS NULL
-- checks: staging_measure WHERE deleted_at IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code = '0'
-- checks: staging_examination WHERE deleted_at IS NULL
-- checks: staging_decision WHERE deleted_at IS NULL
-- checks: staging_notification WHERE deleted_at IS NULL
-- blames: opened_on started_on effect_on decided_on received_at
-- param: percent 5 procent af alle, som en dag højst bærer
-- param: least 20 begyndelser på dagen, før den nævnes
WITH
per_day (entity, field, at, n) AS MATERIALIZED (
	SELECT 'case_file', 'opened_on', day(opened_on), count(*)
	  FROM staging_case_file WHERE deleted_at IS NULL GROUP BY 3
	UNION ALL
	SELECT 'measure', 'started_on', day(started_on), count(*)
	  FROM staging_measure WHERE deleted_at IS NULL GROUP BY 3
	UNION ALL
	SELECT 'placement_event', 'effect_on', day(effect_on), count(*)
	  FROM staging_placement_event WHERE deleted_at IS NULL AND event_code = '0' GROUP BY 3
	UNION ALL
	SELECT 'examination', 'started_on', day(started_on), count(*)
	  FROM staging_examination WHERE deleted_at IS NULL GROUP BY 3
	UNION ALL
	SELECT 'decision', 'decided_on', day(decided_on), count(*)
	  FROM staging_decision WHERE deleted_at IS NULL GROUP BY 3
	UNION ALL
	SELECT 'notification', 'received_at', day(received_at), count(*)
	  FROM staging_notification WHERE deleted_at IS NULL GROUP BY 3
),
share AS (
	SELECT *, sum(n) OVER (PARTITION BY entity) AS total FROM per_day WHERE at IS NOT NULL
)
SELECT 'day' AS entity, entity || ':' || iso(at) AS record_key, field, n || ' begyndelser på dagen' AS found,
       'højst ' || :percent || ' % af alle på én dag' AS expected
  FROM share
 WHERE n >= :least
   AND n * 100 > total * :percent

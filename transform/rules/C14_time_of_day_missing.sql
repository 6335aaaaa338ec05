-- id: C14
-- version: 1
-- scope: macro
-- consequence: info
-- kind: conversion
-- legal: BL § 136 (før 2024 SEL § 155): en underretning vurderes inden for 24 timer efter modtagelsen
-- text_da: Mange underretninger er modtaget eller vurderet netop kl. 00:00:00: klokkeslættet er nok ikke med i udtrækket, og fristen
--  på 24 timer kan ikke bedømmes rigtigt.
-- text_en: Many notifications were received or assessed at exactly 00:00:00: the time of day is probably not in the export, and the limit
--  of 24 hours cannot be judged rightly.
-- who: drift
-- mend_da: Profilen eller udtrækket fra fagsystemet: tag klokkeslættet med
-- mend_en: The profile or the export from the case system: have it give the time of day
-- by: 60
-- reads: staging_notification
-- checks: staging_notification WHERE deleted_at IS NULL
-- blames: received_at assessed_at
-- param: percent 20 procent ved midnat, som tåles
-- param: least 50 underretninger, før der sammenlignes
-- param: months 12 måneder, der ses på
WITH recent AS MATERIALIZED (
	SELECT received_at, assessed_at
	  FROM staging_notification
	 WHERE deleted_at IS NULL
	   AND received_at > iso(add_months(:as_of, -:months))
),
at (field, n, midnight) AS (
	SELECT 'received_at', count(secs(received_at)), sum(received_at LIKE '%T00:00:00' OR received_at LIKE '____-__-__') FROM recent
	UNION ALL
	SELECT 'assessed_at', count(secs(assessed_at)), sum(assessed_at LIKE '%T00:00:00') FROM recent
)
SELECT 'municipality' AS entity, :municipality AS record_key, field, 'over ' || :percent || ' % kl. 00:00:00' AS found,
       'klokkeslæt' AS expected
  FROM at
 WHERE n >= :least
   AND midnight * 100 > n * :percent

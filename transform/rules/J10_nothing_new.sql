-- id: J10
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; egen kontrol af kommunens samlede tal, før de godkendes
-- text_da: Der er næsten intet nyt af noget, der ellers kommer hele tiden. Udtrækket kan være standset, selv om
--  det læses uden fejl.
-- text_en: There is almost nothing new of something that otherwise comes all the time. The extract may have
--  stopped though it is read without error.
-- who: drift
-- reads: staging_notification staging_measure staging_placement_event
-- checks: staging_notification WHERE deleted_at IS NULL AND (SELECT min(received_at) FROM staging_notification) < iso(:as_of - :days - 364)
-- checks: staging_measure WHERE deleted_at IS NULL AND (SELECT min(started_on) FROM staging_measure) < iso(:as_of - :days - 364)
-- blames: rows
-- param: days 28 dage, der ses på
-- param: least 10 ventede efter året før, før der sammenlignes
-- param: percent 20 procent af det ventede, der skal være kommet
-- mend_da: Udtrækket fra fagsystemet: kommer det nye med?
-- mend_en: The extract from the case system: does it carry what is new?
-- by: 3

-- The days up to the as-of day, it included, against the 364 days before them and against as many days before.
WITH
thing (entity, day) AS (
	SELECT 'notification', day(received_at) FROM staging_notification WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'measure', day(started_on) FROM staging_measure WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'placement_event', day(effect_on) FROM staging_placement_event WHERE deleted_at IS NULL
),
counted AS MATERIALIZED (
	SELECT entity, count(*) FILTER (WHERE day > :as_of - :days AND day <= :as_of) AS now,
	       count(*) FILTER (WHERE day > :as_of - 2 * :days AND day <= :as_of - :days) AS before,
	       count(*) FILTER (WHERE day > :as_of - :days - 364 AND day <= :as_of - :days) AS year,
	       min(day) AS first
	  FROM thing
	 GROUP BY entity
)
SELECT 'table' AS entity, entity AS record_key, 'rows' AS field,
       now || ' i ' || :days || ' dage, forskel ' || printf('%+d', now - before) AS found,
       'omkring ' || year * :days / 364 || '; ' || before || ' i de ' || :days || ' dage før' AS expected
  FROM counted
 WHERE first <= :as_of - :days - 364
   AND year * :days / 364 >= :least
   AND now * 100 < year * :days / 364 * :percent

-- id: A02
-- version: 1
-- scope: file
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; aftalt med leverandøren: hver levering er et nyt udtræk
-- text_da: Den seneste levering har et nyt navn, men er byte for byte en fil, der er indlæst før: udtrækket hos leverandøren står
--  nok stille. Hvor gammelt det sidste nye udtræk er, siger kontrollen af filens alder.
-- text_en: The latest delivery has a new name and is byte for byte a file that was loaded before: the export at the supplier has
--  probably stopped. How old the last new one is, the check of the feed's age says.
-- who: leverandør
-- mend_da: Udtrækket hos leverandøren: få lavet et nyt
-- mend_en: The export at the supplier: have a new one made
-- with: latest_delivery
-- by: 2
-- reads: staging_delivery staging_file
-- checks: staging_delivery WHERE verdict IN ('loaded', 'duplicate') AND file IS NOT NULL
-- blames: delivery

-- The same file under its own name again does no harm (rule A12), nor does a file that says it is empty.
SELECT 'file' AS entity, d.name AS record_key, 'delivery' AS field, 'samme indhold som ' || f.name AS found,
       'et nyt udtræk' AS expected, f.name AS clash, d.file
  FROM latest_delivery AS l
  JOIN staging_delivery AS d ON d.delivery = l.delivery
  JOIN staging_file AS f ON f.file = d.file
 WHERE d.verdict = 'duplicate'
   AND d.name <> f.name
   AND f."nothing" = 0

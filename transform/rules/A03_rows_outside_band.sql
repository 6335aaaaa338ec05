-- id: A03
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: conversion
-- legal: Databeskyttelsesforordningen, artikel 5, stk. 1, litra d (rigtighed); ingen bestemmelse om antal
-- text_da: Den seneste fil har langt færre eller langt flere rækker end de seneste leveringer af samme slags: en del kan mangle,
--  eller udtrækket kan være lavet efter et andet valg.
-- text_en: The latest file has far fewer or far more rows than the latest deliveries of the same feed: a part may be missing, or the
--  export was made by another selection.
-- who: leverandør
-- mend_da: Udtrækket hos leverandøren, eller svar hvorfor antallet er rigtigt
-- mend_en: The export at the supplier, or answer why the number is right
-- by: 5
-- reads: staging_file
-- checks: staging_file WHERE "nothing" = 0
-- blames: rows_in
-- param: window 12 leveringer, der sammenlignes med
-- param: least 6 leveringer, før der sammenlignes
-- param: percent 50 procent under den mindste eller over den største af dem
-- param: rows 20 rækker, som forskellen mindst er

-- The band is the smallest and the largest of the window, widened: a full extract among changes widens it by itself.
-- A snapshot of a year is held against other years: they are one feed. Files replaced since count.
WITH
numbered AS MATERIALIZED (
	SELECT feed, file, name, rows_in, row_number() OVER (PARTITION BY feed ORDER BY file DESC) AS back
	  FROM staging_file
	 WHERE "nothing" = 0
),
band AS (
	SELECT feed, min(rows_in) AS low, max(rows_in) AS high
	  FROM numbered
	 WHERE back BETWEEN 2 AND 1 + :window
	 GROUP BY feed
	HAVING count(*) >= :least
)
SELECT 'file' AS entity, n.name AS record_key, 'rows_in' AS field, n.rows_in || ' rækker' AS found,
       CASE WHEN n.rows_in < b.low THEN 'mindst ' || b.low * (100 - :percent) / 100
            ELSE 'højst ' || b.high * (100 + :percent) / 100 END || ' rækker' AS expected,
       n.file
  FROM numbered AS n
  JOIN band AS b ON b.feed = n.feed
 WHERE n.back = 1
   AND (n.rows_in * 100 < b.low * (100 - :percent) AND b.low - n.rows_in >= :rows
        OR n.rows_in * 100 > b.high * (100 + :percent) AND n.rows_in - b.high >= :rows)

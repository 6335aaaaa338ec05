-- id: H12
-- version: 1
-- scope: field
-- consequence: info
-- kind: conversion
-- legal: Budget- og regnskabssystem for kommuner: en kommune kan oprette egne grupperinger
-- text_da: Grupperingen på funktion 5.28.20-5.28.26 er ikke på listen over kendte konti for året. Beløbet er talt med;
--  giv kontoen en tekst i profile/account_texts.csv og, hvis den betaler for en indsats, en linje i
--  profile/account_measure.csv.
-- text_en: The grouping on functions 5.28.20-5.28.26 is not on the list of known accounts of the year. The amount is
--  counted; give the account a text in profile/account_texts.csv and, where it pays for a measure, a row in
--  profile/account_measure.csv.
-- who: økonomi
-- reads: staging_posting codelist_account_text
-- checks: staging_posting WHERE function IS NOT NULL
-- blames: account
-- mend_da: Økonomisystemet, eller profile/account_texts.csv, hvor grupperingen er ret
-- mend_en: The finance system, or profile/account_texts.csv where the grouping is right
-- by: 60

-- One finding an account and year.
WITH used AS MATERIALIZED (
	SELECT DISTINCT account, year(booked) AS year FROM staging_posting
	 WHERE function BETWEEN 52820 AND 52826
),
unknown AS MATERIALIZED (
	SELECT u.account, u.year, ymd(u.year, 1, 1) AS first, ymd(u.year, 12, 31) AS last
	  FROM used AS u
	 WHERE NOT EXISTS (SELECT 1 FROM codelist_account_text AS t
	                    WHERE u.account GLOB t.account
	                      AND u.year BETWEEN t.first_year AND t.last_year)
)
SELECT 'account' AS entity, u.account || '/' || u.year AS record_key, 'account' AS field,
       u.account AS found, 'en kendt gruppering' AS expected,
       count(*) || ' posteringer, ' || (sum(p.amount) / 100) || ' kr.' AS clash, min(p.file) AS file,
       min(p.line) AS line
  FROM unknown AS u
  JOIN staging_posting AS p ON p.account = u.account AND p.booked BETWEEN u.first AND u.last
 GROUP BY u.account, u.year

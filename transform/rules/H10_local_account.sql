-- id: H10
-- version: 1
-- scope: file
-- consequence: answer
-- kind: conversion
-- legal: Budget- og regnskabssystem for kommuner: posteringer henføres til autoriserede funktioner
-- text_da: Den lokale konto (PSP-element, omkostningssted, artskonto) står ikke i profile/accounts.csv på posteringens dato.
--  Beløbet er talt med som ukendt konto og er ikke i noget nøgletal.
-- text_en: The local account (PSP element, cost place, Artskonto) is not in profile/accounts.csv on the posting's day.
--  The amount is counted as account unknown and is in no key figure.
-- who: økonomi
-- reads: staging_posting codelist_account
-- checks: staging_posting
-- blames: local_account
-- mend_da: profile/accounts.csv: en linje for kontoen
-- mend_en: profile/accounts.csv: a line for the account
-- by: 7

-- One finding a local account, with the first line that has it. What could be a personal number is masked.
WITH used AS MATERIALIZED (
	SELECT DISTINCT local_account FROM staging_posting WHERE local_account IS NOT NULL
),
known AS MATERIALIZED (
	SELECT u.local_account, a.valid_from, a.valid_to
	  FROM used AS u JOIN codelist_account AS a ON u.local_account GLOB a.pattern
),
missing AS (
	SELECT p.local_account, count(*) AS n, sum(p.amount) AS amount, min(p.posting) AS first
	  FROM staging_posting AS p
	 WHERE p.local_account IS NOT NULL
	   AND NOT EXISTS (SELECT 1 FROM known AS k
	                    WHERE k.local_account = p.local_account
	                      AND p.booked BETWEEN k.valid_from AND k.valid_to)
	 GROUP BY p.local_account
),
parts AS (
	SELECT m.*, substr(local_account, 1, instr(local_account, ':')) AS by,
	       substr(local_account, instr(local_account, ':') + 1) AS value
	  FROM missing AS m
),
shown AS (
	SELECT n, amount, first,
	       by || CASE WHEN pnr_day(replace(value, '-', '')) IS NULL THEN value
	                  ELSE mask(value) END AS name
	  FROM parts
)
SELECT 'account' AS entity, s.name AS record_key, 'local_account' AS field, s.name AS found,
       'en linje i profile/accounts.csv' AS expected,
       s.n || ' posteringer, ' || (s.amount / 100) || ' kr.' AS clash, p.file, p.line
  FROM shown AS s
  JOIN staging_posting AS p ON p.posting = s.first

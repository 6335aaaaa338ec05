-- id: A13
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: conversion
-- legal: BL §§ 133 og 136: en underretning skal registreres, når den er modtaget; personbogføring, Budget- og regnskabssystem for kommuner
-- text_da: Der er et hul i rækken af leveringer: dage uden tal fra portalen mellem to dage med, eller en fil med posteringer, der kommer
--  langt efter den forrige. Hvad der skete i hullet, er ikke holdt op mod fagsystemet og ikke med i regnskabet.
-- text_en: There is a hole in the series of deliveries: days without a number from the portal between two with, or a file of postings
--  long after the one before. What happened in the hole was not held against the case system and is not in the accounts.
-- who: leverandør
-- mend_da: Udtrækket hos leverandøren: bed om det, der mangler
-- mend_en: The export at the supplier: ask for what is missing
-- by: 5
-- reads: staging_portal staging_file
-- checks: staging_portal
-- checks: staging_file WHERE feed = 'postings' AND produced IS NOT NULL
-- blames: received_on produced
-- param: times 2 gange det længste mellemrum mellem de andre filer med posteringer
-- param: least 4 filer med posteringer, før der sammenlignes
-- param: years 2 år tilbage, som der ses efter huller

-- How old the latest file is, the check of the feed's age says; a hole is between two that came.
WITH
day_after AS (
	SELECT received_on, lead(received_on) OVER (ORDER BY received_on) AS next,
	       lead(file) OVER (ORDER BY received_on) AS file, lead(line) OVER (ORDER BY received_on) AS line
	  FROM staging_portal
),
step AS MATERIALIZED (
	SELECT name, file, produced, produced - lag(produced) OVER (ORDER BY produced, file) AS gap,
	       lag(produced) OVER (ORDER BY produced, file) AS before, count(*) OVER () AS files
	  FROM staging_file
	 WHERE feed = 'postings'
	   AND produced IS NOT NULL
),
-- The longest step but one's own.
longest AS (
	SELECT s.*, (SELECT max(o.gap) FROM step AS o WHERE o.file <> s.file) AS usual
	  FROM step AS s
	 WHERE s.gap = (SELECT max(gap) FROM step)
)
SELECT 'portal' AS entity, iso(received_on + 1) AS record_key, 'received_on' AS field,
       'intet tal ' || iso(received_on + 1) || ' til ' || iso(next - 1) AS found, 'et tal for hver dag' AS expected, file, line
  FROM day_after
 WHERE next > received_on + 1
   AND next >= add_months(:as_of, -12 * :years)
UNION ALL
SELECT 'file', name, 'produced', iso(produced) || ', den forrige ' || iso(before), 'højst ' || usual * :times || ' dage imellem',
       file, NULL
  FROM longest
 WHERE files >= :least
   AND gap > usual * :times
   AND produced >= add_months(:as_of, -12 * :years)

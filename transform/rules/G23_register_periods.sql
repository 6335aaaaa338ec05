-- id: G23
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; aftalt med leverandøren: et tilbuds perioder ligger i forlængelse af hinanden
-- text_da: To rækker om det samme tilbud gælder de samme dage, eller der er dage mellem dem, som ingen række gælder.
-- text_en: Two rows of one facility hold for the same days, or no row holds for days between them.
-- who: leverandør
-- reads: staging_facility
-- checks: staging_facility
-- blames: valid_from
-- mend_da: Udtrækket fra Tilbudsportalen hos leverandøren
-- mend_en: The extract from the facility register at the supplier
-- by: 30

-- Of two that overlap the one that begins later counts. A gap is for information.
WITH
said AS (
	SELECT facility_id, file, line, byte, coalesce(valid_from, -719162) AS first,
	       coalesce(valid_to, 2932896) AS last
	  FROM staging_facility
	 WHERE valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from
),
met AS (
	SELECT *, max(last) OVER (PARTITION BY facility_id ORDER BY first, file, line, byte
	                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
	  FROM said
)
SELECT CASE WHEN first > before THEN 'info' END AS consequence, 'facility' AS entity,
       facility_id AS record_key, 'valid_from' AS field, iso(first) AS found,
       CASE WHEN before = 2932896 THEN 'en slutdato på rækken før' ELSE iso(before + 1) END AS expected,
       CASE WHEN first > before THEN 'hul' ELSE 'overlap' END AS clash, file, line
  FROM met
 WHERE first <> before + 1

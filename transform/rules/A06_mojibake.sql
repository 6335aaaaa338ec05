-- id: A06
-- version: 1
-- scope: field
-- consequence: answer
-- kind: conversion
-- legal: Databeskyttelsesforordningen, artikel 5, stk. 1, litra d (rigtighed)
-- text_da: Teksten er læst i et forkert tegnsæt: der er spor som Ã¦, Ã¸, Ã¥ eller et erstatningstegn, hvor
--  der skal stå æ, ø, å. Eller rækker i filen kunne ikke læses i det aftalte tegnsæt.
-- text_en: The text was read in the wrong encoding: there are traces such as Ã¦, Ã¸, Ã¥ or a replacement
--  character where æ, ø, å should be. Or rows of the file could not be read in the agreed encoding.
-- who: drift
-- reads: staging_citizen staging_team staging_caseworker staging_facility staging_cpr_name staging_file finding
-- checks: staging_citizen WHERE deleted_at IS NULL
-- checks: staging_team WHERE deleted_at IS NULL
-- checks: staging_caseworker WHERE deleted_at IS NULL
-- checks: staging_facility
-- checks: staging_cpr_name
-- checks: staging_file WHERE replaced_by IS NULL
-- blames: encoding initials kind name target_group
-- mend_da: Eksporten hos leverandøren: tegnsættet; en enkelt tekst rettes i sit eget system
-- mend_en: The export at the supplier: its character set; a single text is mended in its own system
-- by: 14

-- Traces: Ã or Â before a character of the second half of Latin-1 or of the upper control block as
-- windows-1252 shows it; a control character of that block; ├ from code pages 437 and 850; U+FFFD.
WITH
trace (pattern) AS (
	VALUES ('*[ÃÂ][' || char(128) || '-' || char(191) || '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*'),
	       ('*[' || char(128) || '-' || char(159) || ']*'),
	       ('*├*'),
	       ('*' || char(65533) || '*')
),
-- Only what has other characters than those of Danish names is looked at closely.
written (entity, record_key, citizen_id, field, value, secret, file, line) AS (
	SELECT 'citizen', citizen_id, citizen_id, 'name', name, 1, file, line FROM staging_citizen
	 WHERE deleted_at IS NULL AND name GLOB '*[^ -~æøåÆØÅéÉüÜöÖäÄ]*'
	UNION ALL
	SELECT 'team', team_id, NULL, 'name', name, 0, file, line FROM staging_team
	 WHERE deleted_at IS NULL AND name GLOB '*[^ -~æøåÆØÅéÉüÜöÖäÄ]*'
	UNION ALL
	SELECT 'caseworker', caseworker_id, NULL, 'name', name, 1, file, line FROM staging_caseworker
	 WHERE deleted_at IS NULL AND name GLOB '*[^ -~æøåÆØÅéÉüÜöÖäÄ]*'
	UNION ALL
	SELECT 'caseworker', caseworker_id, NULL, 'initials', initials, 0, file, line
	  FROM staging_caseworker
	 WHERE deleted_at IS NULL AND initials GLOB '*[^ -~æøåÆØÅéÉüÜöÖäÄ]*'
	UNION ALL
	SELECT 'facility', facility_id, NULL, 'name', name, 0, file, line FROM staging_facility
	 WHERE name GLOB '*[^ -~æøåÆØÅéÉüÜöÖäÄ]*'
	UNION ALL
	SELECT 'facility', facility_id, NULL, 'kind', kind, 0, file, line FROM staging_facility
	 WHERE kind GLOB '*[^ -~æøåÆØÅéÉüÜöÖäÄ]*'
	UNION ALL
	SELECT 'facility', facility_id, NULL, 'target_group', target_group, 0, file, line
	  FROM staging_facility
	 WHERE target_group GLOB '*[^ -~æøåÆØÅéÉüÜöÖäÄ]*'
	UNION ALL
	SELECT 'cpr', NULL, NULL, 'name', name, 1, file, line FROM staging_cpr_name
	 WHERE name GLOB '*[^ -~æøåÆØÅéÉüÜöÖäÄ]*'
)
SELECT w.entity, w.record_key, NULL AS case_id, w.citizen_id, w.field,
       CASE WHEN w.secret THEN mask(w.value) ELSE w.value END AS found, 'æ, ø, å' AS expected,
       w.file, w.line
  FROM written AS w
 WHERE EXISTS (SELECT 1 FROM trace AS t WHERE w.value GLOB t.pattern)
UNION ALL
SELECT 'file', f.name, NULL, NULL, 'encoding', count(*) || ' rækker', coalesce(f.encoding, 'utf-8'),
       f.file, NULL
  FROM finding AS x
  JOIN staging_file AS f ON f.file = x.file
 WHERE x.stage LIKE 'extract:%'
   AND (x.rule LIKE '%.encoding' OR x.rule LIKE '%.charset' OR x.rule LIKE '%.nul')
   AND f.replaced_by IS NULL
 GROUP BY f.file, f.name, f.encoding

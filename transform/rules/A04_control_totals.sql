-- id: A04
-- version: 1
-- scope: file
-- consequence: delivery
-- kind: conversion
-- legal: Ingen bestemmelse; intet går tabt i stilhed: det, der er læst, er det, der ligger i lageret
-- text_da: Det antal af filens rækker, der ligger i lageret, er ikke det antal, som læsningen bogførte, eller som filens slutpost siger.
--  Noget er gået tabt efter læsningen; der kan ikke afleveres, før filen er læst igen.
-- text_en: The number of the file's rows that are held is not the number that the reading booked, or that its end record claims.
--  Something was lost after the reading; nothing can be delivered before the file is read again.
-- who: drift
-- mend_da: Lageret (mart.db): hent en sikkerhedskopi, og lad den følgende nat læse det, der er kommet siden
-- mend_en: The store (mart.db): restore a backup, and let the next night read what has come since
-- by: 1
-- reads: staging_file staging_cpr_count staging_portal staging_facility staging_budget
-- checks: staging_file WHERE replaced_by IS NULL
-- blames: staged trailer

-- Readers refuse a file whose own total is wrong (cpr.count); this is about what is held since. Later files take the place of days of
-- the portal: there only that no more are held than were staged can be said. Postings are too many to count again each night.
WITH
kept (file, n) AS (
	SELECT file, count(*) FROM staging_facility GROUP BY file
	UNION ALL SELECT file, count(*) FROM staging_budget GROUP BY file
	UNION ALL SELECT file, count(*) FROM staging_portal GROUP BY file
)
SELECT 'file' AS entity, f.name AS record_key, 'staged' AS field, coalesce(k.n, 0) || ' rækker i lageret' AS found,
       f.staged || ' rækker bogført' AS expected, f.file
  FROM staging_file AS f
  LEFT JOIN kept AS k ON k.file = f.file
 WHERE f.replaced_by IS NULL
   AND (f.feed IN ('facilities', 'budget') AND coalesce(k.n, 0) <> f.staged
        OR f.feed = 'portal' AND coalesce(k.n, 0) > f.staged)
UNION ALL
SELECT 'file', f.name, 'trailer', sum(c.records) || ' poster læst', f.trailer || ' poster i slutposten', f.file
  FROM staging_file AS f
  JOIN staging_cpr_count AS c ON c.file = f.file
 WHERE f.trailer IS NOT NULL
   AND f.replaced_by IS NULL
 GROUP BY f.file
HAVING sum(c.records) <> f.trailer

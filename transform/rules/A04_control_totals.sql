-- id: A04
-- version: 1
-- scope: file
-- consequence: delivery
-- kind: conversion
-- legal: Ingen bestemmelse; intet går tabt i stilhed: det, der er læst, er det, der ligger i lageret
-- text_da: Det antal rækker, der ligger i lageret, er ikke det antal, som læsningen bogførte, eller som filens slutpost siger. Noget er
--  gået tabt eller kommet til efter læsningen; der kan ikke afleveres, før det er læst igen.
-- text_en: The number of rows held is not the number that the reading booked, or that the end record of the file claims. Something was
--  lost or came in after the reading; nothing can be delivered before it is read again.
-- who: drift
-- mend_da: Læs fagsystemet eller filen igen (extract); sker det igen, er lageret skadet
-- mend_en: Read the case system or the file again (extract); if it comes back, the store is damaged
-- by: 1
-- reads: staging_file staging_cpr_count staging_entity staging_portal staging_facility staging_budget staging_citizen
--  staging_case_file staging_notification staging_notification_reason staging_examination staging_decision staging_measure
--  staging_placement_event staging_placement_reason staging_appropriation
-- checks: staging_entity
-- checks: staging_file WHERE replaced_by IS NULL
-- blames: staged trailer

-- A file's own total is held against what was counted while it was read. Of feeds whose rows later files take the place of (portal)
-- only that no more are held than were staged can be said. Postings are summed, not counted, elsewhere.
WITH
held (entity, n) AS (
	SELECT 'citizen', count(*) FROM staging_citizen
	UNION ALL SELECT 'case_file', count(*) FROM staging_case_file
	UNION ALL SELECT 'notification', count(*) FROM staging_notification
	UNION ALL SELECT 'notification_reason', count(*) FROM staging_notification_reason
	UNION ALL SELECT 'examination', count(*) FROM staging_examination
	UNION ALL SELECT 'decision', count(*) FROM staging_decision
	UNION ALL SELECT 'measure', count(*) FROM staging_measure
	UNION ALL SELECT 'placement_event', count(*) FROM staging_placement_event
	UNION ALL SELECT 'placement_reason', count(*) FROM staging_placement_reason
	UNION ALL SELECT 'appropriation', count(*) FROM staging_appropriation
),
kept (file, n) AS (
	SELECT file, count(*) FROM staging_facility GROUP BY file
	UNION ALL SELECT file, count(*) FROM staging_budget GROUP BY file
	UNION ALL SELECT file, count(*) FROM staging_portal GROUP BY file
)
SELECT 'entity' AS entity, h.entity AS record_key, 'staged' AS field, h.n || ' rækker i lageret' AS found,
       e.staged || ' rækker bogført' AS expected, e.file
  FROM held AS h
  JOIN staging_entity AS e ON e.entity = h.entity
 WHERE h.n <> e.staged
UNION ALL
SELECT 'file', f.name, 'staged', coalesce(k.n, 0) || ' rækker i lageret', f.staged || ' rækker bogført', f.file
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
 GROUP BY f.file
HAVING sum(c.records) <> f.trailer

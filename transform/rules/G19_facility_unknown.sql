-- id: G19
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: BEK 61/2023 om Tilbudsportalen: kommunen må kun bruge tilbud, der er registreret
-- text_da: Tilbuddet findes ikke i tilbudsregisteret.
-- text_en: The facility is not in the facility register.
-- who: sagsbehandler
-- reads: staging_facility staging_placement_event staging_measure
-- checks: staging_placement_event WHERE deleted_at IS NULL AND facility_id IS NOT NULL AND (SELECT count(*) FROM (SELECT 1 FROM staging_facility LIMIT 1)) > 0
-- checks: staging_measure WHERE deleted_at IS NULL AND facility_id IS NOT NULL AND (SELECT count(*) FROM (SELECT 1 FROM staging_facility LIMIT 1)) > 0
-- blames: facility_id
-- mend_da: Stedet på posten i fagsystemet: vælg et, der er på Tilbudsportalen
-- mend_en: The place of the record in the case system: choose one that is in the facility register
-- by: 30

-- Without a register nothing can be told. A case is told of once for a facility: its first event there.
SELECT 'placement_event' AS entity, min(event_id) AS record_key, case_id, 'facility_id' AS field,
       facility_id AS found, 'et tilbud i registeret' AS expected, file, line
  FROM staging_placement_event
 WHERE deleted_at IS NULL
   AND facility_id NOT IN (SELECT facility_id FROM staging_facility)
   AND EXISTS (SELECT 1 FROM staging_facility)
 GROUP BY case_id, facility_id
UNION ALL
SELECT 'measure', measure_id, case_id, 'facility_id', facility_id, 'et tilbud i registeret', file, line
  FROM staging_measure
 WHERE deleted_at IS NULL
   AND facility_id NOT IN (SELECT facility_id FROM staging_facility)
   AND EXISTS (SELECT 1 FROM staging_facility)

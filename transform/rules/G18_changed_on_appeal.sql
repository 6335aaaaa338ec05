-- id: G18
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: Ankestyrelsen/Danmarks Statistik, vejledning til anbringelsesstatistikken: ændres en iværksat afgørelse efter klage, indberettes begge
-- text_da: En iværksat afgørelse om anbringelse er ændret efter klage, men der er ingen ny afgørelse i forløbet. Begge skal indberettes: lad
--  den første stå, og registrér den nye som en hændelse for sig.
-- text_en: A decision on placement that was put into effect was changed on appeal, and the placement has no new decision. Both are to be
--  reported: leave the first as it is, and enter the new one as an event of its own.
-- who: sagsbehandler
-- reads: staging_decision staging_placement_event staging_case_file
-- checks: staging_decision WHERE deleted_at IS NULL AND appeal_outcome = 'changed'

SELECT 'decision' AS entity, d.decision_id AS record_key, d.case_id, k.citizen_id, 'appeal_outcome' AS field,
       d.appeal_outcome AS found, 'en ny afgørelse i anbringelsen' AS expected, 'placement ' || min(v.placement_id) AS clash,
       d.file, d.line
  FROM staging_decision AS d
  JOIN staging_placement_event AS v ON v.decision_id = d.decision_id
  LEFT JOIN staging_case_file AS k ON k.case_id = d.case_id
 WHERE d.deleted_at IS NULL
   AND v.deleted_at IS NULL
   AND d.appeal_outcome = 'changed'
   AND d.executed = '1'
   AND v.event_code = '0.2'
   AND NOT EXISTS (SELECT 1 FROM staging_placement_event AS w
                    WHERE w.placement_id = v.placement_id
                      AND w.deleted_at IS NULL
                      AND w.event_code IN ('0.2', '1', '2', '5')
                      AND w.event_id <> v.event_id
                      AND w.decision_id IS NOT d.decision_id
                      AND coalesce(day(w.decided_on), day(w.effect_on)) >= coalesce(day(d.appealed_on), day(d.decided_on)))
 GROUP BY d.decision_id

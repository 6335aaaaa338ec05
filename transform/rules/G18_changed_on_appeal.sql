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
-- blames: appeal_outcome
-- mend_da: Anbringelsens hændelser i fagsystemet: den nye afgørelse efter klagen
-- mend_en: The events of the placement in the case system: the new decision after the appeal
-- by: 14

WITH
event AS MATERIALIZED (
	SELECT placement_id, event_id, event_code, decision_id, coalesce(day(decided_on), day(effect_on)) AS at
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0.2', '1', '2', '5')
	   AND placement_id IS NOT NULL
),
overturned AS MATERIALIZED (
	SELECT d.decision_id, d.case_id, d.appeal_outcome, d.file, d.line, v.placement_id, v.event_id,
	       coalesce(day(d.appealed_on), day(d.decided_on)) AS appealed
	  FROM staging_decision AS d
	  JOIN event AS v ON v.decision_id = d.decision_id
	 WHERE d.deleted_at IS NULL
	   AND d.appeal_outcome = 'changed'
	   AND d.executed = '1'
	   AND v.event_code = '0.2'
)
SELECT 'decision' AS entity, o.decision_id AS record_key, o.case_id, k.citizen_id, 'appeal_outcome' AS field,
       o.appeal_outcome AS found, 'en ny afgørelse i anbringelsen' AS expected, 'placement ' || min(o.placement_id) AS clash,
       o.file, o.line
  FROM overturned AS o
  LEFT JOIN staging_case_file AS k ON k.case_id = o.case_id
  LEFT JOIN event AS w ON w.placement_id = o.placement_id
                      AND w.event_id <> o.event_id
                      AND w.decision_id IS NOT o.decision_id
                      AND w.at >= o.appealed
 WHERE w.event_id IS NULL
 GROUP BY o.decision_id

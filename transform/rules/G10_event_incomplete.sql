-- id: G10
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation anbringelser: grundlag og udslagsgivende årsager ved hver afgørelse, sted ved iværksættelse
-- text_da: Anbringelseshændelsen mangler det, der skal med: en afgørelse sit grundlag, den afgørelse, et forløb begynder med,
--  sine udslagsgivende årsager (fra 2018), en iværksættelse sit sted. Den indberettes som uoplyst.
-- text_en: The placement event lacks what belongs to it: a decision its legal basis, the decision a placement begins with its
--  triggering reasons (since 2018), one that puts into effect its place. It is reported as not stated.
-- who: sagsbehandler
-- reads: staging_placement_event staging_placement_reason staging_decision staging_case_file
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0.2', '0', '1', '7', '7.2', '7.5')
-- blames: basis_code place_type reason_code
-- mend_da: Anbringelsens hændelse i fagsystemet: grundlag, årsager og sted
-- mend_en: The event of the placement in the case system: basis, reasons and place
-- by: 14

WITH
event AS (
	SELECT v.event_id, v.placement_id, v.case_id, v.event_code, v.decision_id, v.decided_on, v.effect_on,
	       v.basis_code, v.place_type, v.file, v.line, k.citizen_id,
	       row_number() OVER (PARTITION BY v.placement_id, v.event_code ORDER BY day(v.decided_on), v.event_id) AS nr
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND v.event_code IN ('0.2', '0', '1', '7', '7.2', '7.5')
)
SELECT 'placement_event' AS entity, event_id AS record_key, case_id, citizen_id, 'basis_code' AS field, NULL AS found,
       'grundlag' AS expected, 'hændelse ' || event_code AS clash, file, line
  FROM event AS v
 WHERE event_code = '0.2'
   AND basis_code IS NULL
   AND NOT EXISTS (SELECT 1 FROM staging_decision AS d
                    WHERE d.decision_id = v.decision_id
                      AND d.deleted_at IS NULL
                      AND d.basis_code IS NOT NULL)
UNION ALL
SELECT 'placement_event', event_id, case_id, citizen_id, 'reason_code', NULL, 'mindst én udslagsgivende årsag',
       'hændelse ' || event_code, file, line
  FROM event AS v
 WHERE event_code = '0.2'
   AND nr = 1
   AND day(decided_on) >= day('2018-01-01')
   AND NOT EXISTS (SELECT 1 FROM event AS w
                    WHERE w.placement_id = v.placement_id
                      AND w.event_code IN ('0', '7.5')
                      AND day(w.effect_on) < day(v.decided_on))
   AND NOT EXISTS (SELECT 1 FROM staging_placement_reason AS r
                    WHERE r.event_id = v.event_id
                      AND r.deleted_at IS NULL)
UNION ALL
SELECT 'placement_event', event_id, case_id, citizen_id, 'place_type', NULL, 'anbringelsessted', 'hændelse ' || event_code,
       file, line
  FROM event
 WHERE event_code <> '0.2'
   AND effect_on IS NOT NULL
   AND place_type IS NULL

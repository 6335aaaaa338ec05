-- id: C09
-- version: 1
-- scope: case
-- consequence: info
-- kind: entry
-- legal: Danmarks Statistik, forløb: den sidste dag er med, så et forløb med samme start- og slutdag tæller én dag
-- text_da: Indsatsen, anbringelsen eller sagen begynder og slutter samme dag. Den tælles med som sat i værk. Er den oprettet ved en
--  fejl, skal den slettes, ikke afsluttes.
-- text_en: The measure, placement or case begins and ends on the same day. It is counted as put into effect. If it was made by mistake it
--  is to be deleted, not ended.
-- who: sagsbehandler
-- mend_da: Slet posten i fagsystemet, hvis den er en fejl; ellers slutdatoen
-- mend_en: Delete the record in the case system if it is a mistake; else the end
-- by: 30
-- reads: staging_measure staging_appropriation staging_placement_event staging_case_file
-- checks: staging_measure WHERE deleted_at IS NULL AND ended_on IS NOT NULL
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NOT NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('5', '5.5')
-- blames: ended_on closed_on effect_on

-- A measure paid at once is over in a day. A case closed as handed over or made by mistake is told by its reason.
WITH
once AS MATERIALIZED (
	SELECT DISTINCT measure_id FROM staging_appropriation
	 WHERE deleted_at IS NULL AND unit = 'once' AND measure_id IS NOT NULL
),
placement AS (
	SELECT placement_id, min(case_id) AS case_id,
	       min(effect_on) FILTER (WHERE event_code NOT IN ('5', '5.5')) AS first,
	       max(effect_on) FILTER (WHERE event_code IN ('5', '5.5')) AS last,
	       max(event_code NOT IN ('0', '5')) AS more
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND event_code IN ('0', '1', '2', '5', '5.5', '7', '7.2', '7.5')
	 GROUP BY placement_id
),
short (entity, record_key, case_id, field, value, file, line) AS (
	SELECT 'measure', measure_id, case_id, 'ended_on', ended_on, file, line
	  FROM staging_measure
	 WHERE deleted_at IS NULL AND ended_on = started_on AND measure_id NOT IN (SELECT measure_id FROM once)
	UNION ALL
	SELECT 'placement', placement_id, case_id, 'effect_on', last, NULL, NULL
	  FROM placement
	 WHERE first = last AND more = 0
	UNION ALL
	SELECT 'case_file', case_id, case_id, 'closed_on', closed_on, file, line
	  FROM staging_case_file
	 WHERE deleted_at IS NULL AND closed_on = opened_on AND coalesce(close_reason, '') NOT IN ('error', 'handed_over')
)
SELECT s.entity, s.record_key, s.case_id, k.citizen_id, s.field, s.value AS found, 'en senere dag, eller slettet' AS expected,
       coalesce(s.file, k.file) AS file, s.line
  FROM short AS s
  LEFT JOIN staging_case_file AS k ON k.case_id = s.case_id
 WHERE day(s.value) IS NOT NULL

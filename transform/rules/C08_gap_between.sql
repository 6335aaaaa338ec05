-- id: C08
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation anbringelser: forløb dannes af hændelserne; leverance L231: ORIGIN_INDSATSFORLOEB_ID
-- text_da: Anbringelsen ophørte, uden at barnet kom hjem, flyttede for sig selv eller blev overdraget, og den næste begynder mere end en
--  dag senere: hvor var barnet? Eller indsatsen fortsætter en anden, men begynder mere end en dag efter, at den sluttede.
-- text_en: The placement ended though the child did not return home, move to an own home or pass to others, and the next begins more than
--  a day later: where was the child? Or the measure continues another, but begins more than a day after that one ended.
-- who: sagsbehandler
-- mend_da: Ophørsdagen eller ophørsårsagen på den første, eller startdagen på den næste, i fagsystemet
-- mend_en: The day or reason of the end of the first, or the start of the next, in the case system
-- by: 30
-- reads: staging_placement_event staging_case_file staging_measure
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code = '0'
-- checks: staging_measure WHERE deleted_at IS NULL AND origin_measure_id IS NOT NULL
-- blames: effect_on started_on
-- param: days 30 dage mellem to anbringelser, hvor de kan høre sammen; den sidste med
-- param: home home|adopted|own_home|age|aftercare_end|handed_over|lapsed|died ophørsårsager, hvor barnet er et andet sted, skilt af |

-- The last day of the one and the first of the other may be the same or follow on each other.
WITH
edge AS MATERIALIZED (
	SELECT k.citizen_id, v.case_id, v.event_id, v.event_code, day(v.effect_on) AS at, v.effect_on, v.end_reason, v.moved_to,
	       v.file, v.line
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND v.event_code IN ('0', '1', '2', '5', '5.5', '7', '7.2', '7.5')
	   AND day(v.effect_on) IS NOT NULL
),
beside AS (
	SELECT *, lag(event_id) OVER w AS other, lag(event_code) OVER w AS code, lag(at) OVER w AS before,
	       lag(end_reason) OVER w AS reason, lag(moved_to) OVER w AS went
	  FROM edge
	WINDOW w AS (PARTITION BY citizen_id ORDER BY at, event_code IN ('5', '5.5') DESC, event_id)
)
SELECT 'placement_event' AS entity, event_id AS record_key, case_id, citizen_id, 'effect_on' AS field, effect_on AS found,
       'senest ' || iso(before + 1) || ', eller hjemgivet ' || iso(before) AS expected, 'placement_event ' || other AS clash,
       file, line
  FROM beside
 WHERE event_code = '0'
   AND code = '5'
   AND at - before BETWEEN 2 AND :days
   AND instr('|' || :home || '|', '|' || coalesce(reason, '') || '|') = 0
   AND coalesce(went, '') <> '1'
UNION ALL
SELECT 'measure', m.measure_id, m.case_id, k.citizen_id, 'started_on', m.started_on,
       'senest ' || iso(day(o.ended_on) + 1), 'measure ' || o.measure_id, m.file, m.line
  FROM staging_measure AS m
  JOIN staging_measure AS o ON o.measure_id = m.origin_measure_id
  LEFT JOIN staging_case_file AS k ON k.case_id = m.case_id
 WHERE m.deleted_at IS NULL
   AND o.deleted_at IS NULL
   AND day(o.ended_on) >= day(o.started_on)
   AND day(m.started_on) > day(o.ended_on) + 1

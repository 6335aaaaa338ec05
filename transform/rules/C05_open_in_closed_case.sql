-- id: C05
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: forløb afsluttes
-- text_da: Sagen er lukket, mens en indsats, en undersøgelse eller en anbringelse stadig er åben.
-- text_en: The case is closed while a measure, an examination or a placement is still open.
-- who: sagsbehandler
-- reads: staging_case_file staging_measure staging_examination staging_placement_event
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NOT NULL
-- blames: concluded_on effect_on ended_on
-- mend_da: Slut på det, der løber, eller sagens lukning, i fagsystemet
-- mend_en: The end of what is open, or the closing of the case, in the case system
-- by: 14

-- A placement is open when it was put into effect (0, 7, 7.2, 7.5) and no end (5, 5.5) came on that day or later.
-- An end that is there and cannot be read is an end.
WITH
placement AS MATERIALIZED (
	SELECT placement_id, min(case_id) AS case_id,
	       max(effect_on) FILTER (WHERE event_code IN ('0', '7', '7.2', '7.5')
	                           AND day(effect_on) IS NOT NULL) AS started,
	       min(effect_on) FILTER (WHERE event_code IN ('0', '7', '7.2', '7.5')
	                           AND day(effect_on) IS NOT NULL) AS begun,
	       max(effect_on) FILTER (WHERE event_code IN ('5', '5.5')) AS ended
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	 GROUP BY placement_id
),
running (entity, record_key, case_id, field, file, line) AS (
	SELECT 'measure', measure_id, case_id, 'ended_on', file, line
	  FROM staging_measure
	 WHERE deleted_at IS NULL AND ended_on IS NULL
	UNION ALL
	SELECT 'examination', examination_id, case_id, 'concluded_on', file, line
	  FROM staging_examination
	 WHERE deleted_at IS NULL AND concluded_on IS NULL
	UNION ALL
	SELECT 'placement', placement_id, case_id, 'effect_on', NULL, NULL
	  FROM placement
	 WHERE started IS NOT NULL AND (ended IS NULL OR ended >= begun AND ended < started)
)
SELECT r.entity, r.record_key, r.case_id, c.citizen_id, r.field, NULL AS found,
       'senest ' || c.closed_on AS expected, 'case_file ' || r.case_id AS clash, r.file, r.line
  FROM running AS r
  JOIN staging_case_file AS c ON c.case_id = r.case_id
 WHERE c.deleted_at IS NULL
   AND day(c.closed_on) IS NOT NULL

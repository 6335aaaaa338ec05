-- id: H21
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Ingen bestemmelse; en bevilling ophører med det, den er givet til
-- text_da: Bevillingen gælder videre, efter at indsatsen eller anbringelsen er ophørt: betalingen kan løbe videre, og det forventede forbrug er for højt.
-- text_en: The appropriation is in force after the measure or placement has ended: payment may run on, and the expected cost is too high.
-- who: sagsbehandler
-- reads: staging_appropriation staging_measure staging_placement_event staging_case_file
-- checks: staging_appropriation WHERE deleted_at IS NULL AND status = 'granted'
-- blames: valid_to
-- param: grace 31 dage efter ophøret
-- mend_da: Bevillingens slutdato
-- mend_en: The last day of the appropriation
-- by: 14

-- On the last of the days of grace it is in time. An end before the beginning is rule C01's. Only ends that have come; a single amount has no end. A placement that began again has
-- not ended.
WITH
gone (what, case_id, ended) AS MATERIALIZED (
	SELECT 'i' || measure_id, case_id, day(ended_on)
	  FROM staging_measure
	 WHERE deleted_at IS NULL
	   AND day(ended_on) BETWEEN day(started_on) AND :as_of
	UNION ALL
	SELECT 'a' || placement_id, min(case_id), max(day(effect_on)) FILTER (WHERE event_code IN ('5', '5.5'))
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0', '5', '5.5', '7', '7.2', '7.5')
	 GROUP BY placement_id
	HAVING sum(day(effect_on) IS NULL) = 0
	   AND max(day(effect_on)) FILTER (WHERE event_code IN ('5', '5.5'))
	       >= max(day(effect_on)) FILTER (WHERE event_code IN ('0', '7', '7.2', '7.5'))
),
granted AS (
	SELECT appropriation_id, coalesce('i' || measure_id, 'a' || placement_id) AS what, valid_to,
	       CASE WHEN valid_to IS NULL THEN :as_of ELSE day(valid_to) END AS until, day(valid_from) AS first, file, line
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND unit <> 'once'
)
SELECT 'appropriation' AS entity, g.appropriation_id AS record_key, e.case_id, k.citizen_id, 'valid_to' AS field, g.valid_to AS found,
       'senest ' || iso(e.ended) AS expected, 'ophørt ' || iso(e.ended) AS clash, e.ended AS event_day, g.file, g.line
  FROM granted AS g
 CROSS JOIN gone AS e ON e.what = g.what
  JOIN staging_case_file AS k ON k.case_id = e.case_id
 WHERE k.deleted_at IS NULL
   AND g.until > e.ended + :grace

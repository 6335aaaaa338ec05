-- id: G12
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation anbringelser: ophørets årsag, og hvor barnet eller den unge udskrives til
-- text_da: Anbringelsen er ophørt uden årsag eller uden, hvor barnet eller den unge er udskrevet til, eller stedet er ikke i listen
--  for alderen (0-17 år: UDSTED, 18-22 år: EFTHJEM).
-- text_en: The placement ended without a reason or without where the child or young person went, or that is not in the
--  list for the age (0-17: UDSTED, 18-22: EFTHJEM).
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_citizen codelist
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code = '5'
-- blames: end_reason moved_to
-- mend_da: Anbringelsens ophør i fagsystemet: årsag, og hvor barnet flyttede hen
-- mend_en: The end of the placement in the case system: the reason, and where the child went
-- by: 14

-- Who died, or whose case was handed over, goes nowhere. On the 18th birthday either list will do. A code of neither is rule A07's.
WITH
event AS (
	SELECT v.event_id, v.case_id, v.end_reason, v.moved_to, v.file, v.line, k.citizen_id,
	       age(coalesce(pnr_day(c.pnr), day(c.birth_date)), day(v.effect_on)) AS years,
	       age(coalesce(pnr_day(c.pnr), day(c.birth_date)), day(v.effect_on) - 1) AS years_before
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	  LEFT JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	 WHERE v.deleted_at IS NULL
	   AND v.event_code = '5'
)
SELECT 'placement_event' AS entity, event_id AS record_key, case_id, citizen_id, 'end_reason' AS field, NULL AS found,
       'årsag til ophør' AS expected, NULL AS clash, file, line
  FROM event
 WHERE end_reason IS NULL
UNION ALL
SELECT 'placement_event', event_id, case_id, citizen_id, 'moved_to', moved_to,
       CASE WHEN years_before >= 18 THEN 'hvor den unge er udskrevet til (18-22 år)' ELSE 'hvor barnet er udskrevet til (0-17 år)' END, NULL, file, line
  FROM event
 WHERE coalesce(end_reason, '') NOT IN ('died', 'handed_over')
   AND (moved_to IS NULL
        OR years_before >= 18 AND moved_to NOT IN (SELECT code FROM codelist WHERE list = 'ophoer_efthjem')
           AND moved_to IN (SELECT code FROM codelist WHERE list = 'ophoer_udsted')
        OR years < 18 AND moved_to NOT IN (SELECT code FROM codelist WHERE list = 'ophoer_udsted')
           AND moved_to IN (SELECT code FROM codelist WHERE list = 'ophoer_efthjem'))

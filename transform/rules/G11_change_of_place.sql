-- id: G11
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation anbringelser: årsag til ændring af anbringelsessted
-- text_da: Skiftet af anbringelsessted har ingen årsag, eller stedet er det samme som før uden at være regodkendt, eller det er kaldt
--  regodkendt, skønt barnet er flyttet.
-- text_en: The change of place has no reason, or the place is the one before without being re-approved, or it is called re-approved though
--  the child moved.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code = '1'
-- blames: change_reason facility_id
-- spares: migrated
-- mend_da: Hændelsen skift af sted: årsag og tilbud
-- mend_en: The event change of place: reason and facility
-- by: 14

-- The place before is that of the latest event that gives one. Where either facility is not given the two are not compared.
WITH
event AS (
	SELECT v.event_id, v.placement_id, v.case_id, k.citizen_id, v.event_code, v.change_reason, v.facility_id,
	       day(v.effect_on) AS at, v.file, v.line,
	       lag(v.facility_id) OVER (PARTITION BY v.placement_id ORDER BY day(v.effect_on), v.event_code = '1', v.event_id) AS before
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.placement_id IS NOT NULL
	   AND v.event_code IN ('0', '1', '1.1', '7', '7.2', '7.5')
	   AND day(v.effect_on) IS NOT NULL
)
SELECT 'placement_event' AS entity, event_id AS record_key, case_id, citizen_id,
       CASE WHEN change_reason IS NULL THEN 'change_reason' ELSE 'facility_id' END AS field,
       CASE WHEN change_reason IS NULL THEN NULL ELSE facility_id END AS found,
       CASE WHEN change_reason IS NULL THEN 'årsag til skiftet'
            WHEN change_reason = 'reapproved' THEN before || ', eller en anden årsag'
            ELSE 'et andet tilbud, eller årsagen regodkendt' END AS expected,
       CASE WHEN change_reason IS NULL THEN 'skift ' || iso(at) ELSE 'årsag ' || change_reason END AS clash,
       at AS event_day, file, line
  FROM event
 WHERE event_code = '1'
   AND (change_reason IS NULL
        OR change_reason = 'reapproved' AND facility_id <> before
        OR change_reason <> 'reapproved' AND facility_id = before)

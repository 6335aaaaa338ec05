-- id: C01
-- version: 1
-- scope: record
-- consequence: record
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: start- og slutdato
-- text_da: Slutdatoen ligger før startdatoen.
-- text_en: The end lies before the start.
-- who: sagsbehandler
-- reads: staging_placement_event staging_plan staging_relation staging_case_file staging_notification staging_examination staging_decision
--  staging_measure staging_appropriation staging_plan_goal staging_facility
-- checks: staging_relation WHERE deleted_at IS NULL AND valid_from IS NOT NULL AND valid_to IS NOT NULL
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NOT NULL
-- checks: staging_notification WHERE deleted_at IS NULL
-- checks: staging_examination WHERE deleted_at IS NULL AND concluded_on IS NOT NULL
-- checks: staging_decision WHERE deleted_at IS NULL AND appealed_on IS NOT NULL
-- checks: staging_measure WHERE deleted_at IS NULL AND ended_on IS NOT NULL
-- checks: staging_appropriation WHERE deleted_at IS NULL AND valid_to IS NOT NULL
-- checks: staging_plan_goal WHERE deleted_at IS NULL AND assessed_on IS NOT NULL
-- checks: staging_facility WHERE valid_from IS NOT NULL AND valid_to IS NOT NULL
-- blames: acknowledged_on appealed_on assessed_at assessed_on closed_on concluded_on ended_on valid_to
-- mend_da: Datoerne på posten i fagsystemet; et tilbuds hos Tilbudsportalen
-- mend_en: The dates of the record in the case system; of a facility in the facility register
-- with: carried placement_case
-- by: 14

-- The same day is no fault; an end before 1990 is rule C02's. ISO dates sort as text; day() and secs() then see to it that both are dates.
WITH
pair (entity, record_key, case_id, citizen_id, field, start, finish, file, line) AS (
	SELECT 'relation', citizen_id || '/' || mask(adult_pnr) || '/' || kind || '/' || valid_from, NULL, citizen_id,
	       'valid_to', valid_from, valid_to, file, line
	  FROM staging_relation
	 WHERE deleted_at IS NULL AND valid_to < valid_from
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'closed_on', opened_on, closed_on, file, line
	  FROM staging_case_file
	 WHERE deleted_at IS NULL AND closed_on < opened_on
	UNION ALL
	SELECT 'notification', notification_id, case_id, citizen_id, 'closed_on', substr(received_at, 1, 10),
	       closed_on, file, line
	  FROM staging_notification
	 WHERE deleted_at IS NULL AND closed_on < substr(received_at, 1, 10)
	UNION ALL
	SELECT 'notification', notification_id, case_id, citizen_id, 'assessed_at', received_at, assessed_at,
	       file, line
	  FROM staging_notification
	 WHERE deleted_at IS NULL AND assessed_at < received_at AND secs(assessed_at) < secs(received_at)
	UNION ALL
	SELECT 'notification', notification_id, case_id, citizen_id, 'acknowledged_on',
	       substr(received_at, 1, 10), acknowledged_on, file, line
	  FROM staging_notification
	 WHERE deleted_at IS NULL AND acknowledged_on < substr(received_at, 1, 10)
	UNION ALL
	SELECT 'examination', examination_id, case_id, NULL, 'concluded_on', started_on, concluded_on,
	       file, line
	  FROM staging_examination
	 WHERE deleted_at IS NULL AND concluded_on < started_on
	UNION ALL
	SELECT 'decision', decision_id, case_id, NULL, 'appealed_on', decided_on, appealed_on, file, line
	  FROM staging_decision
	 WHERE deleted_at IS NULL AND appealed_on < decided_on
	UNION ALL
	SELECT 'measure', measure_id, case_id, NULL, 'ended_on', started_on, ended_on, file, line
	  FROM staging_measure
	 WHERE deleted_at IS NULL AND ended_on < started_on
	UNION ALL
	SELECT 'appropriation', a.appropriation_id, coalesce(m.case_id, p.case_id), NULL, 'valid_to', a.valid_from,
	       a.valid_to, a.file, a.line
	  FROM staging_appropriation AS a
	  LEFT JOIN staging_measure AS m ON m.measure_id = a.measure_id
	  LEFT JOIN placement_case AS p ON p.placement_id = a.placement_id
	 WHERE a.deleted_at IS NULL AND a.valid_to < a.valid_from
	UNION ALL
	SELECT 'plan_goal', g.goal_id, p.case_id, NULL, 'assessed_on', g.set_on, g.assessed_on, g.file, g.line
	  FROM staging_plan_goal AS g
	  LEFT JOIN staging_plan AS p ON p.plan_id = g.plan_id
	 WHERE g.deleted_at IS NULL AND g.assessed_on < g.set_on
	UNION ALL
	SELECT 'facility', facility_id, NULL, NULL, 'valid_to', iso(valid_from), iso(valid_to), file,
	       line
	  FROM staging_facility
	 WHERE valid_to < valid_from
)
SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM carried AS c WHERE c.entity = p.entity AND p.field GLOB c.field) THEN 'answer' END
               AS consequence,
       entity, record_key, case_id, citizen_id, field, finish AS found,
       'tidligst ' || start AS expected, file, line
  FROM pair AS p
 WHERE day(start) IS NOT NULL
   AND day(finish) >= ymd(1990, 1, 1)

-- id: C02
-- version: 1
-- scope: record
-- consequence: record
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: datoer for hændelser, start og slut
-- text_da: Datoen ligger før 1990 eller for langt fremme: det, der er sket, kan ikke ligge i fremtiden, det planlagte højst 2 år
--  fremme, og en slutdato ikke længere fremme, end til en ung fylder 23. Er der ingen slutdato, skal feltet være tomt.
-- text_en: The date is before 1990 or too far ahead: what has happened cannot lie in the future, what is planned no more than 2 years
--  ahead, and an end no further than until a young person turns 23. Where there is no end, the field is to be empty.
-- who: sagsbehandler
-- mend_da: Datoen på posten i fagsystemet
-- mend_en: The date of the record in the case system
-- by: 7
-- reads: staging_citizen staging_relation staging_case_file staging_municipality_change staging_notification
--  staging_examination staging_decision staging_placement_event staging_measure staging_appropriation staging_plan
--  staging_plan_goal staging_followup staging_visit
-- checks: staging_citizen WHERE deleted_at IS NULL
-- checks: staging_relation WHERE deleted_at IS NULL
-- checks: staging_case_file WHERE deleted_at IS NULL
-- checks: staging_municipality_change WHERE deleted_at IS NULL
-- checks: staging_notification WHERE deleted_at IS NULL
-- checks: staging_examination WHERE deleted_at IS NULL
-- checks: staging_decision WHERE deleted_at IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL
-- checks: staging_measure WHERE deleted_at IS NULL
-- checks: staging_appropriation WHERE deleted_at IS NULL
-- checks: staging_plan WHERE deleted_at IS NULL
-- checks: staging_plan_goal WHERE deleted_at IS NULL
-- checks: staging_followup WHERE deleted_at IS NULL
-- checks: staging_visit WHERE deleted_at IS NULL
-- blames: birth_date due_date valid_from valid_to opened_on closed_on changed_on received_at assessed_at acknowledged_on
--  child_talk_on aware_on started_on provisional_on concluded_on decided_on effect_on appealed_on ended_on granted_on
--  written_on set_on assessed_on held_on next_due_on visited_on
-- param: from 1990 år, som ingen dato ligger før
-- param: late 1 dage efter opgørelsesdagen, som natkørslen må have med
-- param: ahead 24 måneder frem for det, der er planlagt
-- param: ends 276 måneder frem for slutdatoer

-- ISO dates and times sort as text; 'x' sorts behind the times of the last day, which is included. day() then sees to
-- it that it is a date. Each table is read once; what is left are few.
WITH
spell AS MATERIALIZED (
	SELECT placement_id, min(case_id) AS case_id
	  FROM staging_placement_event
	 WHERE placement_id IS NOT NULL
	 GROUP BY placement_id
),
citizen AS MATERIALIZED (
	SELECT s.citizen_id AS record_key, NULL AS case_id, s.citizen_id AS citizen_id,
	       s.birth_date, s.due_date, s.file, s.line
	  FROM staging_citizen AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.birth_date NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.due_date NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
),
relation AS MATERIALIZED (
	SELECT s.citizen_id || '/' || mask(s.adult_pnr) || '/' || s.kind || '/' || s.valid_from AS record_key, NULL AS case_id, s.citizen_id AS citizen_id,
	       s.valid_from, s.valid_to, s.file, s.line
	  FROM staging_relation AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.valid_from NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.valid_to NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ends)) || 'x')
),
case_file AS MATERIALIZED (
	SELECT s.case_id AS record_key, s.case_id AS case_id, s.citizen_id AS citizen_id,
	       s.opened_on, s.closed_on, s.file, s.line
	  FROM staging_case_file AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.opened_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.closed_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
),
municipality_change AS MATERIALIZED (
	SELECT s.case_id || '/' || s.role || '/' || s.changed_on AS record_key, s.case_id AS case_id, NULL AS citizen_id,
	       s.changed_on, s.file, s.line
	  FROM staging_municipality_change AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.changed_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
),
notification AS MATERIALIZED (
	SELECT s.notification_id AS record_key, s.case_id AS case_id, s.citizen_id AS citizen_id,
	       s.received_at, s.assessed_at, s.acknowledged_on, s.closed_on, s.child_talk_on, s.file, s.line
	  FROM staging_notification AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.received_at NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.assessed_at NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.acknowledged_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.closed_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.child_talk_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
),
examination AS MATERIALIZED (
	SELECT s.examination_id AS record_key, s.case_id AS case_id, NULL AS citizen_id,
	       s.aware_on, s.started_on, s.provisional_on, s.concluded_on, s.child_talk_on, s.file, s.line
	  FROM staging_examination AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.aware_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.started_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.provisional_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.concluded_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.child_talk_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
),
decision AS MATERIALIZED (
	SELECT s.decision_id AS record_key, s.case_id AS case_id, NULL AS citizen_id,
	       s.decided_on, s.effect_on, s.appealed_on, s.file, s.line
	  FROM staging_decision AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.decided_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.effect_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.appealed_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
),
placement_event AS MATERIALIZED (
	SELECT s.event_id AS record_key, s.case_id AS case_id, NULL AS citizen_id,
	       s.decided_on, s.effect_on, s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.decided_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.effect_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
),
measure AS MATERIALIZED (
	SELECT s.measure_id AS record_key, s.case_id AS case_id, NULL AS citizen_id,
	       s.started_on, s.ended_on, s.file, s.line
	  FROM staging_measure AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.started_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.ended_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ends)) || 'x')
),
appropriation AS MATERIALIZED (
	SELECT s.appropriation_id AS record_key, coalesce(m.case_id, v.case_id) AS case_id, NULL AS citizen_id,
	       s.granted_on, s.valid_from, s.valid_to, s.file, s.line
	  FROM staging_appropriation AS s
	  LEFT JOIN staging_measure AS m ON m.measure_id = s.measure_id
	  LEFT JOIN spell AS v ON v.placement_id = s.placement_id
	 WHERE s.deleted_at IS NULL
	   AND (s.granted_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.valid_from NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.valid_to NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ends)) || 'x')
),
plan AS MATERIALIZED (
	SELECT s.plan_id AS record_key, s.case_id AS case_id, NULL AS citizen_id,
	       s.written_on, s.file, s.line
	  FROM staging_plan AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.written_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
),
plan_goal AS MATERIALIZED (
	SELECT s.goal_id AS record_key, p.case_id AS case_id, NULL AS citizen_id,
	       s.set_on, s.assessed_on, s.file, s.line
	  FROM staging_plan_goal AS s
	  LEFT JOIN staging_plan AS p ON p.plan_id = s.plan_id
	 WHERE s.deleted_at IS NULL
	   AND (s.set_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.assessed_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
),
followup AS MATERIALIZED (
	SELECT s.followup_id AS record_key, s.case_id AS case_id, NULL AS citizen_id,
	       s.held_on, s.next_due_on, s.file, s.line
	  FROM staging_followup AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.held_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.next_due_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
),
visit AS MATERIALIZED (
	SELECT s.visit_id AS record_key, v.case_id AS case_id, NULL AS citizen_id,
	       s.visited_on, s.file, s.line
	  FROM staging_visit AS s
	  LEFT JOIN spell AS v ON v.placement_id = s.placement_id
	 WHERE s.deleted_at IS NULL
	   AND (s.visited_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
),
dated (entity, record_key, case_id, citizen_id, field, value, sort, file, line) AS (
	SELECT 'citizen', record_key, case_id, citizen_id, 'birth_date', birth_date, 'h', file, line FROM citizen
	UNION ALL
	SELECT 'citizen', record_key, case_id, citizen_id, 'due_date', due_date, 's', file, line FROM citizen
	UNION ALL
	SELECT 'relation', record_key, case_id, citizen_id, 'valid_from', valid_from, 's', file, line FROM relation
	UNION ALL
	SELECT 'relation', record_key, case_id, citizen_id, 'valid_to', valid_to, 'e', file, line FROM relation
	UNION ALL
	SELECT 'case_file', record_key, case_id, citizen_id, 'opened_on', opened_on, 'h', file, line FROM case_file
	UNION ALL
	SELECT 'case_file', record_key, case_id, citizen_id, 'closed_on', closed_on, 's', file, line FROM case_file
	UNION ALL
	SELECT 'municipality_change', record_key, case_id, citizen_id, 'changed_on', changed_on, 's', file, line FROM municipality_change
	UNION ALL
	SELECT 'notification', record_key, case_id, citizen_id, 'received_at', received_at, 'h', file, line FROM notification
	UNION ALL
	SELECT 'notification', record_key, case_id, citizen_id, 'assessed_at', assessed_at, 'h', file, line FROM notification
	UNION ALL
	SELECT 'notification', record_key, case_id, citizen_id, 'acknowledged_on', acknowledged_on, 'h', file, line FROM notification
	UNION ALL
	SELECT 'notification', record_key, case_id, citizen_id, 'closed_on', closed_on, 'h', file, line FROM notification
	UNION ALL
	SELECT 'notification', record_key, case_id, citizen_id, 'child_talk_on', child_talk_on, 'h', file, line FROM notification
	UNION ALL
	SELECT 'examination', record_key, case_id, citizen_id, 'aware_on', aware_on, 'h', file, line FROM examination
	UNION ALL
	SELECT 'examination', record_key, case_id, citizen_id, 'started_on', started_on, 's', file, line FROM examination
	UNION ALL
	SELECT 'examination', record_key, case_id, citizen_id, 'provisional_on', provisional_on, 'h', file, line FROM examination
	UNION ALL
	SELECT 'examination', record_key, case_id, citizen_id, 'concluded_on', concluded_on, 'h', file, line FROM examination
	UNION ALL
	SELECT 'examination', record_key, case_id, citizen_id, 'child_talk_on', child_talk_on, 'h', file, line FROM examination
	UNION ALL
	SELECT 'decision', record_key, case_id, citizen_id, 'decided_on', decided_on, 'h', file, line FROM decision
	UNION ALL
	SELECT 'decision', record_key, case_id, citizen_id, 'effect_on', effect_on, 's', file, line FROM decision
	UNION ALL
	SELECT 'decision', record_key, case_id, citizen_id, 'appealed_on', appealed_on, 'h', file, line FROM decision
	UNION ALL
	SELECT 'placement_event', record_key, case_id, citizen_id, 'decided_on', decided_on, 'h', file, line FROM placement_event
	UNION ALL
	SELECT 'placement_event', record_key, case_id, citizen_id, 'effect_on', effect_on, 's', file, line FROM placement_event
	UNION ALL
	SELECT 'measure', record_key, case_id, citizen_id, 'started_on', started_on, 's', file, line FROM measure
	UNION ALL
	SELECT 'measure', record_key, case_id, citizen_id, 'ended_on', ended_on, 'e', file, line FROM measure
	UNION ALL
	SELECT 'appropriation', record_key, case_id, citizen_id, 'granted_on', granted_on, 's', file, line FROM appropriation
	UNION ALL
	SELECT 'appropriation', record_key, case_id, citizen_id, 'valid_from', valid_from, 's', file, line FROM appropriation
	UNION ALL
	SELECT 'appropriation', record_key, case_id, citizen_id, 'valid_to', valid_to, 'e', file, line FROM appropriation
	UNION ALL
	SELECT 'plan', record_key, case_id, citizen_id, 'written_on', written_on, 'h', file, line FROM plan
	UNION ALL
	SELECT 'plan_goal', record_key, case_id, citizen_id, 'set_on', set_on, 'h', file, line FROM plan_goal
	UNION ALL
	SELECT 'plan_goal', record_key, case_id, citizen_id, 'assessed_on', assessed_on, 'h', file, line FROM plan_goal
	UNION ALL
	SELECT 'followup', record_key, case_id, citizen_id, 'held_on', held_on, 'h', file, line FROM followup
	UNION ALL
	SELECT 'followup', record_key, case_id, citizen_id, 'next_due_on', next_due_on, 's', file, line FROM followup
	UNION ALL
	SELECT 'visit', record_key, case_id, citizen_id, 'visited_on', visited_on, 'h', file, line FROM visit
),
judged AS (
	SELECT *, CASE sort WHEN 'h' THEN iso(:as_of + :late) WHEN 's' THEN iso(add_months(:as_of, :ahead))
	               ELSE iso(add_months(:as_of, :ends)) END AS last
	  FROM dated
)
SELECT entity, record_key, case_id, citizen_id, field, value AS found,
       CASE WHEN value < :from || '-01-01' THEN 'tidligst ' || :from || '-01-01'
            WHEN sort = 'h' THEN 'ikke i fremtiden'
            WHEN sort = 's' THEN 'højst ' || :ahead || ' måneder frem'
            ELSE 'højst ' || :ends || ' måneder frem, eller tomt' END AS expected,
       file, line
  FROM judged
 WHERE day(value) IS NOT NULL
   AND value NOT BETWEEN :from || '-01-01' AND last || 'x'

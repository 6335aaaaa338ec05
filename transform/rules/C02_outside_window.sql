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
-- with: carried placement_case
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
-- Records with a day outside, each with its days by name and sort: what happened (h), is planned (s) or ends (e).
outside (entity, record_key, case_id, citizen_id, days, file, line) AS MATERIALIZED (
	SELECT 'citizen', s.citizen_id, NULL, s.citizen_id,
	       json_array(json_array('birth_date', 'h', s.birth_date), json_array('due_date', 's', s.due_date)), s.file, s.line
	  FROM staging_citizen AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.birth_date NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.due_date NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
	UNION ALL
	SELECT 'relation', s.citizen_id || '/' || mask(s.adult_pnr) || '/' || s.kind || '/' || s.valid_from, NULL, s.citizen_id,
	       json_array(json_array('valid_from', 's', s.valid_from), json_array('valid_to', 'e', s.valid_to)), s.file, s.line
	  FROM staging_relation AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.valid_from NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.valid_to NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ends)) || 'x')
	UNION ALL
	SELECT 'case_file', s.case_id, s.case_id, s.citizen_id,
	       json_array(json_array('opened_on', 'h', s.opened_on), json_array('closed_on', 's', s.closed_on)), s.file, s.line
	  FROM staging_case_file AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.opened_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.closed_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
	UNION ALL
	SELECT 'municipality_change', s.case_id || '/' || s.role || '/' || s.changed_on, s.case_id, NULL,
	       json_array(json_array('changed_on', 's', s.changed_on)), s.file, s.line
	  FROM staging_municipality_change AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.changed_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
	UNION ALL
	SELECT 'notification', s.notification_id, s.case_id, s.citizen_id,
	       json_array(json_array('received_at', 'h', s.received_at), json_array('assessed_at', 'h', s.assessed_at),
	                  json_array('acknowledged_on', 'h', s.acknowledged_on),
	                  json_array('closed_on', 'h', s.closed_on), json_array('child_talk_on', 'h', s.child_talk_on)), s.file, s.line
	  FROM staging_notification AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.received_at NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.assessed_at NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.acknowledged_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.closed_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.child_talk_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
	UNION ALL
	SELECT 'examination', s.examination_id, s.case_id, NULL,
	       json_array(json_array('aware_on', 'h', s.aware_on), json_array('started_on', 's', s.started_on),
	                  json_array('provisional_on', 'h', s.provisional_on),
	                  json_array('concluded_on', 'h', s.concluded_on),
	                  json_array('child_talk_on', 'h', s.child_talk_on)), s.file, s.line
	  FROM staging_examination AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.aware_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.started_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.provisional_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.concluded_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.child_talk_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
	UNION ALL
	SELECT 'decision', s.decision_id, s.case_id, NULL,
	       json_array(json_array('decided_on', 'h', s.decided_on), json_array('effect_on', 's', s.effect_on),
	                  json_array('appealed_on', 'h', s.appealed_on)), s.file, s.line
	  FROM staging_decision AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.decided_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.effect_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.appealed_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
	UNION ALL
	SELECT 'placement_event', s.event_id, s.case_id, NULL,
	       json_array(json_array('decided_on', 'h', s.decided_on), json_array('effect_on', 's', s.effect_on)), s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.decided_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.effect_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
	UNION ALL
	SELECT 'measure', s.measure_id, s.case_id, NULL,
	       json_array(json_array('started_on', 's', s.started_on), json_array('ended_on', 'e', s.ended_on)), s.file, s.line
	  FROM staging_measure AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.started_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.ended_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ends)) || 'x')
	UNION ALL
	SELECT 'appropriation', s.appropriation_id, coalesce(m.case_id, v.case_id), NULL,
	       json_array(json_array('granted_on', 's', s.granted_on), json_array('valid_from', 's', s.valid_from),
	                  json_array('valid_to', 'e', s.valid_to)), s.file, s.line
	  FROM staging_appropriation AS s
	  LEFT JOIN staging_measure AS m ON m.measure_id = s.measure_id
	  LEFT JOIN placement_case AS v ON v.placement_id = s.placement_id
	 WHERE s.deleted_at IS NULL
	   AND (s.granted_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.valid_from NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x'
	        OR s.valid_to NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ends)) || 'x')
	UNION ALL
	SELECT 'plan', s.plan_id, s.case_id, NULL,
	       json_array(json_array('written_on', 'h', s.written_on)), s.file, s.line
	  FROM staging_plan AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.written_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
	UNION ALL
	SELECT 'plan_goal', s.goal_id, p.case_id, NULL,
	       json_array(json_array('set_on', 'h', s.set_on), json_array('assessed_on', 'h', s.assessed_on)), s.file, s.line
	  FROM staging_plan_goal AS s
	  LEFT JOIN staging_plan AS p ON p.plan_id = s.plan_id
	 WHERE s.deleted_at IS NULL
	   AND (s.set_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.assessed_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
	UNION ALL
	SELECT 'followup', s.followup_id, s.case_id, NULL,
	       json_array(json_array('held_on', 'h', s.held_on), json_array('next_due_on', 's', s.next_due_on)), s.file, s.line
	  FROM staging_followup AS s
	 WHERE s.deleted_at IS NULL
	   AND (s.held_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x'
	        OR s.next_due_on NOT BETWEEN :from || '-01-01' AND iso(add_months(:as_of, :ahead)) || 'x')
	UNION ALL
	SELECT 'visit', s.visit_id, v.case_id, NULL,
	       json_array(json_array('visited_on', 'h', s.visited_on)), s.file, s.line
	  FROM staging_visit AS s
	  LEFT JOIN placement_case AS v ON v.placement_id = s.placement_id
	 WHERE s.deleted_at IS NULL
	   AND (s.visited_on NOT BETWEEN :from || '-01-01' AND iso(:as_of + :late) || 'x')
),
dated AS (
	SELECT o.*, json_extract(n.value, '$[0]') AS field, json_extract(n.value, '$[1]') AS sort, json_extract(n.value, '$[2]') AS value
	  FROM outside AS o
	 CROSS JOIN json_each(o.days) AS n
)
SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM carried AS c WHERE c.entity = d.entity AND d.field GLOB c.field) THEN 'answer' END
               AS consequence,
       d.entity, d.record_key, d.case_id, d.citizen_id, d.field, d.value AS found,
       CASE WHEN d.value < :from || '-01-01' THEN 'tidligst ' || :from || '-01-01'
            WHEN d.sort = 'h' THEN 'ikke i fremtiden'
            WHEN d.sort = 's' THEN 'højst ' || :ahead || ' måneder frem'
            ELSE 'højst ' || :ends || ' måneder frem, eller tomt' END AS expected,
       d.file, d.line
  FROM dated AS d
 WHERE day(d.value) IS NOT NULL
   AND d.value NOT BETWEEN :from || '-01-01'
                       AND CASE d.sort WHEN 'h' THEN iso(:as_of + :late)
                                       WHEN 's' THEN iso(add_months(:as_of, :ahead))
                                       ELSE iso(add_months(:as_of, :ends)) END || 'x'

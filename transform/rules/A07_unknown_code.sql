-- id: A07
-- version: 1
-- scope: field
-- consequence: record
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: kodelisterne i bilagene
-- text_da: Koden findes ikke i kodelisten, eller den gjaldt ikke den dag, hændelsen fandt sted.
-- text_en: The code is not in the code list, or it did not hold on the day of the event.
-- who: sagsbehandler
-- reads: staging_citizen staging_relation staging_case_file staging_municipality_change staging_notification
--  staging_notification_reason staging_examination staging_examination_domain staging_plan
--  staging_plan_goal staging_decision staging_placement_event staging_placement_reason
--  staging_measure staging_appropriation codelist
-- checks: staging_citizen WHERE deleted_at IS NULL
-- checks: staging_relation WHERE deleted_at IS NULL
-- checks: staging_case_file WHERE deleted_at IS NULL
-- checks: staging_municipality_change WHERE deleted_at IS NULL
-- checks: staging_notification WHERE deleted_at IS NULL
-- checks: staging_notification_reason WHERE deleted_at IS NULL
-- checks: staging_examination WHERE deleted_at IS NULL
-- checks: staging_examination_domain WHERE deleted_at IS NULL
-- checks: staging_plan WHERE deleted_at IS NULL
-- checks: staging_plan_goal WHERE deleted_at IS NULL
-- checks: staging_decision WHERE deleted_at IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL
-- checks: staging_placement_reason WHERE deleted_at IS NULL
-- checks: staging_measure WHERE deleted_at IS NULL
-- checks: staging_appropriation WHERE deleted_at IS NULL

-- Words of the case store have no dates; nor has where a child goes, whose lists ended in 2010 with no
-- newer one published. A list begins with its collection: a code that is in it from its first day holds
-- for events before that day too. Where the day is missing or cannot be read, any period will do.
-- ISO dates and times compare as text; 'x' sorts behind them. Most codes hold always: they are told first.
WITH
held (list, code, always, first, last) AS MATERIALIZED (
	SELECT list, code,
	       coalesce(valid_from = min(valid_from) OVER (PARTITION BY list), 1) AND valid_to IS NULL,
	       CASE WHEN valid_from > min(valid_from) OVER (PARTITION BY list) THEN iso(valid_from)
	            ELSE '' END,
	       CASE WHEN valid_to IS NULL THEN 'x' ELSE iso(valid_to) || 'x' END
	  FROM codelist
),
broken (entity, record_key, case_id, citizen_id, field, lists, found, at, file, line) AS (
	SELECT 'citizen', s.citizen_id, NULL, s.citizen_id, 'sex', 'sex', s.sex,
	       NULL, s.file, s.line
	  FROM staging_citizen AS s
	 WHERE s.deleted_at IS NULL
	   AND s.sex NOT IN (SELECT code FROM codelist WHERE list = 'sex')
	UNION ALL
	SELECT 'relation', s.citizen_id || '/' || s.kind, NULL, s.citizen_id, 'kind', 'relation_kind', s.kind,
	       NULL, s.file, s.line
	  FROM staging_relation AS s
	 WHERE s.deleted_at IS NULL
	   AND s.kind NOT IN (SELECT code FROM codelist WHERE list = 'relation_kind')
	UNION ALL
	SELECT 'case_file', s.case_id, s.case_id, s.citizen_id, 'close_reason', 'close_reason', s.close_reason,
	       NULL, s.file, s.line
	  FROM staging_case_file AS s
	 WHERE s.deleted_at IS NULL
	   AND s.close_reason NOT IN (SELECT code FROM codelist WHERE list = 'close_reason')
	UNION ALL
	SELECT 'case_file', s.case_id, s.case_id, s.citizen_id, 'target_group', 'target_group', s.target_group,
	       NULL, s.file, s.line
	  FROM staging_case_file AS s
	 WHERE s.deleted_at IS NULL
	   AND s.target_group NOT IN (SELECT code FROM codelist WHERE list = 'target_group')
	UNION ALL
	SELECT 'case_file', s.case_id, s.case_id, s.citizen_id, 'acting_municipality', 'kommune', s.acting_municipality,
	       s.opened_on, s.file, s.line
	  FROM staging_case_file AS s
	 WHERE s.deleted_at IS NULL
	   AND s.acting_municipality IS NOT NULL
	   AND s.acting_municipality NOT IN (SELECT code FROM held WHERE list = 'kommune' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'kommune' AND h.code = s.acting_municipality
	                      AND (s.opened_on IS NULL OR s.opened_on BETWEEN h.first AND h.last
	                           OR day(s.opened_on) IS NULL))
	UNION ALL
	SELECT 'case_file', s.case_id, s.case_id, s.citizen_id, 'residence_municipality', 'kommune', s.residence_municipality,
	       s.opened_on, s.file, s.line
	  FROM staging_case_file AS s
	 WHERE s.deleted_at IS NULL
	   AND s.residence_municipality IS NOT NULL
	   AND s.residence_municipality NOT IN (SELECT code FROM held WHERE list = 'kommune' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'kommune' AND h.code = s.residence_municipality
	                      AND (s.opened_on IS NULL OR s.opened_on BETWEEN h.first AND h.last
	                           OR day(s.opened_on) IS NULL))
	UNION ALL
	SELECT 'case_file', s.case_id, s.case_id, s.citizen_id, 'paying_municipality', 'kommune', s.paying_municipality,
	       s.opened_on, s.file, s.line
	  FROM staging_case_file AS s
	 WHERE s.deleted_at IS NULL
	   AND s.paying_municipality IS NOT NULL
	   AND s.paying_municipality NOT IN (SELECT code FROM held WHERE list = 'kommune' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'kommune' AND h.code = s.paying_municipality
	                      AND (s.opened_on IS NULL OR s.opened_on BETWEEN h.first AND h.last
	                           OR day(s.opened_on) IS NULL))
	UNION ALL
	SELECT 'municipality_change', s.case_id || '/' || s.role, s.case_id, NULL, 'role', 'role', s.role,
	       NULL, s.file, s.line
	  FROM staging_municipality_change AS s
	 WHERE s.deleted_at IS NULL
	   AND s.role NOT IN (SELECT code FROM codelist WHERE list = 'role')
	UNION ALL
	SELECT 'municipality_change', s.case_id || '/' || s.role, s.case_id, NULL, 'from_code', 'kommune', s.from_code,
	       s.changed_on, s.file, s.line
	  FROM staging_municipality_change AS s
	 WHERE s.deleted_at IS NULL
	   AND s.from_code IS NOT NULL
	   AND s.from_code NOT IN (SELECT code FROM held WHERE list = 'kommune' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'kommune' AND h.code = s.from_code
	                      AND (s.changed_on IS NULL OR s.changed_on BETWEEN h.first AND h.last
	                           OR day(s.changed_on) IS NULL))
	UNION ALL
	SELECT 'municipality_change', s.case_id || '/' || s.role, s.case_id, NULL, 'to_code', 'kommune', s.to_code,
	       s.changed_on, s.file, s.line
	  FROM staging_municipality_change AS s
	 WHERE s.deleted_at IS NULL
	   AND s.to_code IS NOT NULL
	   AND s.to_code NOT IN (SELECT code FROM held WHERE list = 'kommune' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'kommune' AND h.code = s.to_code
	                      AND (s.changed_on IS NULL OR s.changed_on BETWEEN h.first AND h.last
	                           OR day(s.changed_on) IS NULL))
	UNION ALL
	SELECT 'notification', s.notification_id, s.case_id, s.citizen_id, 'notifier_code', 'underretter', s.notifier_code,
	       s.received_at, s.file, s.line
	  FROM staging_notification AS s
	 WHERE s.deleted_at IS NULL
	   AND s.notifier_code IS NOT NULL
	   AND s.notifier_code NOT IN (SELECT code FROM held WHERE list = 'underretter' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'underretter' AND h.code = s.notifier_code
	                      AND (s.received_at IS NULL OR s.received_at BETWEEN h.first AND h.last
	                           OR day(s.received_at) IS NULL))
	UNION ALL
	SELECT 'notification', s.notification_id, s.case_id, s.citizen_id, 'outcome', 'outcome', s.outcome,
	       NULL, s.file, s.line
	  FROM staging_notification AS s
	 WHERE s.deleted_at IS NULL
	   AND s.outcome NOT IN (SELECT code FROM codelist WHERE list = 'outcome')
	UNION ALL
	SELECT 'notification', s.notification_id, s.case_id, s.citizen_id, 'child_talk_omitted', 'talk_omitted', s.child_talk_omitted,
	       NULL, s.file, s.line
	  FROM staging_notification AS s
	 WHERE s.deleted_at IS NULL
	   AND s.child_talk_omitted NOT IN (SELECT code FROM codelist WHERE list = 'talk_omitted')
	UNION ALL
	SELECT 'notification_reason', s.notification_id, p.case_id, p.citizen_id, 'reason_code', 'aarsag_underretning', s.reason_code,
	       p.received_at, s.file, s.line
	  FROM staging_notification_reason AS s
	  LEFT JOIN staging_notification AS p ON p.notification_id = s.notification_id
	 WHERE s.deleted_at IS NULL
	   AND s.reason_code IS NOT NULL
	   AND s.reason_code NOT IN (SELECT code FROM held WHERE list = 'aarsag_underretning' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'aarsag_underretning' AND h.code = s.reason_code
	                      AND (p.received_at IS NULL OR p.received_at BETWEEN h.first AND h.last
	                           OR day(p.received_at) IS NULL))
	UNION ALL
	SELECT 'examination', s.examination_id, s.case_id, NULL, 'kind', 'examination_kind', s.kind,
	       NULL, s.file, s.line
	  FROM staging_examination AS s
	 WHERE s.deleted_at IS NULL
	   AND s.kind NOT IN (SELECT code FROM codelist WHERE list = 'examination_kind')
	UNION ALL
	SELECT 'examination', s.examination_id, s.case_id, NULL, 'conclusion', 'conclusion', s.conclusion,
	       NULL, s.file, s.line
	  FROM staging_examination AS s
	 WHERE s.deleted_at IS NULL
	   AND s.conclusion NOT IN (SELECT code FROM codelist WHERE list = 'conclusion')
	UNION ALL
	SELECT 'examination', s.examination_id, s.case_id, NULL, 'child_talk_omitted', 'talk_omitted', s.child_talk_omitted,
	       NULL, s.file, s.line
	  FROM staging_examination AS s
	 WHERE s.deleted_at IS NULL
	   AND s.child_talk_omitted NOT IN (SELECT code FROM codelist WHERE list = 'talk_omitted')
	UNION ALL
	SELECT 'examination_domain', s.examination_id, NULL, NULL, 'ics_domain', 'ics_domain', s.ics_domain,
	       NULL, s.file, s.line
	  FROM staging_examination_domain AS s
	 WHERE s.deleted_at IS NULL
	   AND s.ics_domain NOT IN (SELECT code FROM codelist WHERE list = 'ics_domain')
	UNION ALL
	SELECT 'plan', s.plan_id, s.case_id, NULL, 'kind', 'plan_kind', s.kind,
	       NULL, s.file, s.line
	  FROM staging_plan AS s
	 WHERE s.deleted_at IS NULL
	   AND s.kind NOT IN (SELECT code FROM codelist WHERE list = 'plan_kind')
	UNION ALL
	SELECT 'plan_goal', s.goal_id, NULL, NULL, 'ics_domain', 'ics_domain', s.ics_domain,
	       NULL, s.file, s.line
	  FROM staging_plan_goal AS s
	 WHERE s.deleted_at IS NULL
	   AND s.ics_domain NOT IN (SELECT code FROM codelist WHERE list = 'ics_domain')
	UNION ALL
	SELECT 'plan_goal', s.goal_id, NULL, NULL, 'status', 'goal_status', s.status,
	       NULL, s.file, s.line
	  FROM staging_plan_goal AS s
	 WHERE s.deleted_at IS NULL
	   AND s.status NOT IN (SELECT code FROM codelist WHERE list = 'goal_status')
	UNION ALL
	SELECT 'decision', s.decision_id, s.case_id, NULL, 'kind', 'decision_kind', s.kind,
	       NULL, s.file, s.line
	  FROM staging_decision AS s
	 WHERE s.deleted_at IS NULL
	   AND s.kind NOT IN (SELECT code FROM codelist WHERE list = 'decision_kind')
	UNION ALL
	SELECT 'decision', s.decision_id, s.case_id, NULL, 'basis_code', 'grundlag+pgf+handicapindsats', s.basis_code,
	       s.decided_on, s.file, s.line
	  FROM staging_decision AS s
	 WHERE s.deleted_at IS NULL
	   AND s.basis_code IS NOT NULL
	   AND s.basis_code NOT IN (SELECT code FROM held WHERE list IN ('grundlag', 'pgf', 'handicapindsats') AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list IN ('grundlag', 'pgf', 'handicapindsats') AND h.code = s.basis_code
	                      AND (s.decided_on IS NULL OR s.decided_on BETWEEN h.first AND h.last
	                           OR day(s.decided_on) IS NULL))
	UNION ALL
	SELECT 'decision', s.decision_id, s.case_id, NULL, 'consent_code', 'consent', s.consent_code,
	       NULL, s.file, s.line
	  FROM staging_decision AS s
	 WHERE s.deleted_at IS NULL
	   AND s.consent_code NOT IN (SELECT code FROM codelist WHERE list = 'consent')
	UNION ALL
	SELECT 'decision', s.decision_id, s.case_id, NULL, 'appeal_outcome', 'appeal_outcome', s.appeal_outcome,
	       NULL, s.file, s.line
	  FROM staging_decision AS s
	 WHERE s.deleted_at IS NULL
	   AND s.appeal_outcome NOT IN (SELECT code FROM codelist WHERE list = 'appeal_outcome')
	UNION ALL
	SELECT 'placement_event', s.event_id, s.case_id, NULL, 'event_code', 'haendelse', s.event_code,
	       coalesce(s.effect_on, s.decided_on), s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND s.event_code IS NOT NULL
	   AND s.event_code NOT IN (SELECT code FROM held WHERE list = 'haendelse' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'haendelse' AND h.code = s.event_code
	                      AND (coalesce(s.effect_on, s.decided_on) IS NULL
	                           OR coalesce(s.effect_on, s.decided_on) BETWEEN h.first AND h.last
	                           OR day(coalesce(s.effect_on, s.decided_on)) IS NULL))
	UNION ALL
	SELECT 'placement_event', s.event_id, s.case_id, NULL, 'basis_code', 'grundlag', s.basis_code,
	       coalesce(s.effect_on, s.decided_on), s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND s.basis_code IS NOT NULL
	   AND s.basis_code NOT IN (SELECT code FROM held WHERE list = 'grundlag' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'grundlag' AND h.code = s.basis_code
	                      AND (coalesce(s.effect_on, s.decided_on) IS NULL
	                           OR coalesce(s.effect_on, s.decided_on) BETWEEN h.first AND h.last
	                           OR day(coalesce(s.effect_on, s.decided_on)) IS NULL))
	UNION ALL
	SELECT 'placement_event', s.event_id, s.case_id, NULL, 'place_type', 'ansted', s.place_type,
	       coalesce(s.effect_on, s.decided_on), s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND s.place_type IS NOT NULL
	   AND s.place_type NOT IN (SELECT code FROM held WHERE list = 'ansted' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'ansted' AND h.code = s.place_type
	                      AND (coalesce(s.effect_on, s.decided_on) IS NULL
	                           OR coalesce(s.effect_on, s.decided_on) BETWEEN h.first AND h.last
	                           OR day(coalesce(s.effect_on, s.decided_on)) IS NULL))
	UNION ALL
	SELECT 'placement_event', s.event_id, s.case_id, NULL, 'place_municipality', 'kommune', s.place_municipality,
	       coalesce(s.effect_on, s.decided_on), s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND s.place_municipality IS NOT NULL
	   AND s.place_municipality NOT IN (SELECT code FROM held WHERE list = 'kommune' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'kommune' AND h.code = s.place_municipality
	                      AND (coalesce(s.effect_on, s.decided_on) IS NULL
	                           OR coalesce(s.effect_on, s.decided_on) BETWEEN h.first AND h.last
	                           OR day(coalesce(s.effect_on, s.decided_on)) IS NULL))
	UNION ALL
	SELECT 'placement_event', s.event_id, s.case_id, NULL, 'change_reason', 'change_reason', s.change_reason,
	       NULL, s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND s.change_reason NOT IN (SELECT code FROM codelist WHERE list = 'change_reason')
	UNION ALL
	SELECT 'placement_event', s.event_id, s.case_id, NULL, 'end_reason', 'end_reason', s.end_reason,
	       NULL, s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND s.end_reason NOT IN (SELECT code FROM codelist WHERE list = 'end_reason')
	UNION ALL
	SELECT 'placement_event', s.event_id, s.case_id, NULL, 'moved_to', 'ophoer_udsted+ophoer_efthjem', s.moved_to,
	       NULL, s.file, s.line
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND s.moved_to NOT IN (SELECT code FROM codelist WHERE list IN ('ophoer_udsted', 'ophoer_efthjem'))
	UNION ALL
	SELECT 'placement_reason', s.event_id, p.case_id, NULL, 'reason_code', 'udslag', s.reason_code,
	       coalesce(p.decided_on, p.effect_on), s.file, s.line
	  FROM staging_placement_reason AS s
	  LEFT JOIN staging_placement_event AS p ON p.event_id = s.event_id
	 WHERE s.deleted_at IS NULL
	   AND s.reason_code IS NOT NULL
	   AND s.reason_code NOT IN (SELECT code FROM held WHERE list = 'udslag' AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list = 'udslag' AND h.code = s.reason_code
	                      AND (coalesce(p.decided_on, p.effect_on) IS NULL
	                           OR coalesce(p.decided_on, p.effect_on) BETWEEN h.first AND h.last
	                           OR day(coalesce(p.decided_on, p.effect_on)) IS NULL))
	UNION ALL
	SELECT 'measure', s.measure_id, s.case_id, NULL, 'kind', 'measure_kind', s.kind,
	       NULL, s.file, s.line
	  FROM staging_measure AS s
	 WHERE s.deleted_at IS NULL
	   AND s.kind NOT IN (SELECT code FROM codelist WHERE list = 'measure_kind')
	UNION ALL
	SELECT 'measure', s.measure_id, s.case_id, NULL, 'code', 'pgf+handicapindsats', s.code,
	       s.started_on, s.file, s.line
	  FROM staging_measure AS s
	 WHERE s.deleted_at IS NULL
	   AND s.code IS NOT NULL
	   AND s.code NOT IN (SELECT code FROM held WHERE list IN ('pgf', 'handicapindsats') AND always)
	   AND NOT EXISTS (SELECT 1 FROM held AS h
	                    WHERE h.list IN ('pgf', 'handicapindsats') AND h.code = s.code
	                      AND (s.started_on IS NULL OR s.started_on BETWEEN h.first AND h.last
	                           OR day(s.started_on) IS NULL))
	UNION ALL
	SELECT 'appropriation', s.appropriation_id, NULL, NULL, 'status', 'appropriation_status', s.status,
	       NULL, s.file, s.line
	  FROM staging_appropriation AS s
	 WHERE s.deleted_at IS NULL
	   AND s.status NOT IN (SELECT code FROM codelist WHERE list = 'appropriation_status')
	UNION ALL
	SELECT 'appropriation', s.appropriation_id, NULL, NULL, 'unit', 'unit', s.unit,
	       NULL, s.file, s.line
	  FROM staging_appropriation AS s
	 WHERE s.deleted_at IS NULL
	   AND s.unit NOT IN (SELECT code FROM codelist WHERE list = 'unit')
)
SELECT entity, record_key, case_id, citizen_id, field, found, 'en kode i ' || lists AS expected,
       'dato ' || at AS clash, file, line
  FROM broken

-- id: A07
-- version: 1
-- scope: field
-- consequence: record
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: kodelisterne i bilagene
-- text_da: Koden findes ikke i kodelisten, eller den gjaldt ikke den dag, hændelsen fandt sted.
-- text_en: The code is not in the code list, or it did not hold on the day of the event.
-- who: sagsbehandler
-- reads: staging_citizen staging_relation staging_case_file staging_municipality_change
--  staging_notification
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
-- blames: acting_municipality appeal_outcome basis_code change_reason child_talk_omitted close_reason code
--  conclusion consent_code end_reason event_code from_code ics_domain kind moved_to notifier_code outcome
--  paying_municipality place_municipality place_type reason_code residence_municipality role sex status
--  target_group to_code unit
-- mend_da: Feltet på posten i fagsystemet: vælg en kode, der gælder
-- mend_en: The field of the record in the case system: choose a code that holds
-- with: carried placement_case
-- by: 14

-- Words of the case store have no dates; nor has where a child goes, whose lists ended in 2010 with no
-- newer one published. A list begins with its collection: a code that is in it from its first day holds
-- for events before that day too. Where the day is missing or cannot be read, any period will do.
-- ISO dates and times compare as text; 'x' sorts behind them. Most codes
-- hold always and are told first.
WITH
held (list, code, always, first, last) AS MATERIALIZED (
	SELECT list, code,
	       coalesce(valid_from = min(valid_from) OVER (PARTITION BY list), 1) AND valid_to IS NULL,
	       CASE WHEN valid_from > min(valid_from) OVER (PARTITION BY list) THEN iso(valid_from)
	            ELSE '' END,
	       CASE WHEN valid_to IS NULL THEN 'x' ELSE iso(valid_to) || 'x' END
	  FROM codelist
),
-- Each table is read once; what is left are the few rows with a code that does not hold.
citizen AS MATERIALIZED (
	SELECT s.*,
	       s.sex NOT IN (SELECT code FROM codelist WHERE list = 'sex')
	               AS bad_sex
	  FROM staging_citizen AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_sex)
),
relation AS MATERIALIZED (
	SELECT s.*,
	       s.kind NOT IN (SELECT code FROM codelist WHERE list = 'relation_kind')
	               AS bad_kind
	  FROM staging_relation AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_kind)
),
case_file AS MATERIALIZED (
	SELECT s.*,
	       s.close_reason NOT IN (SELECT code FROM codelist WHERE list = 'close_reason')
	               AS bad_close_reason,
	       s.target_group NOT IN (SELECT code FROM codelist WHERE list = 'target_group')
	               AS bad_target_group,
	       s.acting_municipality IS NOT NULL
	       AND s.acting_municipality NOT IN (SELECT code FROM held
	                        WHERE list = 'kommune' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'kommune' AND h.code = s.acting_municipality
	                          AND (s.opened_on IS NULL
	                               OR s.opened_on BETWEEN h.first AND h.last
	                               OR day(s.opened_on) IS NULL))
	               AS bad_acting_municipality,
	       s.residence_municipality IS NOT NULL
	       AND s.residence_municipality NOT IN (SELECT code FROM held
	                        WHERE list = 'kommune' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'kommune' AND h.code = s.residence_municipality
	                          AND (s.opened_on IS NULL
	                               OR s.opened_on BETWEEN h.first AND h.last
	                               OR day(s.opened_on) IS NULL))
	               AS bad_residence_municipality,
	       s.paying_municipality IS NOT NULL
	       AND s.paying_municipality NOT IN (SELECT code FROM held
	                        WHERE list = 'kommune' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'kommune' AND h.code = s.paying_municipality
	                          AND (s.opened_on IS NULL
	                               OR s.opened_on BETWEEN h.first AND h.last
	                               OR day(s.opened_on) IS NULL))
	               AS bad_paying_municipality
	  FROM staging_case_file AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_close_reason OR bad_target_group OR bad_acting_municipality OR
	        bad_residence_municipality OR bad_paying_municipality)
),
municipality_change AS MATERIALIZED (
	SELECT s.*,
	       s.role NOT IN (SELECT code FROM codelist WHERE list = 'role')
	               AS bad_role,
	       s.from_code IS NOT NULL
	       AND s.from_code NOT IN (SELECT code FROM held
	                        WHERE list = 'kommune' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'kommune' AND h.code = s.from_code
	                          AND (s.changed_on IS NULL
	                               OR s.changed_on BETWEEN h.first AND h.last
	                               OR day(s.changed_on) IS NULL))
	               AS bad_from_code,
	       s.to_code IS NOT NULL
	       AND s.to_code NOT IN (SELECT code FROM held
	                        WHERE list = 'kommune' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'kommune' AND h.code = s.to_code
	                          AND (s.changed_on IS NULL
	                               OR s.changed_on BETWEEN h.first AND h.last
	                               OR day(s.changed_on) IS NULL))
	               AS bad_to_code
	  FROM staging_municipality_change AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_role OR bad_from_code OR bad_to_code)
),
notification AS MATERIALIZED (
	SELECT s.*,
	       s.notifier_code IS NOT NULL
	       AND s.notifier_code NOT IN (SELECT code FROM held
	                        WHERE list = 'underretter' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'underretter' AND h.code = s.notifier_code
	                          AND (s.received_at IS NULL
	                               OR s.received_at BETWEEN h.first AND h.last
	                               OR day(s.received_at) IS NULL))
	               AS bad_notifier_code,
	       s.outcome NOT IN (SELECT code FROM codelist WHERE list = 'outcome')
	               AS bad_outcome,
	       s.child_talk_omitted NOT IN (SELECT code FROM codelist WHERE list = 'talk_omitted')
	               AS bad_child_talk_omitted
	  FROM staging_notification AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_notifier_code OR bad_outcome OR bad_child_talk_omitted)
),
notification_reason AS MATERIALIZED (
	SELECT s.*, p.case_id, p.citizen_id, p.received_at,
	       s.reason_code IS NOT NULL
	       AND s.reason_code NOT IN (SELECT code FROM held
	                        WHERE list = 'aarsag_underretning' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'aarsag_underretning' AND h.code = s.reason_code
	                          AND (p.received_at IS NULL
	                               OR p.received_at BETWEEN h.first AND h.last
	                               OR day(p.received_at) IS NULL))
	               AS bad_reason_code
	  FROM staging_notification_reason AS s
	  LEFT JOIN staging_notification AS p ON p.notification_id = s.notification_id
	 WHERE s.deleted_at IS NULL
	   AND s.reason_code NOT IN (SELECT code FROM held WHERE list = 'aarsag_underretning' AND always)
	   AND (bad_reason_code)
),
examination AS MATERIALIZED (
	SELECT s.*,
	       s.kind NOT IN (SELECT code FROM codelist WHERE list = 'examination_kind')
	               AS bad_kind,
	       s.conclusion NOT IN (SELECT code FROM codelist WHERE list = 'conclusion')
	               AS bad_conclusion,
	       s.child_talk_omitted NOT IN (SELECT code FROM codelist WHERE list = 'talk_omitted')
	               AS bad_child_talk_omitted
	  FROM staging_examination AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_kind OR bad_conclusion OR bad_child_talk_omitted)
),
examination_domain AS MATERIALIZED (
	SELECT s.*,
	       s.ics_domain NOT IN (SELECT code FROM codelist WHERE list = 'ics_domain')
	               AS bad_ics_domain
	  FROM staging_examination_domain AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_ics_domain)
),
plan AS MATERIALIZED (
	SELECT s.*,
	       s.kind NOT IN (SELECT code FROM codelist WHERE list = 'plan_kind')
	               AS bad_kind
	  FROM staging_plan AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_kind)
),
plan_goal AS MATERIALIZED (
	SELECT s.*, p.case_id,
	       s.ics_domain NOT IN (SELECT code FROM codelist WHERE list = 'ics_domain')
	               AS bad_ics_domain,
	       s.status NOT IN (SELECT code FROM codelist WHERE list = 'goal_status')
	               AS bad_status
	  FROM staging_plan_goal AS s
	  LEFT JOIN staging_plan AS p ON p.plan_id = s.plan_id
	 WHERE s.deleted_at IS NULL
	   AND (bad_ics_domain OR bad_status)
),
decision AS MATERIALIZED (
	SELECT s.*,
	       s.kind NOT IN (SELECT code FROM codelist WHERE list = 'decision_kind')
	               AS bad_kind,
	       s.basis_code IS NOT NULL
	       AND s.basis_code NOT IN (SELECT code FROM held
	                        WHERE list IN ('grundlag', 'pgf', 'handicapindsats') AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list IN ('grundlag', 'pgf', 'handicapindsats') AND h.code = s.basis_code
	                          AND (s.decided_on IS NULL
	                               OR s.decided_on BETWEEN h.first AND h.last
	                               OR day(s.decided_on) IS NULL))
	               AS bad_basis_code,
	       s.consent_code NOT IN (SELECT code FROM codelist WHERE list = 'consent')
	               AS bad_consent_code,
	       s.appeal_outcome NOT IN (SELECT code FROM codelist WHERE list = 'appeal_outcome')
	               AS bad_appeal_outcome
	  FROM staging_decision AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_kind OR bad_basis_code OR bad_consent_code OR bad_appeal_outcome)
),
placement_event AS MATERIALIZED (
	SELECT s.*,
	       s.event_code IS NOT NULL
	       AND s.event_code NOT IN (SELECT code FROM held
	                        WHERE list = 'haendelse' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'haendelse' AND h.code = s.event_code
	                          AND (coalesce(s.effect_on, s.decided_on) IS NULL
	                               OR coalesce(s.effect_on, s.decided_on) BETWEEN h.first AND h.last
	                               OR day(coalesce(s.effect_on, s.decided_on)) IS NULL))
	               AS bad_event_code,
	       s.basis_code IS NOT NULL
	       AND s.basis_code NOT IN (SELECT code FROM held
	                        WHERE list = 'grundlag' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'grundlag' AND h.code = s.basis_code
	                          AND (coalesce(s.effect_on, s.decided_on) IS NULL
	                               OR coalesce(s.effect_on, s.decided_on) BETWEEN h.first AND h.last
	                               OR day(coalesce(s.effect_on, s.decided_on)) IS NULL))
	               AS bad_basis_code,
	       s.place_type IS NOT NULL
	       AND s.place_type NOT IN (SELECT code FROM held
	                        WHERE list = 'ansted' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'ansted' AND h.code = s.place_type
	                          AND (coalesce(s.effect_on, s.decided_on) IS NULL
	                               OR coalesce(s.effect_on, s.decided_on) BETWEEN h.first AND h.last
	                               OR day(coalesce(s.effect_on, s.decided_on)) IS NULL))
	               AS bad_place_type,
	       s.place_municipality IS NOT NULL
	       AND s.place_municipality NOT IN (SELECT code FROM held
	                        WHERE list = 'kommune' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'kommune' AND h.code = s.place_municipality
	                          AND (coalesce(s.effect_on, s.decided_on) IS NULL
	                               OR coalesce(s.effect_on, s.decided_on) BETWEEN h.first AND h.last
	                               OR day(coalesce(s.effect_on, s.decided_on)) IS NULL))
	               AS bad_place_municipality,
	       s.change_reason NOT IN (SELECT code FROM codelist WHERE list = 'change_reason')
	               AS bad_change_reason,
	       s.end_reason NOT IN (SELECT code FROM codelist WHERE list = 'end_reason')
	               AS bad_end_reason,
	       s.moved_to NOT IN (SELECT code FROM codelist WHERE list IN ('ophoer_udsted', 'ophoer_efthjem'))
	               AS bad_moved_to
	  FROM staging_placement_event AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_event_code OR bad_basis_code OR bad_place_type OR
	        bad_place_municipality OR bad_change_reason OR bad_end_reason OR
	        bad_moved_to)
),
placement_reason AS MATERIALIZED (
	SELECT s.*, p.case_id, p.decided_on, p.effect_on,
	       s.reason_code IS NOT NULL
	       AND s.reason_code NOT IN (SELECT code FROM held
	                        WHERE list = 'udslag' AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list = 'udslag' AND h.code = s.reason_code
	                          AND (coalesce(p.decided_on, p.effect_on) IS NULL
	                               OR coalesce(p.decided_on, p.effect_on) BETWEEN h.first AND h.last
	                               OR day(coalesce(p.decided_on, p.effect_on)) IS NULL))
	               AS bad_reason_code
	  FROM staging_placement_reason AS s
	  LEFT JOIN staging_placement_event AS p ON p.event_id = s.event_id
	 WHERE s.deleted_at IS NULL
	   AND s.reason_code NOT IN (SELECT code FROM held WHERE list = 'udslag' AND always)
	   AND (bad_reason_code)
),
measure AS MATERIALIZED (
	SELECT s.*,
	       s.kind NOT IN (SELECT code FROM codelist WHERE list = 'measure_kind')
	               AS bad_kind,
	       s.code IS NOT NULL
	       AND s.code NOT IN (SELECT code FROM held
	                        WHERE list IN ('pgf', 'handicapindsats') AND always)
	       AND NOT EXISTS (SELECT 1 FROM held AS h
	                        WHERE h.list IN ('pgf', 'handicapindsats') AND h.code = s.code
	                          AND (s.started_on IS NULL
	                               OR s.started_on BETWEEN h.first AND h.last
	                               OR day(s.started_on) IS NULL))
	               AS bad_code
	  FROM staging_measure AS s
	 WHERE s.deleted_at IS NULL
	   AND (bad_kind OR bad_code)
),
appropriation AS MATERIALIZED (
	SELECT s.*, coalesce(m.case_id, p.case_id) AS case_id,
	       s.status NOT IN (SELECT code FROM codelist WHERE list = 'appropriation_status')
	               AS bad_status,
	       s.unit NOT IN (SELECT code FROM codelist WHERE list = 'unit')
	               AS bad_unit
	  FROM staging_appropriation AS s
	  LEFT JOIN staging_measure AS m ON m.measure_id = s.measure_id
	  LEFT JOIN placement_case AS p ON p.placement_id = s.placement_id
	 WHERE s.deleted_at IS NULL
	   AND (bad_status OR bad_unit)
),
bad (entity, record_key, case_id, citizen_id, field, found, expected, clash, file, line) AS (
	SELECT 'citizen', citizen_id, NULL, citizen_id, 'sex', sex, 'en kode på listen køn (sex)', NULL, file, line
	  FROM citizen
	 WHERE bad_sex
	UNION ALL
	SELECT 'relation', citizen_id || '/' || mask(adult_pnr) || '/' || kind || '/' || valid_from, NULL, citizen_id, 'kind', kind,
	       'en kode på listen relation (relation_kind)', NULL, file, line
	  FROM relation
	 WHERE bad_kind
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'close_reason', close_reason,
	       'en kode på listen lukkeårsag (close_reason)', NULL, file, line
	  FROM case_file
	 WHERE bad_close_reason
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'target_group', target_group,
	       'en kode på listen målgruppe (target_group)', NULL, file, line
	  FROM case_file
	 WHERE bad_target_group
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'acting_municipality', acting_municipality,
	       'en kode på listen kommuner (kommune)', 'dato ' || opened_on, file, line
	  FROM case_file
	 WHERE bad_acting_municipality
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'residence_municipality', residence_municipality,
	       'en kode på listen kommuner (kommune)', 'dato ' || opened_on, file, line
	  FROM case_file
	 WHERE bad_residence_municipality
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'paying_municipality', paying_municipality,
	       'en kode på listen kommuner (kommune)', 'dato ' || opened_on, file, line
	  FROM case_file
	 WHERE bad_paying_municipality
	UNION ALL
	SELECT 'municipality_change', case_id || '/' || role || '/' || changed_on, case_id, NULL, 'role', role,
	       'en kode på listen kommunerolle (role)', NULL, file, line
	  FROM municipality_change
	 WHERE bad_role
	UNION ALL
	SELECT 'municipality_change', case_id || '/' || role || '/' || changed_on, case_id, NULL, 'from_code', from_code,
	       'en kode på listen kommuner (kommune)', 'dato ' || changed_on, file, line
	  FROM municipality_change
	 WHERE bad_from_code
	UNION ALL
	SELECT 'municipality_change', case_id || '/' || role || '/' || changed_on, case_id, NULL, 'to_code', to_code,
	       'en kode på listen kommuner (kommune)', 'dato ' || changed_on, file, line
	  FROM municipality_change
	 WHERE bad_to_code
	UNION ALL
	SELECT 'notification', notification_id, case_id, citizen_id, 'notifier_code', notifier_code,
	       'en kode på listen underretter (underretter)', 'dato ' || received_at, file, line
	  FROM notification
	 WHERE bad_notifier_code
	UNION ALL
	SELECT 'notification', notification_id, case_id, citizen_id, 'outcome', outcome,
	       'en kode på listen udfald (outcome)', NULL, file, line
	  FROM notification
	 WHERE bad_outcome
	UNION ALL
	SELECT 'notification', notification_id, case_id, citizen_id, 'child_talk_omitted', child_talk_omitted,
	       'en kode på listen hvorfor samtalen er udeladt (talk_omitted)', NULL, file, line
	  FROM notification
	 WHERE bad_child_talk_omitted
	UNION ALL
	SELECT 'notification_reason', notification_id || '/' || reason_code, case_id, citizen_id, 'reason_code', reason_code,
	       'en kode på listen årsag til underretning (aarsag_underretning)', 'dato ' || received_at, file, line
	  FROM notification_reason
	 WHERE bad_reason_code
	UNION ALL
	SELECT 'examination', examination_id, case_id, NULL, 'kind', kind,
	       'en kode på listen undersøgelsens art (examination_kind)', NULL, file, line
	  FROM examination
	 WHERE bad_kind
	UNION ALL
	SELECT 'examination', examination_id, case_id, NULL, 'conclusion', conclusion,
	       'en kode på listen konklusion (conclusion)', NULL, file, line
	  FROM examination
	 WHERE bad_conclusion
	UNION ALL
	SELECT 'examination', examination_id, case_id, NULL, 'child_talk_omitted', child_talk_omitted,
	       'en kode på listen hvorfor samtalen er udeladt (talk_omitted)', NULL, file, line
	  FROM examination
	 WHERE bad_child_talk_omitted
	UNION ALL
	SELECT 'examination_domain', examination_id || '/' || ics_domain, NULL, NULL, 'ics_domain', ics_domain,
	       'en kode på listen forhold (ICS) (ics_domain)', NULL, file, line
	  FROM examination_domain
	 WHERE bad_ics_domain
	UNION ALL
	SELECT 'plan', plan_id, case_id, NULL, 'kind', kind,
	       'en kode på listen planens art (plan_kind)', NULL, file, line
	  FROM plan
	 WHERE bad_kind
	UNION ALL
	SELECT 'plan_goal', goal_id, case_id, NULL, 'ics_domain', ics_domain,
	       'en kode på listen forhold (ICS) (ics_domain)', NULL, file, line
	  FROM plan_goal
	 WHERE bad_ics_domain
	UNION ALL
	SELECT 'plan_goal', goal_id, case_id, NULL, 'status', status,
	       'en kode på listen målets status (goal_status)', NULL, file, line
	  FROM plan_goal
	 WHERE bad_status
	UNION ALL
	SELECT 'decision', decision_id, case_id, NULL, 'kind', kind,
	       'en kode på listen afgørelsens art (decision_kind)', NULL, file, line
	  FROM decision
	 WHERE bad_kind
	UNION ALL
	SELECT 'decision', decision_id, case_id, NULL, 'basis_code', basis_code,
	       'en kode på listen grundlag eller paragraf (grundlag+pgf+handicapindsats)', 'dato ' || decided_on, file, line
	  FROM decision
	 WHERE bad_basis_code
	UNION ALL
	SELECT 'decision', decision_id, case_id, NULL, 'consent_code', consent_code,
	       'en kode på listen samtykke (consent)', NULL, file, line
	  FROM decision
	 WHERE bad_consent_code
	UNION ALL
	SELECT 'decision', decision_id, case_id, NULL, 'appeal_outcome', appeal_outcome,
	       'en kode på listen klagens udfald (appeal_outcome)', NULL, file, line
	  FROM decision
	 WHERE bad_appeal_outcome
	UNION ALL
	SELECT 'placement_event', event_id, case_id, NULL, 'event_code', event_code,
	       'en kode på listen hændelse (haendelse)', 'dato ' || coalesce(effect_on, decided_on), file, line
	  FROM placement_event
	 WHERE bad_event_code
	UNION ALL
	SELECT 'placement_event', event_id, case_id, NULL, 'basis_code', basis_code,
	       'en kode på listen anbringelsesgrundlag (grundlag)', 'dato ' || coalesce(effect_on, decided_on), file, line
	  FROM placement_event
	 WHERE bad_basis_code
	UNION ALL
	SELECT 'placement_event', event_id, case_id, NULL, 'place_type', place_type,
	       'en kode på listen anbringelsessted (ansted)', 'dato ' || coalesce(effect_on, decided_on), file, line
	  FROM placement_event
	 WHERE bad_place_type
	UNION ALL
	SELECT 'placement_event', event_id, case_id, NULL, 'place_municipality', place_municipality,
	       'en kode på listen kommuner (kommune)', 'dato ' || coalesce(effect_on, decided_on), file, line
	  FROM placement_event
	 WHERE bad_place_municipality
	UNION ALL
	SELECT 'placement_event', event_id, case_id, NULL, 'change_reason', change_reason,
	       'en kode på listen årsag til skift af sted (change_reason)', NULL, file, line
	  FROM placement_event
	 WHERE bad_change_reason
	UNION ALL
	SELECT 'placement_event', event_id, case_id, NULL, 'end_reason', end_reason,
	       'en kode på listen årsag til ophør (end_reason)', NULL, file, line
	  FROM placement_event
	 WHERE bad_end_reason
	UNION ALL
	SELECT 'placement_event', event_id, case_id, NULL, 'moved_to', moved_to,
	       'en kode på listen hvor barnet er udskrevet til (ophoer_udsted+ophoer_efthjem)', NULL, file, line
	  FROM placement_event
	 WHERE bad_moved_to
	UNION ALL
	SELECT 'placement_reason', event_id || '/' || reason_code, case_id, NULL, 'reason_code', reason_code,
	       'en kode på listen udslagsgivende årsag (udslag)', 'dato ' || coalesce(decided_on, effect_on), file, line
	  FROM placement_reason
	 WHERE bad_reason_code
	UNION ALL
	SELECT 'measure', measure_id, case_id, NULL, 'kind', kind,
	       'en kode på listen indsatsens art (measure_kind)', NULL, file, line
	  FROM measure
	 WHERE bad_kind
	UNION ALL
	SELECT 'measure', measure_id, case_id, NULL, 'code', code,
	       'en kode på listen indsatsens paragraf (pgf+handicapindsats)', 'dato ' || started_on, file, line
	  FROM measure
	 WHERE bad_code
	UNION ALL
	SELECT 'appropriation', appropriation_id, case_id, NULL, 'status', status,
	       'en kode på listen bevillingens status (appropriation_status)', NULL, file, line
	  FROM appropriation
	 WHERE bad_status
	UNION ALL
	SELECT 'appropriation', appropriation_id, case_id, NULL, 'unit', unit,
	       'en kode på listen enhed (unit)', NULL, file, line
	  FROM appropriation
	 WHERE bad_unit
)
SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM carried AS c WHERE c.entity = b.entity AND b.field GLOB c.field) THEN 'answer' END
               AS consequence,
       b.*
  FROM bad AS b

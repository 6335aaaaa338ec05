-- id: C03
-- version: 1
-- scope: case
-- consequence: info
-- kind: entry
-- legal: Databeskyttelsesforordningen, artikel 5, stk. 1, litra d (rigtighed)
-- text_da: Posten er sidst rettet, før det skete, som den fortæller om: et møde, et besøg, en afgørelse eller en undersøgelse er
--  registreret som holdt på forhånd, eller datoen er forkert.
-- text_en: The record was changed last before what it tells of happened: a meeting, visit, decision or examination was entered as held
--  in advance, or the date is wrong.
-- who: sagsbehandler
-- mend_da: Datoen på posten i fagsystemet; er mødet ikke holdt, slettes det
-- mend_en: The date of the record in the case system; if the meeting was not held, delete it
-- with: placement_case
-- by: 30
-- reads: staging_notification staging_examination staging_decision staging_plan staging_followup staging_visit
--  staging_placement_event staging_case_file
-- checks: staging_notification WHERE deleted_at IS NULL
-- checks: staging_examination WHERE deleted_at IS NULL AND concluded_on IS NOT NULL
-- checks: staging_decision WHERE deleted_at IS NULL
-- checks: staging_plan WHERE deleted_at IS NULL AND written_on IS NOT NULL
-- checks: staging_followup WHERE deleted_at IS NULL AND held_on IS NOT NULL
-- checks: staging_visit WHERE deleted_at IS NULL
-- blames: received_at concluded_on decided_on written_on held_on visited_on
-- param: days 1 dage, som rettelsen må ligge før; den sidste tåles

-- What is planned (starts, ends, the next follow-up) is rightly entered ahead and not looked at; what is said to have happened in the future is rule C02's. The case store does not tell when a
-- record was made, so how late it came cannot be judged. ISO times sort as text; the few left are judged by day.
WITH
ahead (entity, record_key, case_id, citizen_id, field, value, changed_at, file, line) AS MATERIALIZED (
	SELECT 'notification', notification_id, case_id, citizen_id, 'received_at', received_at, changed_at, file, line
	  FROM staging_notification WHERE deleted_at IS NULL AND changed_at < received_at
	UNION ALL
	SELECT 'examination', examination_id, case_id, NULL, 'concluded_on', concluded_on, changed_at, file, line
	  FROM staging_examination WHERE deleted_at IS NULL AND changed_at < concluded_on
	UNION ALL
	SELECT 'decision', decision_id, case_id, NULL, 'decided_on', decided_on, changed_at, file, line
	  FROM staging_decision WHERE deleted_at IS NULL AND changed_at < decided_on
	UNION ALL
	SELECT 'plan', plan_id, case_id, NULL, 'written_on', written_on, changed_at, file, line
	  FROM staging_plan WHERE deleted_at IS NULL AND changed_at < written_on
	UNION ALL
	SELECT 'followup', followup_id, case_id, NULL, 'held_on', held_on, changed_at, file, line
	  FROM staging_followup WHERE deleted_at IS NULL AND changed_at < held_on
	UNION ALL
	SELECT 'visit', v.visit_id, s.case_id, NULL, 'visited_on', v.visited_on, v.changed_at, v.file, v.line
	  FROM staging_visit AS v
	  LEFT JOIN placement_case AS s ON s.placement_id = v.placement_id
	 WHERE v.deleted_at IS NULL AND v.changed_at < v.visited_on
)
SELECT a.entity, a.record_key, a.case_id, coalesce(a.citizen_id, k.citizen_id) AS citizen_id, a.field, a.value AS found,
       'senest ' || iso(day(a.changed_at) + :days) || ', da posten sidst er rettet ' || iso(day(a.changed_at)) AS expected,
       a.file, a.line
  FROM ahead AS a
  LEFT JOIN staging_case_file AS k ON k.case_id = a.case_id
 WHERE day(a.value) > day(a.changed_at) + :days
   AND day(a.value) <= :as_of + 1

-- id: J06
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: entry
-- legal: AFCARS (USA): højst 10 % må mangle; grænsen er sat af os
-- text_da: Et felt, der skal udfyldes, når det kan, mangler i en større del end før, og i mere end grænsen.
-- text_en: A field that is to be filled in where it can be is missing in a larger share than before, and in
--  more than the limit.
-- who: ledelse
-- reads: staging_notification staging_examination staging_placement_event staging_measure staging_decision
--  staging_case_file
-- checks: staging_notification WHERE deleted_at IS NULL AND (SELECT min(received_at) FROM staging_notification) < iso(add_months(:period_end + 1, -2 * :months) + 1)
-- checks: staging_measure WHERE deleted_at IS NULL AND (SELECT min(started_on) FROM staging_measure) < iso(add_months(:period_end + 1, -2 * :months) + 1)
-- checks: staging_placement_event WHERE deleted_at IS NULL AND (SELECT min(effect_on) FROM staging_placement_event) < iso(add_months(:period_end + 1, -2 * :months) + 1)
-- blames: missing
-- param: months 12 måneder i en periode
-- param: rows 30 rækker, hvor feltet hører til, før der sammenlignes
-- param: limit 10 procent, der må mangle
-- param: points 5 procentpoint, andelen må stige
-- mend_da: Feltet i fagsystemet; eller omsætningen af det i udtrækket
-- mend_en: The field in the case system; or its mapping in the extract
-- with: two_periods
-- by: 30

-- The limit alone says nothing of a field that was always empty here: the share must also have risen since the period
-- before.
WITH
-- Each row in which the field has its place, and whether it is empty.
place (field, day, missing) AS (
	SELECT 'notification.outcome', day(received_at), outcome IS NULL FROM staging_notification WHERE deleted_at IS NULL
	   AND closed_on IS NOT NULL
	UNION ALL
	SELECT 'notification.acknowledged_on', day(received_at), acknowledged_on IS NULL FROM staging_notification WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'notification.child_talk', day(received_at), coalesce(child_talk_on, child_talk_omitted) IS NULL FROM staging_notification WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'notification.case_id', day(received_at), case_id IS NULL FROM staging_notification WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'examination.conclusion', day(concluded_on), conclusion IS NULL FROM staging_examination WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'examination.child_talk', day(concluded_on), coalesce(child_talk_on, child_talk_omitted) IS NULL FROM staging_examination WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'placement_event.basis_code', day(effect_on), basis_code IS NULL FROM staging_placement_event WHERE deleted_at IS NULL
	   AND event_code IN ('0', '7', '7.2')
	UNION ALL
	SELECT 'placement_event.place_type', day(effect_on), place_type IS NULL FROM staging_placement_event WHERE deleted_at IS NULL
	   AND event_code IN ('0', '1', '7')
	UNION ALL
	SELECT 'placement_event.facility_id', day(effect_on), facility_id IS NULL FROM staging_placement_event WHERE deleted_at IS NULL
	   AND event_code IN ('0', '1', '7')
	UNION ALL
	SELECT 'placement_event.place_municipality', day(effect_on), place_municipality IS NULL FROM staging_placement_event WHERE deleted_at IS NULL
	   AND event_code IN ('0', '1', '7')
	UNION ALL
	SELECT 'placement_event.change_reason', day(effect_on), change_reason IS NULL FROM staging_placement_event WHERE deleted_at IS NULL
	   AND event_code = '1'
	UNION ALL
	SELECT 'placement_event.end_reason', day(effect_on), end_reason IS NULL FROM staging_placement_event WHERE deleted_at IS NULL
	   AND event_code = '5'
	UNION ALL
	SELECT 'placement_event.moved_to', day(effect_on), moved_to IS NULL FROM staging_placement_event WHERE deleted_at IS NULL
	   AND event_code = '5'
	UNION ALL
	SELECT 'measure.decision_id', day(started_on), decision_id IS NULL FROM staging_measure WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'measure.provider_cvr', day(started_on), provider_cvr IS NULL FROM staging_measure WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'measure.caseworker_id', day(started_on), caseworker_id IS NULL FROM staging_measure WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'decision.consent_code', day(decided_on), consent_code IS NULL FROM staging_decision WHERE deleted_at IS NULL
	   AND kind IN ('placement', 'compulsory')
	UNION ALL
	SELECT 'case_file.close_reason', day(closed_on), close_reason IS NULL FROM staging_case_file WHERE deleted_at IS NULL
),
counted AS MATERIALIZED (
	SELECT p.field, count(*) FILTER (WHERE p.day > e.before) AS now,
	       coalesce(sum(p.missing) FILTER (WHERE p.day > e.before), 0) AS missing,
	       count(*) FILTER (WHERE p.day <= e.before) AS before,
	       coalesce(sum(p.missing) FILTER (WHERE p.day <= e.before), 0) AS missing_before
	  FROM place AS p
	 CROSS JOIN edge AS e
	 WHERE p.day > e.earlier
	   AND p.day <= e.last
	 GROUP BY p.field
)
SELECT 'field' AS entity, field AS record_key, 'missing' AS field,
       missing * 100 / now || ' % af ' || now || ' mangler, forskel '
       || printf('%+d', missing * 100 / now - missing_before * 100 / before) || ' point' AS found,
       missing_before * 100 / before || ' % i perioden før, højst ' || :limit || ' %' AS expected,
       'perioden til ' || iso(:period_end) AS clash
  FROM counted
 WHERE now >= :rows
   AND before >= :rows
   AND missing * 100 > now * :limit
   AND missing * 100 / now - missing_before * 100 / before > :points

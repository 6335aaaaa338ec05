-- id: C10
-- version: 1
-- scope: case
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; indberetning sker pr. indsats, hændelse og besøg, så det samme to gange tælles to gange
-- text_da: To poster i sagen har hver sit id og ellers netop det samme indhold: den ene er nok oprettet to gange, eller en konvertering
--  har lavet en kopi. Begge tælles og indberettes.
-- text_en: Two records of the case have an id each and otherwise exactly the same content: one was probably made twice, or a conversion
--  made a copy. Both are counted and reported.
-- who: sagsbehandler
-- mend_da: Slet den ene post i fagsystemet
-- mend_en: Delete one of the records in the case system
-- by: 14
-- reads: staging_measure staging_decision staging_examination staging_placement_event staging_appropriation staging_visit
--  staging_case_file
-- checks: staging_measure WHERE deleted_at IS NULL
-- checks: staging_decision WHERE deleted_at IS NULL
-- checks: staging_examination WHERE deleted_at IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL
-- checks: staging_appropriation WHERE deleted_at IS NULL
-- checks: staging_visit WHERE deleted_at IS NULL
-- blames: measure_id decision_id examination_id event_id appropriation_id visit_id

-- Notifications have a rule of their own. A record without its own day is not compared. Two decisions on which something rests each are two: one
-- measure more by the same paragraph. The last of the ids is named, the first is the clash.
WITH
spell AS MATERIALIZED (
	SELECT placement_id, min(case_id) AS case_id
	  FROM staging_placement_event
	 WHERE placement_id IS NOT NULL
	 GROUP BY placement_id
),
used AS MATERIALIZED (
	SELECT decision_id FROM staging_measure WHERE deleted_at IS NULL AND decision_id IS NOT NULL
	UNION
	SELECT decision_id FROM staging_placement_event WHERE deleted_at IS NULL AND decision_id IS NOT NULL
),
twice (entity, field, first, last, n, case_id, file, line) AS (
	SELECT 'measure', 'measure_id', min(measure_id), max(measure_id), count(*), case_id, file, line
	  FROM staging_measure
	 WHERE deleted_at IS NULL AND started_on IS NOT NULL
	 GROUP BY case_id, started_on, code, kind, ended_on, decision_id, provider_cvr, facility_id, caseworker_id, family_directed,
	          origin_measure_id
	HAVING count(*) > 1
	UNION ALL
	SELECT 'decision', 'decision_id', coalesce(min(u.decision_id), min(d.decision_id)),
	       max(d.decision_id) FILTER (WHERE u.decision_id IS NULL), count(*),
	       d.case_id, d.file, d.line
	  FROM staging_decision AS d
	  LEFT JOIN used AS u ON u.decision_id = d.decision_id
	 WHERE d.deleted_at IS NULL AND d.decided_on IS NOT NULL
	 GROUP BY d.case_id, d.decided_on, d.basis_code, d.kind, d.consent_code, d.effect_on, d.appealed_on, d.appeal_outcome,
	          d.suspended, d.executed
	HAVING count(*) > 1 AND count(u.decision_id) < count(*)
	UNION ALL
	SELECT 'examination', 'examination_id', min(examination_id), max(examination_id), count(*), case_id, file, line
	  FROM staging_examination
	 WHERE deleted_at IS NULL AND started_on IS NOT NULL
	 GROUP BY case_id, started_on, kind, aware_on, provisional_on, concluded_on, conclusion, child_talk_on, child_talk_omitted
	HAVING count(*) > 1
	UNION ALL
	SELECT 'placement_event', 'event_id', min(event_id), max(event_id), count(*), case_id, file, line
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND coalesce(effect_on, decided_on) IS NOT NULL
	 GROUP BY placement_id, case_id, effect_on, decided_on, event_code, decision_id, basis_code, place_type, facility_id,
	          place_municipality, change_reason, end_reason, moved_to
	HAVING count(*) > 1
	UNION ALL
	SELECT 'appropriation', 'appropriation_id', min(a.appropriation_id), max(a.appropriation_id), count(*),
	       coalesce((SELECT m.case_id FROM staging_measure AS m WHERE m.measure_id = a.measure_id),
	                (SELECT s.case_id FROM spell AS s WHERE s.placement_id = a.placement_id)), a.file, a.line
	  FROM staging_appropriation AS a
	 WHERE a.deleted_at IS NULL AND a.valid_from IS NOT NULL AND coalesce(a.measure_id, a.placement_id) IS NOT NULL
	 GROUP BY a.measure_id, a.placement_id, a.valid_from, a.valid_to, a.granted_on, a.status, a.unit, a.unit_price_ore, a.quantity,
	          a.account
	HAVING count(*) > 1
	UNION ALL
	SELECT 'visit', 'visit_id', min(v.visit_id), max(v.visit_id), count(*),
	       (SELECT s.case_id FROM spell AS s WHERE s.placement_id = v.placement_id), v.file, v.line
	  FROM staging_visit AS v
	 WHERE v.deleted_at IS NULL AND v.visited_on IS NOT NULL
	 GROUP BY v.placement_id, v.visited_on, v.child_talk
	HAVING count(*) > 1
)
SELECT t.entity, t.last AS record_key, t.case_id, k.citizen_id, t.field, t.n || ' poster med samme indhold' AS found,
       'én' AS expected, t.entity || ' ' || t.first AS clash, t.file, t.line
  FROM twice AS t
  LEFT JOIN staging_case_file AS k ON k.case_id = t.case_id

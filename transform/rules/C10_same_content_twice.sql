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
-- with: placement_case
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

-- Notifications have a rule of their own (D02), so have examinations of more than a day (C07), two starts of a placement on a day (G03),
-- what is granted for the same days (H20) and what runs twice at one provider (F06). A record without its own day is not compared. Two decisions on which something rests each are two: one
-- measure more by the same paragraph. Rows are sorted by the number that stands for their values. The last of the ids is named, the first is the clash.
WITH
used AS MATERIALIZED (
	SELECT decision_id FROM staging_measure WHERE deleted_at IS NULL AND decision_id IS NOT NULL
	UNION
	SELECT decision_id FROM staging_placement_event WHERE deleted_at IS NULL AND decision_id IS NOT NULL
),
decided AS MATERIALIZED (
	SELECT ident(case_id, decided_on, basis_code, kind, consent_code, effect_on, appealed_on, appeal_outcome, suspended,
	             executed) AS same, decision_id
	  FROM staging_decision
	 WHERE deleted_at IS NULL AND decided_on IS NOT NULL
),
several AS MATERIALIZED (
	SELECT same FROM decided GROUP BY same HAVING count(*) > 1
),
twice (entity, field, first, last, n) AS (
	SELECT 'measure', 'measure_id', min(measure_id), max(measure_id), count(*)
	  FROM staging_measure
	 WHERE deleted_at IS NULL AND started_on IS NOT NULL
	   AND (ended_on IS NOT NULL OR provider_cvr IS NULL OR code IS NULL)
	 GROUP BY ident(case_id, started_on, code, kind, ended_on, decision_id, provider_cvr, facility_id, caseworker_id,
	                family_directed, origin_measure_id)
	HAVING count(*) > 1
	UNION ALL
	SELECT 'decision', 'decision_id', coalesce(min(u.decision_id), min(d.decision_id)),
	       max(d.decision_id) FILTER (WHERE u.decision_id IS NULL), count(*)
	  FROM decided AS d
	  JOIN several AS s ON s.same = d.same
	  LEFT JOIN used AS u ON u.decision_id = d.decision_id
	 GROUP BY d.same
	HAVING count(u.decision_id) < count(*)
	UNION ALL
	SELECT 'examination', 'examination_id', min(examination_id), max(examination_id), count(*)
	  FROM staging_examination
	 WHERE deleted_at IS NULL AND started_on = concluded_on
	 GROUP BY ident(case_id, started_on, kind, aware_on, provisional_on, concluded_on, conclusion, child_talk_on,
	                child_talk_omitted)
	HAVING count(*) > 1
	UNION ALL
	SELECT 'placement_event', 'event_id', min(event_id), max(event_id), count(*)
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND coalesce(effect_on, decided_on) IS NOT NULL AND NOT (event_code = '0' AND effect_on IS NOT NULL)
	 GROUP BY ident(placement_id, case_id, effect_on, decided_on, event_code, decision_id, basis_code, place_type, facility_id,
	                place_municipality, change_reason, end_reason, moved_to)
	HAVING count(*) > 1
	UNION ALL
	SELECT 'appropriation', 'appropriation_id', min(appropriation_id), max(appropriation_id), count(*)
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL AND valid_from IS NOT NULL AND coalesce(measure_id, placement_id) IS NOT NULL
	   AND (status <> 'granted' OR unit = 'once')
	 GROUP BY ident(measure_id, placement_id, valid_from, valid_to, granted_on, status, unit, unit_price_ore, quantity, account)
	HAVING count(*) > 1
	UNION ALL
	SELECT 'visit', 'visit_id', min(visit_id), max(visit_id), count(*)
	  FROM staging_visit
	 WHERE deleted_at IS NULL AND visited_on IS NOT NULL
	 GROUP BY ident(placement_id, visited_on, child_talk)
	HAVING count(*) > 1
),
-- Few: whose they are.
whose AS (
	SELECT t.*,
	       CASE t.entity
	            WHEN 'measure' THEN (SELECT m.case_id FROM staging_measure AS m WHERE m.measure_id = t.last)
	            WHEN 'decision' THEN (SELECT d.case_id FROM staging_decision AS d WHERE d.decision_id = t.last)
	            WHEN 'examination' THEN (SELECT x.case_id FROM staging_examination AS x WHERE x.examination_id = t.last)
	            WHEN 'placement_event' THEN (SELECT e.case_id FROM staging_placement_event AS e WHERE e.event_id = t.last)
	            WHEN 'appropriation' THEN (SELECT coalesce(m.case_id, s.case_id)
	                                         FROM staging_appropriation AS a
	                                         LEFT JOIN staging_measure AS m ON m.measure_id = a.measure_id
	                                         LEFT JOIN placement_case AS s ON s.placement_id = a.placement_id
	                                        WHERE a.appropriation_id = t.last)
	            WHEN 'visit' THEN (SELECT s.case_id
	                                 FROM staging_visit AS v
	                                 JOIN placement_case AS s ON s.placement_id = v.placement_id
	                                WHERE v.visit_id = t.last) END AS case_id
	  FROM twice AS t
)
SELECT w.entity, w.last AS record_key, w.case_id, k.citizen_id, w.field, w.n || ' poster med samme indhold' AS found,
       'én' AS expected, w.entity || ' ' || w.first AS clash, k.file
  FROM whose AS w
  LEFT JOIN staging_case_file AS k ON k.case_id = w.case_id

-- id: G27
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; aftalt form af fagsystemets udtræk: besøg, opfølgninger og bevillinger hører til en anbringelse, der findes
-- text_da: Tilsynsbesøget, opfølgningen eller bevillingen nævner en anbringelse, som ingen hændelse har. Det tæller ikke med nogen steder.
-- text_en: The visit, follow-up or appropriation names a placement that no event has. It counts nowhere.
-- who: drift
-- reads: staging_visit staging_followup staging_appropriation staging_placement_event
-- checks: staging_visit WHERE deleted_at IS NULL AND placement_id IS NOT NULL
-- checks: staging_followup WHERE deleted_at IS NULL AND placement_id IS NOT NULL
-- checks: staging_appropriation WHERE deleted_at IS NULL AND placement_id IS NOT NULL
-- blames: placement_id
-- mend_da: Udtrækket fra fagsystemet: anbringelsens id; er anbringelsen slettet, så slet også det, der hører til
-- mend_en: The extract of the case system: id of the placement; where the placement was deleted, delete what belongs to it too
-- by: 14

-- Placements have no table of their own: one is there when an event of it is that is not deleted.
WITH
known AS MATERIALIZED (
	SELECT DISTINCT placement_id FROM staging_placement_event WHERE deleted_at IS NULL AND placement_id IS NOT NULL
)
SELECT 'visit' AS entity, visit_id AS record_key, NULL AS case_id, 'placement_id' AS field, placement_id AS found,
       'en anbringelse med mindst én hændelse' AS expected, file, line
  FROM staging_visit
 WHERE deleted_at IS NULL
   AND placement_id NOT IN (SELECT placement_id FROM known)
UNION ALL
SELECT 'followup', followup_id, case_id, 'placement_id', placement_id, 'en anbringelse med mindst én hændelse', file, line
  FROM staging_followup
 WHERE deleted_at IS NULL
   AND placement_id NOT IN (SELECT placement_id FROM known)
UNION ALL
SELECT 'appropriation', appropriation_id, NULL, 'placement_id', placement_id, 'en anbringelse med mindst én hændelse', file, line
  FROM staging_appropriation
 WHERE deleted_at IS NULL
   AND placement_id NOT IN (SELECT placement_id FROM known)

-- id: G16
-- version: 1
-- scope: case
-- consequence: info
-- kind: entry
-- legal: Barnets lov § 1: stabilitet og kontinuitet; grænsen er et ledelsestal, ingen frist
-- text_da: Barnet har skiftet anbringelsessted mange gange på et år. Er skiftene rigtige, er det værd at se på sagen; er det regodkendelser, er
--  årsagen forkert.
-- text_en: The child changed place many times within a year. If the changes are right, the case is worth a look; if the places were
--  re-approved, the reason is wrong.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code = '1'
-- blames: effect_on
-- param: changes 3 skift på 12 måneder; flere er til orientering
-- param: months 12 måneder tilbage fra kørselsdagen
-- mend_da: Anbringelsens hændelser: skift af sted og deres årsag
-- mend_en: The events of the placement: changes of place and their reason
-- by: 30

-- A change on the same day of the month a year ago does not count any more.
SELECT 'case_file' AS entity, k.case_id AS record_key, k.case_id, k.citizen_id, 'effect_on' AS field,
       count(*) || ' skift fra ' || min(v.effect_on) || ' til ' || max(v.effect_on) AS found,
       'højst ' || :changes || ' på ' || :months || ' måneder' AS expected, max(day(v.effect_on)) AS event_day
  FROM staging_placement_event AS v
  JOIN staging_case_file AS k ON k.case_id = v.case_id
 WHERE v.deleted_at IS NULL
   AND k.deleted_at IS NULL
   AND v.event_code = '1'
   AND v.change_reason IS NOT 'reapproved'
   AND day(v.effect_on) > add_months(:as_of, -:months)
   AND day(v.effect_on) <= :as_of
 GROUP BY k.case_id
HAVING count(*) > :changes

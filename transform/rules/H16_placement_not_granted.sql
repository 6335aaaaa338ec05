-- id: H16
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Den kommunale styrelseslov § 40: ingen udgift uden bevilling; kommunens kompetenceplan
-- text_da: Barnet er anbragt nu, og der er ingen bevilling, der gælder for anbringelsen.
-- text_en: The child is placed now, and no appropriation of the placement is in force.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_appropriation
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '7', '7.2', '7.5') AND EXISTS (SELECT 1 FROM staging_appropriation WHERE placement_id IS NOT NULL)
-- blames: valid_to
-- param: days 30 dage efter iværksættelsen, eller efter den seneste bevilling udløb
-- mend_da: Anbringelsens bevilling i fagsystemet
-- mend_en: The appropriation of the placement in the case system
-- by: 14

-- The days run from the beginning or from the last day of the latest granted one; on the last of them it is in time. An appropriation whose
-- end cannot be read counts as open. Only where our municipality pays, and where the case system has appropriations of placements at all.
WITH
granted AS MATERIALIZED (
	SELECT placement_id,
	       max(CASE WHEN valid_to IS NULL THEN 2932896 ELSE coalesce(day(valid_to), 2932896) END) AS until
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND placement_id IS NOT NULL
	   AND coalesce(day(valid_from), 0) <= :as_of
	 GROUP BY placement_id
),
state AS (
	SELECT v.placement_id, min(v.case_id) AS case_id, min(k.citizen_id) AS citizen_id,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7', '7.2', '7.5')) AS started,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('5', '5.5')) AS ended,
	       sum(day(v.effect_on) IS NULL) AS undated
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND k.closed_on IS NULL
	   AND k.paying_municipality = :municipality
	   AND v.placement_id IS NOT NULL
	   AND v.event_code IN ('0', '5', '5.5', '7', '7.2', '7.5')
	 GROUP BY v.placement_id
)
SELECT 'placement' AS entity, s.placement_id AS record_key, s.case_id, s.citizen_id, 'valid_to' AS field,
       iso(g.until) AS found, 'en bevilling, der gælder nu' AS expected, 'anbragt ' || iso(s.started) AS clash,
       s.started AS event_day
  FROM state AS s
  LEFT JOIN granted AS g ON g.placement_id = s.placement_id
 WHERE s.undated = 0
   AND (s.ended IS NULL OR s.ended < s.started)
   AND max(s.started, coalesce(g.until, s.started)) + :days < :as_of
   AND EXISTS (SELECT 1 FROM granted)

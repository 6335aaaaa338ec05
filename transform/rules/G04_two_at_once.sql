-- id: G04
-- version: 1
-- scope: case
-- consequence: record
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation anbringelser: et barn er anbragt ét sted og efter ét grundlag ad gangen
-- text_da: To hændelser i anbringelsen siger samme dag hvert sit sted eller hvert sit grundlag. Ingen af dem indberettes, før den ene er rettet
--  eller slettet.
-- text_en: Two events of the placement give two places or two legal bases on the same day. Neither is reported until one is mended or
--  deleted.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '0.2', '1', '2', '7', '7.2', '7.5')
-- blames: place_type facility_id basis_code
-- mend_da: Anbringelsens hændelser: lad én hændelse stå for dagen
-- mend_en: The events of the placement: leave one event for the day
-- by: 7

-- Two placements of one child that overlap are rule C07's. A place or basis that is not given contradicts nothing. A change of place
-- may still carry the basis that ended that day. Both events are told of, each with the other.
WITH
kinds (what) AS (VALUES ('place_type'), ('facility_id'), ('basis_code'), ('basis_code decided')),
said (event_id, placement_id, case_id, citizen_id, what, at, value, file, line) AS (
	SELECT v.event_id, v.placement_id, v.case_id, k.citizen_id, w.what,
	       CASE WHEN v.event_code = '0.2' THEN day(v.decided_on) ELSE day(v.effect_on) END,
	       CASE w.what WHEN 'place_type' THEN v.place_type WHEN 'facility_id' THEN v.facility_id ELSE v.basis_code END,
	       v.file, v.line
	  FROM staging_placement_event AS v
	 CROSS JOIN kinds AS w
	    ON CASE v.event_code WHEN '0.2' THEN w.what = 'basis_code decided'
	                         WHEN '1' THEN w.what IN ('place_type', 'facility_id')
	                         WHEN '2' THEN w.what = 'basis_code'
	                         ELSE w.what <> 'basis_code decided' END
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.placement_id IS NOT NULL
	   AND v.event_code IN ('0', '0.2', '1', '2', '7', '7.2', '7.5')
),
two AS (
	SELECT *, min(value) OVER w AS low, max(value) OVER w AS high,
	       min(event_id) OVER w AS first, max(event_id) OVER w AS last
	  FROM said
	 WHERE at IS NOT NULL
	   AND value IS NOT NULL
	WINDOW w AS (PARTITION BY placement_id, what, at)
),
-- Where the facility differs the type need not be told of too.
ranked AS (
	SELECT *, row_number() OVER (PARTITION BY event_id, what LIKE 'basis%' ORDER BY what) AS nr
	  FROM two
	 WHERE low <> high
)
SELECT 'placement_event' AS entity, event_id AS record_key, case_id, citizen_id,
       replace(what, ' decided', '') AS field, iso(at) || ': ' || low || ' og ' || high AS found,
       'én værdi den dag' AS expected, 'hændelse ' || CASE event_id WHEN first THEN last ELSE first END AS clash,
       at AS event_day, file, line
  FROM ranked
 WHERE nr = 1

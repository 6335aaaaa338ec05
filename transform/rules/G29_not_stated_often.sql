-- id: G29
-- version: 1
-- scope: macro
-- consequence: info
-- kind: entry
-- legal: Danmarks Statistik, anbringelsesstatistikken: årsager, og hvor barnet udskrives til, er ofte uoplyst og derfor mindre sikre
-- text_da: En stor del af det seneste års anbringelseshændelser siger uoplyst eller kun andet.
-- text_en: A large part of last year's placement events say not stated or only other.
-- who: indberetningsansvarlig
-- reads: staging_placement_event staging_placement_reason
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '0.2', '1', '5')
-- blames: place_type basis_code moved_to reason_code
-- param: percent 5 procent, der må være uoplyst
-- param: events 5 hændelser, som der mindst skal være uoplyst
-- mend_da: Anbringelsens hændelser i fagsystemet; se dem, der har koden 99, eller tal med dem, der registrerer
-- mend_en: The events of placements in the case system; look at those with code 99, or talk with those who enter them
-- by: 60

-- Of the last 12 closed months. A value that is missing is told of one by one (G10, G12) and is no part here.
WITH
event AS MATERIALIZED (
	SELECT event_id, event_code, place_type, basis_code, moved_to
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0', '0.2', '1', '5')
	   AND coalesce(day(effect_on), day(decided_on)) BETWEEN add_months(:period_end + 1, -12) AND :period_end
),
reason AS (
	SELECT r.event_id, min(r.reason_code IN ('UDSLAG16', '999')) AS vague
	  FROM staging_placement_reason AS r
	  JOIN event AS v ON v.event_id = r.event_id
	 WHERE r.deleted_at IS NULL
	 GROUP BY r.event_id
),
share (field, vague, n) AS (
	SELECT 'place_type', sum(place_type = '99'), count(*) FROM event WHERE event_code IN ('0', '1') AND place_type IS NOT NULL
	UNION ALL
	SELECT 'basis_code', sum(basis_code = '99'), count(*) FROM event WHERE event_code = '0.2' AND basis_code IS NOT NULL
	UNION ALL
	SELECT 'moved_to', sum(moved_to = '99'), count(*) FROM event WHERE event_code = '5' AND moved_to IS NOT NULL
	UNION ALL
	SELECT 'reason_code', sum(vague), count(*) FROM reason
)
SELECT 'municipality' AS entity, :municipality AS record_key, field, vague || ' af ' || n || ' uoplyst' AS found,
       'højst ' || :percent || ' procent' AS expected, :period_end AS event_day
  FROM share
 WHERE vague >= :events
   AND 100 * vague > :percent * n

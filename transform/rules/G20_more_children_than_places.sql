-- id: G20
-- version: 1
-- scope: macro
-- consequence: info
-- kind: external
-- legal: lov om socialtilsyn § 5: godkendelsen gælder et antal pladser
-- text_da: Kommunens børn var flere end de pladser, tilbuddet er godkendt til.
-- text_en: The municipality's children were more than the places the facility is approved for.
-- who: tilbudskonsulent
-- reads: staging_facility_spell staging_facility_stay staging_facility staging_placement_event staging_case_file
-- checks: staging_facility_stay WHERE facility_id IN (SELECT facility_id FROM staging_facility WHERE places IS NOT NULL)
-- blames: places
-- mend_da: Tilbuddets pladser på Tilbudsportalen, eller barnets sted i fagsystemet
-- mend_en: The places of the facility in its register, or the place of the child in the case system
-- by: 60

-- Other municipalities' children are not seen here: what is found is sure, what is not may be so. Each
-- facility once: the first day of the worst overcrowding.
WITH
register AS MATERIALIZED (SELECT facility_id, valid_from, valid_to, places FROM staging_facility_spell),
stay AS MATERIALIZED (
	SELECT s.facility_id, c.citizen_id, s.first, coalesce(s.last, 2932896) AS last
	  FROM staging_facility_stay AS s
	  JOIN staging_case_file AS c ON c.case_id = s.case_id
	 WHERE s.first <= :as_of
),
-- There can be too many only from a day on which somebody came or the places changed.
at (facility_id, at) AS (
	SELECT facility_id, first FROM stay
	UNION
	SELECT facility_id, valid_from FROM register WHERE valid_from <= :as_of
),
day AS (
	SELECT a.facility_id, a.at, count(DISTINCT s.citizen_id) AS children
	  FROM at AS a
	  JOIN stay AS s ON s.facility_id = a.facility_id AND a.at BETWEEN s.first AND s.last
	 GROUP BY a.facility_id, a.at
),
full AS (
	SELECT d.facility_id, d.at, d.children, r.places,
	       row_number() OVER (PARTITION BY d.facility_id ORDER BY d.children - r.places DESC, d.at) AS worst
	  FROM day AS d
	  JOIN register AS r ON r.facility_id = d.facility_id
	                    AND r.valid_from <= d.at
	                    AND (r.valid_to IS NULL OR r.valid_to >= d.at)
	 WHERE d.children > r.places
)
SELECT 'facility' AS entity, facility_id AS record_key, 'places' AS field,
       children || ' børn ' || iso(at) AS found, 'højst ' || places AS expected
  FROM full
 WHERE worst = 1

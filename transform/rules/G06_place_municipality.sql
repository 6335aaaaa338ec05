-- id: G06
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Retssikkerhedslovens §§ 9 og 9 c: handle- og betalingskommune følger af, i hvilken kommune barnet er anbragt; BEK 61/2023 om
--  Tilbudsportalen: tilbuddets adresse er registreret
-- text_da: Anbringelsesstedets kommune mangler, eller tilbudsregisteret siger, at tilbuddet ligger i en anden kommune.
-- text_en: The municipality of the place is missing, or the facility register says that the facility is in another one.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_facility_spell staging_facility
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '1', '7', '7.2', '7.5')
-- blames: place_municipality
-- param: months 24 ophold, der sluttede tidligere, ses der ikke på
-- mend_da: Hændelsen i anbringelsen: anbringelsesstedets kommune
-- mend_en: The event of the placement: municipality of the place
-- by: 14

-- A stay lasts until the next event that gives a place, or the end. An own room or a ship need not be in the register: then only
-- what is missing is told of. Without a place type nothing is known of the place: rule G10.
WITH
event AS (
	SELECT v.event_id, v.case_id, k.citizen_id, v.event_code, v.place_type, v.facility_id, v.place_municipality,
	       day(v.effect_on) AS at, v.file, v.line,
	       lead(day(v.effect_on)) OVER (PARTITION BY v.placement_id ORDER BY day(v.effect_on), v.event_id) AS until
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.event_code IN ('0', '1', '5', '5.5', '7', '7.2', '7.5')
	   AND day(v.effect_on) IS NOT NULL
),
place AS (
	SELECT * FROM event
	 WHERE event_code NOT IN ('5', '5.5')
	   AND place_type NOT IN ('98', '99')
	   AND (until IS NULL OR until >= add_months(:as_of, -:months))
),
register AS MATERIALIZED (
	SELECT facility_id, municipality, valid_from, coalesce(valid_to, 2932896) AS valid_to
	  FROM staging_facility_spell
	 WHERE municipality IS NOT NULL
)
SELECT 'placement_event' AS entity, p.event_id AS record_key, p.case_id, p.citizen_id, 'place_municipality' AS field,
       p.place_municipality AS found, coalesce(r.municipality, 'anbringelsesstedets kommune') AS expected,
       CASE WHEN r.municipality IS NOT NULL THEN 'tilbud ' || p.facility_id END AS clash, p.at AS event_day, p.file, p.line
  FROM place AS p
  LEFT JOIN register AS r ON r.facility_id = p.facility_id AND p.at BETWEEN r.valid_from AND r.valid_to
 WHERE p.place_municipality IS NULL
    OR p.place_municipality <> r.municipality

-- id: H06
-- version: 1
-- scope: case
-- consequence: info
-- kind: entry
-- legal: BEK 61/2023 om Tilbudsportalen § 10: taksten er tilbuddets pris; afvigelser aftales
-- text_da: Bevillingens døgnpris er langt fra tilbuddets takst i tilbudsregisteret den dag, den gælder fra.
-- text_en: The day price of the appropriation is far from the facility's tariff in the register on the day it holds from.
-- who: økonomi
-- reads: staging_appropriation staging_facility_stay staging_facility_spell staging_facility staging_placement_event staging_case_file
-- checks: staging_appropriation WHERE deleted_at IS NULL AND status = 'granted' AND unit = 'day' AND placement_id IS NOT NULL
-- blames: unit_price_ore
-- param: percent 25 procent fra taksten, til begge sider
-- param: months 24 måneder, en bevilling, der sluttede tidligere, ses der ikke på
-- mend_da: Bevillingens pris, eller tilbuddet på anbringelsens hændelse; er en anden pris aftalt, så svar det
-- mend_en: The price of the appropriation, or the facility of the placement's event; where another price was agreed, answer so
-- by: 60

-- Only whole days at one unit a day; of several that begin together the dearest, for the others are what comes beside. A price of nothing is rule H19's, a tariff that is missing rule G22's.
WITH
granted AS (
	SELECT appropriation_id, placement_id, day(valid_from) AS at, CAST(unit_price_ore AS INTEGER) AS price, file, line,
	       row_number() OVER (PARTITION BY placement_id, valid_from
	                              ORDER BY CAST(unit_price_ore AS INTEGER) DESC, appropriation_id) AS place
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND unit = 'day'
	   AND quantity = '1'
	   AND placement_id IS NOT NULL
	   AND CAST(unit_price_ore AS INTEGER) > 0
	   AND day(valid_from) IS NOT NULL
	   AND (valid_to IS NULL OR day(valid_to) >= add_months(:as_of, -:months))
),
stay AS MATERIALIZED (
	SELECT placement_id, case_id, facility_id, first, coalesce(last, 2932896) AS last FROM staging_facility_stay
	UNION ALL -- no row: many are expected, and an index is made
	SELECT placement_id, NULL, NULL, NULL, NULL FROM staging_placement_event WHERE likely(event_code = '')
),
tariff AS MATERIALIZED (
	SELECT facility_id, valid_from, coalesce(valid_to, 2932896) AS valid_to, day_price
	  FROM staging_facility_spell
	 WHERE day_price > 0
)
SELECT 'appropriation' AS entity, g.appropriation_id AS record_key, s.case_id, k.citizen_id, 'unit_price_ore' AS field,
       (g.price / 100) || ' kr.' AS found, 'omkring ' || (t.day_price / 100) || ' kr.' AS expected, 'tilbud ' || s.facility_id AS clash,
       g.at AS event_day, g.file, g.line
  FROM granted AS g
 CROSS JOIN stay AS s ON s.placement_id = g.placement_id AND g.at BETWEEN s.first AND s.last
 CROSS JOIN tariff AS t ON t.facility_id = s.facility_id AND g.at BETWEEN t.valid_from AND t.valid_to
  JOIN staging_case_file AS k ON k.case_id = s.case_id
 WHERE g.place = 1
   AND k.deleted_at IS NULL
   AND abs(g.price - t.day_price) * 100 > :percent * t.day_price

-- id: H14
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Retssikkerhedslovens §§ 9-9 c: opholdskommunen er handlekommune, hvis ikke andet følger af en anbringelse eller aftale; betalingskommunen er den,
--  der har eller har haft handlepligten
-- text_da: Den åbne sags tre kommuneroller kan ikke passe sammen: kommunen er hverken handle-, opholds- eller betalingskommune, eller en kommune,
--  der hverken handler eller er opholdssted, betaler, uden at der er et skift.
-- text_en: The three municipality roles of the open case cannot go together: ours is none of them, or a municipality pays that neither acts nor
--  is where the child lives, and there is no change of role.
-- who: sagsbehandler
-- reads: staging_case_file staging_municipality_change
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL
-- blames: acting_municipality paying_municipality
-- mend_da: Sagens handle-, opholds- og betalingskommune
-- mend_en: Acting, residence and paying municipality of the case
-- by: 14

-- Where one of the three is missing nothing is said; a case that never was ours is rule A01's. Our own paying for a child that others act for may follow from a placement: not told of.
WITH
role AS (
	SELECT case_id, citizen_id, acting_municipality AS acting, residence_municipality AS residence,
	       paying_municipality AS paying, day(opened_on) AS opened, file, line
	  FROM staging_case_file
	 WHERE deleted_at IS NULL
	   AND closed_on IS NULL
	   AND acting_municipality IS NOT NULL
	   AND residence_municipality IS NOT NULL
	   AND paying_municipality IS NOT NULL
)
SELECT 'case_file' AS entity, case_id AS record_key, case_id, citizen_id, 'acting_municipality' AS field, acting AS found,
       :municipality || ' i en af rollerne, eller sagen lukket' AS expected,
       'ophold ' || residence || ', betaling ' || paying AS clash, opened AS event_day, file, line
  FROM role AS r
 WHERE :municipality NOT IN (acting, residence, paying)
   AND EXISTS (SELECT 1 FROM staging_municipality_change AS m
                WHERE m.case_id = r.case_id
                  AND m.deleted_at IS NULL
                  AND :municipality IN (m.from_code, m.to_code))
UNION ALL
SELECT 'case_file', case_id, case_id, citizen_id, 'paying_municipality', paying, acting || ' eller ' || residence,
       'handle ' || acting || ', ophold ' || residence, opened, file, line
  FROM role AS r
 WHERE acting = :municipality
   AND paying NOT IN (acting, residence)
   AND acting <> residence
   AND NOT EXISTS (SELECT 1 FROM staging_municipality_change AS m
                    WHERE m.case_id = r.case_id
                      AND m.deleted_at IS NULL
                      AND r.paying IN (m.from_code, m.to_code))

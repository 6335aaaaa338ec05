-- id: H19
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Ingen bestemmelse; en bevilling har en pris og et antal
-- text_da: Bevillingens pris eller antal er nul eller negativt. Den tæller ikke i det forventede forbrug.
-- text_en: The price or quantity of the appropriation is zero or negative. It does not count in the expected cost.
-- who: sagsbehandler
-- reads: staging_appropriation
-- checks: staging_appropriation WHERE deleted_at IS NULL AND status = 'granted'
-- blames: unit_price_ore quantity
-- mend_da: Bevillingens pris og antal; koster indsatsen ikke noget, så slet bevillingen
-- mend_en: Price and quantity of the appropriation; where the measure costs nothing, delete the appropriation
-- by: 14

-- What is missing or no number is the reader's to tell.
SELECT 'appropriation' AS entity, appropriation_id AS record_key, NULL AS case_id,
       CASE WHEN CAST(unit_price_ore AS INTEGER) <= 0 THEN 'unit_price_ore' ELSE 'quantity' END AS field,
       CASE WHEN CAST(unit_price_ore AS INTEGER) <= 0 THEN (CAST(unit_price_ore AS INTEGER) / 100) || ' kr.' ELSE quantity END AS found,
       'over nul' AS expected, day(valid_from) AS event_day, file, line
  FROM staging_appropriation
 WHERE deleted_at IS NULL
   AND status = 'granted'
   AND (unit_price_ore GLOB '[-0-9]*' AND CAST(unit_price_ore AS INTEGER) <= 0
        OR quantity GLOB '[-0-9]*' AND CAST(quantity AS INTEGER) <= 0)

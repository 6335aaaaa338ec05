-- id: B02
-- version: 1
-- scope: record
-- consequence: record
-- kind: entry
-- legal: Leverance L231: UDL_NR med KOEN og FOEDDAG
-- text_da: Barnet har ikke et personnummer, men nuller, et erstatningsnummer eller et udenlandsk nummer. Så skal
--  fødselsdag og køn være udfyldt.
-- text_en: The child has no personal number but zeros, a replacement number or a foreign number. Then birth
--  date and sex must be given.
-- who: sagsbehandler
-- reads: staging_citizen
-- checks: staging_citizen WHERE deleted_at IS NULL
-- blames: birth_date sex
-- mend_da: Borgerens stamdata i fagsystemet: fødselsdag og køn
-- mend_en: The master data of the citizen in the case system: birth date and sex
-- by: 14

-- A replacement number has 60 added to the day, or letters in the last four places.
WITH stand_in AS MATERIALIZED (
	SELECT citizen_id, coalesce(pnr, foreign_no) AS number,
	       CASE WHEN pnr IS NULL THEN 'foreign_no' ELSE 'pnr' END AS given_as,
	       birth_date, sex, file, line
	  FROM staging_citizen
	 WHERE deleted_at IS NULL
	   AND unborn IS NOT '1'
	   AND (pnr = '0000000000'
	        OR pnr GLOB '[6789][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
	        OR pnr GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]*[A-Za-z]*'
	        OR (pnr IS NULL AND foreign_no IS NOT NULL))
)
SELECT 'citizen' AS entity, citizen_id AS record_key, citizen_id, 'birth_date' AS field,
       NULL AS found, 'en fødselsdag' AS expected, given_as || ' ' || mask(number) AS clash,
       file, line
  FROM stand_in
 WHERE birth_date IS NULL
UNION ALL
SELECT 'citizen', citizen_id, citizen_id, 'sex', NULL, 'et køn', given_as || ' ' || mask(number),
       file, line
  FROM stand_in
 WHERE sex IS NULL

-- id: B07
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: external
-- legal: Lov om Det Centrale Personregister, § 3; cpr-kontoret: et erstatningspersonnummer gælder kun i den organisation, der har dannet det
-- text_da: Barnet står med et erstatningsnummer, nuller eller et udenlandsk nummer, men CPR har et barn af samme forælder med samme
--  fødselsdag og køn, som ingen anden i fagsystemet er. Det er nok samme barn, og det indberettes under det rigtige nummer.
-- text_en: The child stands with a replacement number, zeros or a foreign number, but CPR has a child of the same parent with the same
--  birth date and sex who is nobody else in the case system. It is probably the same child, reported under the true number.
-- who: sagsbehandler
-- mend_da: Borgerens stamdata i fagsystemet: skriv personnummeret fra CPR
-- mend_en: The person's master data in the case system: write the number from CPR
-- by: 14
-- reads: staging_citizen staging_relation staging_cpr_person staging_cpr_parents
-- checks: staging_citizen WHERE deleted_at IS NULL AND unborn IS NOT '1' AND pnr_day(pnr) IS NULL AND day(birth_date) IS NOT NULL
-- blames: pnr foreign_no
-- param: days 90 dage, som nummeret i CPR har kunnet bruges

-- CPR does not say when a number was given: the later of birth and present status stands for it.
WITH
stand_in AS MATERIALIZED (
	SELECT citizen_id, pnr, foreign_no, day(birth_date) AS birth, sex, file, line
	  FROM staging_citizen
	 WHERE deleted_at IS NULL
	   AND unborn IS NOT '1'
	   AND pnr_day(pnr) IS NULL
	   AND day(birth_date) IS NOT NULL
	   AND (pnr = '0000000000' OR pnr IS NULL AND foreign_no IS NOT NULL
	        OR pnr GLOB '[6789][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
	        OR pnr GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]*[A-Za-z]*')
),
parent AS MATERIALIZED (
	SELECT r.citizen_id, r.adult_pnr
	  FROM staging_relation AS r
	 WHERE r.citizen_id IN (SELECT citizen_id FROM stand_in)
	   AND r.deleted_at IS NULL
	   AND r.kind IN ('mother', 'father')
),
-- Few: what CPR says of the children of these parents.
known (adult_pnr, pnr) AS MATERIALIZED (
	SELECT mother_pnr, pnr FROM staging_cpr_parents WHERE mother_pnr IN (SELECT adult_pnr FROM parent)
	UNION
	SELECT father_pnr, pnr FROM staging_cpr_parents WHERE father_pnr IN (SELECT adult_pnr FROM parent)
)
SELECT 'citizen' AS entity, s.citizen_id AS record_key, s.citizen_id,
       CASE WHEN s.pnr IS NULL THEN 'foreign_no' ELSE 'pnr' END AS field, mask(coalesce(s.pnr, s.foreign_no)) AS found,
       mask(min(p.pnr)) || ' (CPR)' AS expected, s.file, s.line
  FROM stand_in AS s
  JOIN parent AS a ON a.citizen_id = s.citizen_id
  JOIN known AS k ON k.adult_pnr = a.adult_pnr
  JOIN staging_cpr_person AS p ON p.pnr = k.pnr
 WHERE p.status < 30
   AND p.birth = s.birth
   AND p.birth_precision = 'day'
   AND p.sex = coalesce(s.sex, p.sex)
   AND max(p.birth, coalesce(p.status_from, p.birth)) < :as_of - :days
   AND p.pnr NOT IN (SELECT pnr FROM staging_citizen WHERE deleted_at IS NULL AND pnr IS NOT NULL)
 GROUP BY s.citizen_id

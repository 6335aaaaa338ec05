-- id: B01
-- version: 1
-- scope: field
-- consequence: record
-- kind: entry
-- legal: Lov om Det Centrale Personregister, § 3; formatkravet i leverancerne L201 og L231
-- text_da: Personnummeret er ikke ti cifre med en rigtig dato i det århundrede, som syvende ciffer siger.
--  Fejler kun kontrolcifferet (modulus 11), er det en oplysning, og kun hvis der er bedt om den: sådanne numre
--  tildeles siden 2007.
-- text_en: The personal number is not ten digits with a real date in the century that the seventh digit
--  says. Where only the check digit (modulus 11) fails it is information, and only when asked for: such
--  numbers are given out since 2007.
-- who: sagsbehandler
-- reads: staging_citizen staging_relation staging_posting staging_file
-- checks: staging_citizen WHERE deleted_at IS NULL AND pnr IS NOT NULL
-- checks: staging_citizen WHERE deleted_at IS NULL AND mother_pnr IS NOT NULL
-- checks: staging_relation WHERE deleted_at IS NULL
-- checks: staging_posting WHERE pnr IS NOT NULL
-- blames: adult_pnr mother_pnr pnr
-- mend_da: Personens stamdata i fagsystemet: personnummeret
-- mend_en: The master data of the person in the case system: the personal number
-- by: 14
-- param: check_digit 0 1: vis også numre, der kun fejler på kontrolcifferet

-- Only the child's own number stops a record. Ten zeros and replacement numbers (day + 60, or letters
-- in the last four) are for rule B02. Numbers of 1 January are known to fail the check digit.
WITH written (entity, record_key, case_id, citizen_id, field, pnr, stops, file, line) AS (
	SELECT 'citizen', citizen_id, NULL, citizen_id, 'pnr', pnr, 'record', file, line
	  FROM staging_citizen
	 WHERE deleted_at IS NULL
	   AND (pnr_day(pnr) IS NULL OR (:check_digit AND pnr_mod11(pnr) = 0)
	        OR pnr LIKE '______0000')
	UNION ALL
	SELECT 'citizen', citizen_id, NULL, citizen_id, 'mother_pnr', mother_pnr, 'answer', file, line
	  FROM staging_citizen
	 WHERE deleted_at IS NULL
	   AND (pnr_day(mother_pnr) IS NULL OR (:check_digit AND pnr_mod11(mother_pnr) = 0)
	        OR mother_pnr LIKE '______0000')
	UNION ALL
	SELECT 'relation', citizen_id || '/' || mask(adult_pnr) || '/' || kind || '/' || valid_from, NULL, citizen_id, 'adult_pnr', adult_pnr, 'answer',
	       file, line
	  FROM staging_relation
	 WHERE deleted_at IS NULL
	   AND (pnr_day(adult_pnr) IS NULL OR (:check_digit AND pnr_mod11(adult_pnr) = 0)
	        OR adult_pnr LIKE '______0000')
	UNION ALL
	SELECT 'posting', f.name || ':' || p.line, p.case_id, NULL, 'pnr', p.pnr, 'answer', p.file, p.line
	  FROM staging_posting AS p
	  LEFT JOIN staging_file AS f ON f.file = p.file
	 WHERE p.pnr IS NOT NULL
	   AND pnr_day(p.pnr) IS NULL
)
SELECT CASE WHEN pnr_day(pnr) IS NULL OR pnr LIKE '______0000' THEN stops ELSE 'info' END
               AS consequence,
       entity, record_key, case_id, citizen_id, field, mask(pnr) AS found,
       CASE WHEN pnr_day(pnr) IS NULL OR pnr LIKE '______0000' THEN 'et personnummer'
            ELSE 'kontrolciffer efter modulus 11' END AS expected,
       file, line
  FROM written
 WHERE pnr IS NOT NULL
   AND pnr <> '0000000000'
   AND pnr NOT GLOB '[6789][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
   AND pnr NOT GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]*[A-Za-z]*'
   AND (pnr NOT LIKE '0101%' OR pnr_day(pnr) IS NULL OR pnr LIKE '______0000')

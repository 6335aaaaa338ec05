-- id: B15
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: Lov om Det Centrale Personregister, § 3; databeskyttelsesforordningen, artikel 5, stk. 1, litra d (rigtighed)
-- text_da: To børn med samme mor er født med så få måneder imellem, at det ikke kan passe: den ene fødselsdag, det ene personnummer
--  eller den ene mor er forkert. Er et af børnene adopteret, så svar det.
-- text_en: Two children of the same mother are born so few months apart that it cannot be: one birth date, one number or one mother is
--  wrong. If one of the children is adopted, answer so.
-- who: sagsbehandler
-- mend_da: Barnets personnummer eller relationen til moderen i fagsystemet
-- mend_en: The child's number, or the relation to the mother, in the case system
-- by: 30
-- reads: staging_relation staging_citizen
-- checks: staging_relation WHERE deleted_at IS NULL AND kind = 'mother'
-- blames: adult_pnr
-- param: least 8 dage, som fødsler af tvillinger højst ligger fra hinanden
-- param: most 182 dage, som søskende mindst ligger fra hinanden

-- Both ends of what cannot be are outside it: 8 days are twins, 182 days are siblings. The one born last is named. The number
-- of the other child is not shown, only its id.
WITH
born AS (
	SELECT r.adult_pnr, r.valid_from, c.citizen_id, pnr_day(c.pnr) AS birth, r.file, r.line
	  FROM staging_relation AS r
	  JOIN staging_citizen AS c ON c.citizen_id = r.citizen_id
	 WHERE r.deleted_at IS NULL
	   AND r.kind = 'mother'
	   AND pnr_day(r.adult_pnr) IS NOT NULL
	   AND c.deleted_at IS NULL
	   AND c.unborn IS NOT '1'
	   AND pnr_day(c.pnr) IS NOT NULL
),
beside AS (
	SELECT *, lag(birth) OVER w AS before, lag(citizen_id) OVER w AS other
	  FROM born
	WINDOW w AS (PARTITION BY adult_pnr ORDER BY birth, citizen_id)
)
SELECT 'relation' AS entity, citizen_id || '/' || mask(adult_pnr) || '/mother/' || valid_from AS record_key, citizen_id, 'adult_pnr' AS field,
       'født ' || iso(birth) AS found, 'højst ' || :least || ' eller mindst ' || :most || ' dage efter ' || iso(before) AS expected,
       'citizen ' || other AS clash, file, line
  FROM beside
 WHERE birth - before > :least
   AND birth - before < :most
   AND citizen_id <> other

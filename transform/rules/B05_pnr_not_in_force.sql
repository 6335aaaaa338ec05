-- id: B05
-- version: 1
-- scope: record
-- consequence: answer
-- kind: external
-- legal: Lov om Det Centrale Personregister, § 3; cpr-kontorets beskrivelse af status 30, 50 og 60
-- text_da: Personnummeret er ukendt i CPR-udtrækket, eller det er annulleret eller afløst af et andet. Der
--  indberettes under det gældende nummer.
-- text_en: The personal number is unknown in the CPR extract, or it is annulled or replaced by another.
--  The number in force is reported.
-- who: sagsbehandler
-- reads: staging_citizen staging_cpr_person staging_cpr_former_pnr
-- checks: staging_citizen WHERE deleted_at IS NULL AND pnr_day(pnr) IS NOT NULL AND EXISTS (SELECT 1 FROM staging_cpr_person)
-- blames: pnr
-- mend_da: Borgerens stamdata i fagsystemet: det gældende personnummer
-- mend_en: The master data of the citizen in the case system: the personal number in force
-- by: 14

-- Without a CPR extract there is nothing to hold the numbers against, and the rule checks nothing. Four zeros are rule B01's.
WITH judged AS (
	SELECT c.citizen_id, c.pnr, c.file, c.line,
	       CASE WHEN p.status = 30 THEN 'annulleret'
	            WHEN p.status IN (50, 60) OR p.pnr_current <> c.pnr
	              OR (p.pnr IS NULL AND c.pnr IN (SELECT old_pnr FROM staging_cpr_former_pnr))
	            THEN 'afløst'
	            WHEN p.pnr IS NULL THEN 'ukendt' END AS why
	  FROM staging_citizen AS c
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE c.deleted_at IS NULL
	   AND pnr_day(c.pnr) IS NOT NULL
	   AND c.pnr NOT LIKE '______0000'
	   AND EXISTS (SELECT 1 FROM staging_cpr_person)
)
SELECT 'citizen' AS entity, citizen_id AS record_key, citizen_id, 'pnr' AS field,
       mask(pnr) || ' ' || why AS found, 'et gældende personnummer' AS expected, file, line
  FROM judged
 WHERE why IS NOT NULL

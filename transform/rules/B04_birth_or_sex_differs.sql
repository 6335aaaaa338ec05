-- id: B04
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Lov om Det Centrale Personregister, § 3
-- text_da: Fødselsdag eller køn i fagsystemet er ikke som i CPR eller, hvor CPR ikke kender barnet, som i
--  personnummeret.
-- text_en: Birth date or sex in the case system differs from CPR or, where CPR does not know the child, from the
--  personal number.
-- who: sagsbehandler
-- reads: staging_citizen staging_cpr_person
-- checks: staging_citizen WHERE deleted_at IS NULL AND pnr IS NOT NULL AND (birth_date IS NOT NULL OR sex IS NOT NULL)
-- blames: birth_date sex
-- mend_da: Borgerens stamdata i fagsystemet: fødselsdag og køn, som CPR har dem
-- mend_en: The master data of the citizen in the case system: birth date and sex as CPR has them
-- by: 14
WITH known AS (
	SELECT c.citizen_id, c.birth_date, c.sex, c.file, c.line, p.pnr IS NOT NULL AS in_cpr,
	       coalesce(CASE p.birth_precision WHEN 'day' THEN p.birth END, pnr_day(c.pnr)) AS birth,
	       coalesce(p.sex, pnr_sex(c.pnr)) AS true_sex
	  FROM staging_citizen AS c
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE c.deleted_at IS NULL
	   AND pnr_day(c.pnr) IS NOT NULL
)
SELECT 'citizen' AS entity, citizen_id AS record_key, citizen_id, 'birth_date' AS field,
       birth_date AS found, iso(birth) AS expected,
       CASE in_cpr WHEN 1 THEN 'CPR' ELSE 'personnummeret' END AS clash, file, line
  FROM known
 WHERE day(birth_date) <> birth
UNION ALL
SELECT 'citizen', citizen_id, citizen_id, 'sex', sex, true_sex,
       CASE in_cpr WHEN 1 THEN 'CPR' ELSE 'personnummeret' END, file, line
  FROM known
 WHERE sex IN ('M', 'K')
   AND sex <> true_sex

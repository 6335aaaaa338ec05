-- id: B12
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Leverance L201: FormynderCPRidentifikator
-- text_da: Et barn under 18 år med åben sag har ingen forælder eller værge med personnummer i fagsystemet eller CPR;
--  eller den voksne er barnet selv eller mindre end 12 år ældre. Indsatsen indberettes alligevel.
-- text_en: A child under 18 with an open case has no parent or guardian with a personal number in the case
--  system or CPR; or the adult is the child itself, or less than 12 years older. The measure is reported all the same.
-- who: sagsbehandler
-- reads: staging_citizen staging_case_file staging_relation staging_cpr_parents staging_cpr_custody
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL
-- blames: adult_pnr guardian
-- mend_da: Barnets relationer i fagsystemet: forældre og værge
-- mend_en: The relations of the child in the case system: parents and guardian
-- by: 30
-- param: years 12 år, som en forælder eller værge mindst er ældre end barnet
WITH
child AS MATERIALIZED (
	SELECT c.citizen_id, c.pnr, coalesce(pnr_day(c.pnr), day(c.birth_date)) AS birth, c.file, c.line
	  FROM staging_citizen AS c
	 WHERE c.deleted_at IS NULL
	   AND c.unborn IS NOT '1'
	   AND c.citizen_id IN (SELECT citizen_id FROM staging_case_file
	                         WHERE deleted_at IS NULL AND closed_on IS NULL)
	   AND coalesce(age(coalesce(pnr_day(c.pnr), day(c.birth_date)), :as_of), 0) < 18
)
SELECT 'citizen' AS entity, c.citizen_id AS record_key, c.citizen_id, 'guardian' AS field, NULL AS found,
       'en forælder eller værge' AS expected, NULL AS clash, c.file, c.line
  FROM child AS c
 WHERE NOT EXISTS (SELECT 1 FROM staging_relation AS r
                    WHERE r.citizen_id = c.citizen_id
                      AND r.deleted_at IS NULL
                      AND pnr_day(r.adult_pnr) IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM staging_cpr_parents AS a
                    WHERE a.pnr = c.pnr
                      AND (pnr_day(a.mother_pnr) IS NOT NULL OR pnr_day(a.father_pnr) IS NOT NULL))
   AND NOT EXISTS (SELECT 1 FROM staging_cpr_custody AS k
                    WHERE k.pnr = c.pnr AND pnr_day(k.holder_pnr) IS NOT NULL)
UNION ALL
SELECT 'relation', c.citizen_id || '/' || mask(r.adult_pnr) || '/' || r.kind || '/' || r.valid_from, c.citizen_id, 'adult_pnr', mask(r.adult_pnr),
       CASE WHEN r.adult_pnr = c.pnr THEN 'en anden end barnet'
            ELSE 'mindst ' || :years || ' år ældre end barnet' END,
       NULL, r.file, r.line
  FROM child AS c
  JOIN staging_relation AS r ON r.citizen_id = c.citizen_id
 WHERE r.deleted_at IS NULL
   AND (r.adult_pnr = c.pnr OR add_months(pnr_day(r.adult_pnr), 12 * :years) > c.birth)

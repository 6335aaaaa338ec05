-- id: B03
-- version: 1
-- scope: record
-- consequence: record
-- kind: entry
-- legal: Leverance L231: netop ét af CPR og UDL_NR
-- text_da: Barnet har både et personnummer og et udenlandsk nummer, eller ingen af dem. Har det begge, indberettes
--  personnummeret.
-- text_en: The child has both a personal number and a foreign number, or neither. With both, the personal number
--  is reported.
-- who: sagsbehandler
-- reads: staging_citizen
-- checks: staging_citizen WHERE deleted_at IS NULL AND unborn IS NOT '1'
-- blames: foreign_no pnr
-- mend_da: Borgerens stamdata i fagsystemet: ét nummer
-- mend_en: The master data of the citizen in the case system: one number
-- by: 14

-- Ten zeros are no number. An unborn child has neither.
SELECT CASE WHEN foreign_no IS NULL THEN 'record' ELSE 'answer' END AS consequence,
       'citizen' AS entity, citizen_id AS record_key, citizen_id,
       CASE WHEN foreign_no IS NULL THEN 'pnr' ELSE 'foreign_no' END AS field,
       CASE WHEN foreign_no IS NULL THEN 'intet nummer' ELSE mask(foreign_no) END AS found,
       CASE WHEN foreign_no IS NULL THEN 'personnummer eller udenlandsk nummer'
            ELSE 'kun ét af numrene' END AS expected,
       CASE WHEN foreign_no IS NOT NULL THEN mask(pnr) END AS clash, file, line
  FROM staging_citizen
 WHERE deleted_at IS NULL
   AND unborn IS NOT '1'
   AND (nullif(pnr, '0000000000') IS NULL) = (foreign_no IS NULL)

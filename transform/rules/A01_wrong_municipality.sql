-- id: A01
-- version: 2
-- scope: file
-- consequence: delivery
-- kind: conversion
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: den kommune, der har handlepligten, indberetter
-- text_da: Filen eller sagen hører til en anden kommune eller en anden tid end den, der indberettes
--  for. En sag skal have kommunen som handle-, opholds- eller betalingskommune, nu eller tidligere.
-- text_en: The file or case belongs to another municipality or another time than the one reported for. A
--  case must have the municipality as the acting, residence or paying one, now or before.
-- who: drift
-- reads: staging_file staging_case_file staging_municipality_change
-- checks: staging_file WHERE replaced_by IS NULL
-- checks: staging_case_file WHERE deleted_at IS NULL
-- blames: acting_municipality municipality produced
-- mend_da: Filen: hent den for egen kommune og rette dag. Sagen: kommunerollerne i fagsystemet
-- mend_en: The file: fetch that of the own municipality and day. The case: its municipality roles in the case system
-- by: 1

-- A file is made before or on the as-of day. A case of another municipality stops its records only.
SELECT 'delivery' AS consequence, 'file' AS entity, name AS record_key, NULL AS case_id,
       NULL AS citizen_id, 'municipality' AS field, municipality AS found, :municipality AS expected,
       file, NULL AS line
  FROM staging_file
 WHERE replaced_by IS NULL
   AND municipality <> :municipality
UNION ALL
SELECT 'delivery', 'file', name, NULL, NULL, 'produced', iso(produced), 'senest ' || iso(:as_of),
       file, NULL
  FROM staging_file
 WHERE replaced_by IS NULL
   AND produced > :as_of
UNION ALL
SELECT 'record', 'case_file', case_id, case_id, citizen_id, 'acting_municipality',
       acting_municipality, :municipality, file, line
  FROM staging_case_file
 WHERE deleted_at IS NULL
   AND acting_municipality IS NOT :municipality
   AND residence_municipality IS NOT :municipality
   AND paying_municipality IS NOT :municipality
   AND NOT EXISTS (SELECT 1 FROM staging_municipality_change AS m
                    WHERE m.case_id = staging_case_file.case_id
                      AND m.deleted_at IS NULL
                      AND :municipality IN (m.from_code, m.to_code))

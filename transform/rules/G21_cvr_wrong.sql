-- id: G21
-- version: 1
-- scope: field
-- consequence: answer
-- kind: entry
-- legal: CVR-loven § 5; Erhvervsstyrelsen: modulus 11 med vægtene 2 7 6 5 4 3 2 1
-- text_da: CVR-nummeret har ikke otte cifre med det rigtige kontrolciffer.
-- text_en: The CVR number does not have eight digits with the right check digit.
-- who: sagsbehandler eller leverandør
-- reads: staging_facility staging_measure
-- checks: staging_facility WHERE cvr IS NOT NULL
-- checks: staging_measure WHERE deleted_at IS NULL AND provider_cvr IS NOT NULL
-- blames: cvr provider_cvr
-- mend_da: Leverandørens CVR-nummer, hvor det er skrevet
-- mend_en: The CVR number of the provider, where it was written
-- by: 30

-- P numbers are not tested: part of the series was issued with wrong weights.
SELECT 'facility' AS entity, facility_id AS record_key, NULL AS case_id, 'cvr' AS field, cvr AS found,
       'et CVR-nummer' AS expected, file, line
  FROM staging_facility
 WHERE cvr IS NOT NULL
   AND NOT cvr_ok(cvr)
UNION ALL
SELECT 'measure', measure_id, case_id, 'provider_cvr', provider_cvr, 'et CVR-nummer', file,
       line
  FROM staging_measure
 WHERE deleted_at IS NULL
   AND provider_cvr IS NOT NULL
   AND NOT cvr_ok(provider_cvr)

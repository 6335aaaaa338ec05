-- id: E05
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 20; før 2024 SEL § 50: undersøgelsen er en helhedsvurdering af barnets forhold
-- text_da: Undersøgelsen har en konklusion, og der er ikke registreret et eneste forhold, som den har belyst.
-- text_en: The examination has a conclusion, and not one area that it covers is entered.
-- who: sagsbehandler
-- reads: staging_examination staging_examination_domain staging_case_file
-- blames: conclusion
-- checks: staging_examination WHERE deleted_at IS NULL AND kind = 'boernefaglig' AND conclusion IS NOT NULL
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Undersøgelsens forhold (ICS-trekanten) i fagsystemet
-- mend_en: The areas (ICS triangle) of the examination in the case system
-- by: 30

SELECT 'examination' AS entity, x.examination_id AS record_key, x.case_id, c.citizen_id, 'conclusion' AS field,
       x.conclusion || ', ingen forhold' AS found, 'mindst ét forhold' AS expected, day(x.concluded_on) AS event_day, x.file, x.line
  FROM staging_examination AS x
  LEFT JOIN staging_case_file AS c ON c.case_id = x.case_id
 WHERE x.deleted_at IS NULL
   AND x.kind = 'boernefaglig'
   AND x.conclusion <> 'stopped'
   AND day(x.concluded_on) >= :as_of - :back
   AND NOT EXISTS (SELECT 1 FROM staging_examination_domain AS d
                    WHERE d.examination_id = x.examination_id AND d.deleted_at IS NULL)

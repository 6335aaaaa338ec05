-- id: E10
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: BL § 20, stk. 3; før 2024 SEL § 50: de 4 måneder løber, fra kommunen blev opmærksom på behovet
-- text_da: Kommunen er noteret opmærksom på behovet efter den dag, undersøgelsen begyndte. Fristen på 4 måneder regnes
--  da for sent.
-- text_en: The municipality is noted as aware of the need after the day the examination began. The four months are then
--  counted too late.
-- who: sagsbehandler
-- reads: staging_examination staging_case_file
-- blames: aware_on
-- checks: staging_examination WHERE deleted_at IS NULL
-- mend_da: Dagen, kommunen blev opmærksom, på undersøgelsen i fagsystemet
-- mend_en: The day the municipality became aware, on the examination in the case system
-- by: 14

-- The same day is no fault.
SELECT 'examination' AS entity, x.examination_id AS record_key, x.case_id, c.citizen_id, 'aware_on' AS field,
       x.aware_on AS found, 'senest ' || x.started_on AS expected, day(x.started_on) AS event_day, x.file, x.line
  FROM staging_examination AS x
  LEFT JOIN staging_case_file AS c ON c.case_id = x.case_id
 WHERE x.deleted_at IS NULL
   AND day(x.aware_on) > day(x.started_on)

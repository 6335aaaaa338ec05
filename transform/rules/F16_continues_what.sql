-- id: F16
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet, L231: ORIGIN_INDSATSFORLOEB_ID
-- text_da: Indsatsen fortsætter en anden, men den anden er den selv, et andet barns, en anden paragrafs eller begynder
--  ikke før den.
-- text_en: The measure continues another one, but that one is itself, another child's, of another paragraph, or does
--  not begin before it.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file codelist
-- blames: origin_measure_id
-- checks: staging_measure WHERE deleted_at IS NULL AND origin_measure_id IS NOT NULL
-- mend_da: Hvad indsatsen fortsætter, i fagsystemet
-- mend_en: What the measure continues, in the case system
-- by: 14

-- One that does not exist is told by the check of the store. Kinds apart: another code is no continuation, if both are in the lists.
SELECT 'measure' AS entity, m.measure_id AS record_key, m.case_id, c.citizen_id, 'origin_measure_id' AS field,
       m.origin_measure_id || CASE WHEN o.measure_id = m.measure_id THEN ' (den selv)' WHEN k.citizen_id <> c.citizen_id THEN ' (et andet barn)'
                                   WHEN o.code <> m.code THEN ' (kode ' || o.code || ')' ELSE ' (begynder ' || o.started_on || ')' END
               AS found,
       'en tidligere indsats for barnet med kode ' || m.code AS expected, 'begyndt ' || m.started_on AS clash,
       day(m.started_on) AS event_day, m.file, m.line
  FROM staging_measure AS m
  JOIN staging_measure AS o ON o.measure_id = m.origin_measure_id
  JOIN staging_case_file AS c ON c.case_id = m.case_id
  JOIN staging_case_file AS k ON k.case_id = o.case_id
 WHERE m.deleted_at IS NULL
   AND (o.measure_id = m.measure_id
        OR k.citizen_id <> c.citizen_id
        OR o.code <> m.code AND 2 = (SELECT count(DISTINCT code) FROM codelist
                                      WHERE list IN ('pgf', 'handicapindsats') AND code IN (o.code, m.code))
        OR day(o.started_on) >= day(m.started_on))

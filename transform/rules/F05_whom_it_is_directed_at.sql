-- id: F05
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, støttende indsatser: koderne skelner mellem familierettede og personrettede indsatser
-- text_da: Indsatsen er registreret som familierettet med en kode, der er rettet mod barnet, eller omvendt.
-- text_en: The measure is entered as directed at the family with a code directed at the child, or the other way round.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file codelist_attr
-- blames: family_directed
-- checks: staging_measure WHERE deleted_at IS NULL AND kind = 'support'
-- mend_da: Indsatsens kode, eller familierettet, i fagsystemet
-- mend_en: The code of the measure, or directed at the family, in the case system
-- by: 30

-- Codes of which the list says either are not judged.
SELECT 'measure' AS entity, m.measure_id AS record_key, m.case_id, c.citizen_id, 'family_directed' AS field,
       CASE m.family_directed WHEN '1' THEN '1 (familierettet)' ELSE '0 (personrettet)' END AS found,
       CASE a.value WHEN 'family' THEN '1 (familierettet)' ELSE '0 (personrettet)' END AS expected,
       'kode ' || m.code AS clash, day(m.started_on) AS event_day, m.file, m.line
  FROM staging_measure AS m
  JOIN codelist_attr AS a ON a.list = 'pgf' AND a.name = 'directed' AND a.code = m.code
  LEFT JOIN staging_case_file AS c ON c.case_id = m.case_id
 WHERE m.deleted_at IS NULL
   AND m.kind = 'support'
   AND ((a.value = 'person' AND m.family_directed = '1') OR (a.value = 'family' AND m.family_directed = '0'))

-- id: F02
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet (BEK nr. 1295 af 14/11/2023) § 1: kodelisterne i L201
--  og L231
-- text_da: Koden findes, men hører ikke til den leverance, indsatsens art sendes i. Indsatsen bliver ikke indberettet.
-- text_en: The code exists, but does not belong to the delivery that the kind of measure is sent in. The measure is not
--  reported.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file codelist codelist_attr
-- blames: code
-- checks: staging_measure WHERE deleted_at IS NULL AND kind IN ('support', 'disability')
-- with: reported
-- mend_da: Indsatsens art og kode i fagsystemet
-- mend_en: The kind and code of the measure in the case system
-- by: 7

-- A code that is in no list is rule A07's.
SELECT 'measure' AS entity, m.measure_id AS record_key, m.case_id, c.citizen_id, 'code' AS field, m.code AS found,
       CASE m.kind WHEN 'support' THEN 'en kode i L201' ELSE 'en kode i L231' END AS expected, CASE m.kind WHEN 'support' THEN 'art støttende indsats' ELSE 'art handicapindsats' END AS clash,
       day(m.started_on) AS event_day, m.file, m.line
  FROM staging_measure AS m
  LEFT JOIN reported AS s ON s.kind = m.kind AND s.code = m.code
  LEFT JOIN staging_case_file AS c ON c.case_id = m.case_id
 WHERE m.deleted_at IS NULL
   AND m.kind IN ('support', 'disability')
   AND s.code IS NULL
   AND m.code IN (SELECT code FROM codelist WHERE list IN ('pgf', 'handicapindsats'))

-- id: ISBU02
-- text_da: Børn og unge, der modtager indsatser og støtte i året, efter kommune og indsats
-- text_en: Children and young people receiving measures in the year by municipality and measure
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 30-32, 35, 38, 39, 45, 53, 54,
--  75, 81, 114, 115, 118, 127 og 130, LBU §§ 12 og 13; før 2024 serviceloven §§ 11, 52, 52 a, 54-55, 57 a-c og 76
-- report: approval-bu
-- kind: flow
-- unit: antal
-- since: 2015
-- note_da: Børn og unge med mindst én støttende indsats i året. Et barn tæller én gang i hver kode, hver gruppe (5,
--  6, 7) og i alt (2); koderne og grupperne kan derfor ikke lægges sammen. Handicapindsatser er ikke med. Aktiv i
--  året: mindst én dag fra 1. januar til 31. december, første og sidste dag medregnet; en engangsydelse er aktiv den
--  dag, den gives. 0-22 år; alderen er den 31. december. Kommunen tæller den del af en indsats, hvor den er
--  handlekommune, som i indberetningen L201; også de indsatser, indberetningen holder tilbage. En kode, der ikke
--  findes længere, tæller kun i 5, 6 eller 7 og i alt.
-- note_en: Children and young people with at least one support measure in the year. A child counts once in each
--  code, each group (5, 6, 7) and in the total (2); so codes and groups cannot be summed. Disability measures are
--  left out. Active in the year: at least one day from 1 January to 31 December, first and last day included; a
--  single payment is active on its day. Aged 0-22; age is that of 31 December. The municipality counts the part of a
--  measure in which it has the duty to act, as return L201 does; also the measures the return holds back. A code that
--  no longer exists counts in 5, 6 or 7 and in the total only.
-- assumed_da: At alderen er den 31. december, og at en ung, der er fyldt 23 år inden da, ikke er med, er udledt af
--  anbringelsestabellerne. Rækkefølgen af koderne er udledt.
-- assumed_en: That age is that of 31 December, and that a young person who is 23 by then is left out, is worked out
--  from the tables of placements. The order of the codes is worked out.
-- reads: fact_supported fact_citizen codelist
-- with: valid helped supported
-- dim: KOMMUNEDK municipality one:municipality label:Kommune=Municipality
-- dim: INDSATSER code list:statbank_indsats total:2=Børn og unge, der modtager indsatser, i alt=Children receiving
--  measures in all label:Indsats=Measure
SELECT part AS code, child AS counted, citizen_id, case_id,
       'measure' AS entity, measure_id AS record_key
  FROM supported
UNION ALL
SELECT code, child, citizen_id, case_id, 'measure', measure_id
  FROM supported
 WHERE code IN (SELECT code FROM valid WHERE list = 'statbank_indsats')

-- id: ISBU01
-- text_da: Aktive indsatser og støtte til børn og unge i året efter kommune og indsats
-- text_en: Measures for children and young people active in the year by municipality and measure
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 30-32, 35, 38, 39, 45, 53, 54,
--  75, 81, 114, 115, 118, 127 og 130, LBU §§ 12 og 13; før 2024 serviceloven §§ 11, 52, 52 a, 54-55, 57 a-c og 76
-- report: approval-bu
-- kind: flow
-- unit: antal
-- since: 2015
-- note_da: Støttende indsatser (koder i PGF med virkning fra den dag, indsatsen begyndte), registreret pr. barn: en
--  indsats til en familie med fem børn er fem. Handicapindsatser er ikke med. Aktiv i året: mindst én dag fra 1.
--  januar til 31. december, første og sidste dag medregnet; en engangsydelse er aktiv den dag, den gives. 0-22 år;
--  alderen er den 31. december. Kommunen tæller den del af en indsats, hvor den er handlekommune, som i
--  indberetningen L201; også de indsatser, indberetningen holder tilbage. 5 er tidligt forebyggende, 6 serviceloven
--  eller barnets lov, 7 lov om bekæmpelse af ungdomskriminalitet; de lægges sammen til 3. En kode, der ikke findes
--  længere, tæller kun i 5, 6 eller 7 og i alt.
-- note_en: Support measures (codes of PGF in force on the day the measure began), registered by child: a measure for
--  a family of five children is five. Disability measures are left out. Active in the year: at least one day from 1
--  January to 31 December, first and last day included; a single payment is active on its day. Aged 0-22; age is that
--  of 31 December. The municipality counts the part of a measure in which it has the duty to act, as return L201
--  does; also the measures the return holds back. 5 is early prevention, 6 the Social Services Act or the Act on the
--  Child, 7 the Act on Preventing Youth Crime; they add to 3. A code that no longer exists counts in 5, 6 or 7 and in
--  the total only.
-- assumed_da: At alderen er den 31. december, og at en ung, der er fyldt 23 år inden da, ikke er med, er udledt af
--  anbringelsestabellerne. Rækkefølgen af koderne er udledt.
-- assumed_en: That age is that of 31 December, and that a young person who is 23 by then is left out, is worked out
--  from the tables of placements. The order of the codes is worked out.
-- reads: fact_supported fact_citizen codelist
-- with: valid helped supported
-- dim: KOMMUNEDK municipality one:municipality label:Kommune=Municipality
-- dim: INDSATSER code list:statbank_indsats total:3=Indsatser og støtte i alt=Measures and support in all
--  label:Indsats=Measure
SELECT part AS code, record AS counted, citizen_id, case_id,
       'measure' AS entity, measure_id AS record_key
  FROM supported
UNION ALL
SELECT code, record, citizen_id, case_id, 'measure', measure_id
  FROM supported
 WHERE code IN (SELECT code FROM valid WHERE list = 'statbank_indsats')

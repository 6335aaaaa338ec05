-- id: ISBU03
-- text_da: Iværksatte indsatser og støtte til børn og unge i året efter landsdel og indsats
-- text_en: Measures for children and young people started in the year by region and measure
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 30-32, 35, 38, 39, 45, 53, 54,
--  75, 81, 114, 115, 118, 127 og 130, LBU §§ 12 og 13; før 2024 serviceloven §§ 11, 52, 52 a, 54-55, 57 a-c og 76
-- report: approval-bu
-- kind: flow
-- unit: antal
-- since: 2015
-- note_da: Støttende indsatser (koder i PGF med virkning fra den dag, indsatsen begyndte), registreret pr. barn: en
--  indsats til en familie med fem børn er fem. Handicapindsatser er ikke med. Iværksat i året: den første dag ligger
--  i året. 0-22 år; alderen er den 31. december. Kommunen tæller den del af en indsats, hvor den er handlekommune,
--  som i indberetningen L201; også de indsatser, indberetningen holder tilbage. En indsats, kommunen har overtaget,
--  er iværksat den dag, kommunen blev handlekommune. 5 er tidligt forebyggende, 6 serviceloven eller barnets lov, 7
--  lov om bekæmpelse af ungdomskriminalitet; de lægges sammen til 4. StatBanks tabel er for landsdele; her er
--  kommunens andel af sin landsdel.
-- note_en: Support measures (codes of PGF in force on the day the measure began), registered by child: a measure for
--  a family of five children is five. Disability measures are left out. Started in the year: its first day is in the
--  year. Aged 0-22; age is that of 31 December. The municipality counts the part of a measure in which it has the
--  duty to act, as return L201 does; also the measures the return holds back. A measure the municipality has taken
--  over is started on the day it got the duty to act. 5 is early prevention, 6 the Social Services Act or the Act on
--  the Child, 7 the Act on Preventing Youth Crime; they add to 4. StatBank's table is of regions; here is the
--  municipality's share of its region.
-- assumed_da: At alderen er den 31. december, og at en ung, der er fyldt 23 år inden da, ikke er med, er udledt af
--  anbringelsestabellerne.
-- assumed_en: That age is that of 31 December, and that a young person who is 23 by then is left out, is worked out
--  from the tables of placements.
-- reads: fact_supported fact_citizen
-- dim: LANDSDEL municipality one:municipality label:Landsdel, kommunens andel=Region, the municipality's share
-- dim: INDSATSER part words:5=Tidligt forebyggende indsatser efter serviceloven eller barnets lov=Early preventive
--  measures|6=Indsatser og støtte efter serviceloven eller barnets lov=Measures under the Social Services Act or the
--  Act on the Child|7=Indsatser efter lov om bekæmpelse af ungdomskriminalitet=Measures under the Act on Preventing
--  Youth Crime total:4=Iværksatte støttende indsatser i alt=Measures started in all label:Indsats=Measure
SELECT m.part, m.record AS counted, m.citizen_id, m.case_id,
       'measure' AS entity, m.measure_id AS record_key
  FROM fact_supported AS m
  JOIN fact_citizen AS b ON b.citizen_id = m.citizen_id
 WHERE m.kind = 'support'
   AND m.first BETWEEN :first AND :last
   AND (b.unborn OR b.birth IS NULL OR age(b.birth, :last) <= 22)

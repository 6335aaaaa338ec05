-- id: ISBU04
-- text_da: Aktive indsatser og støtte til børn og unge 31. december efter landsdel, indsats, alder og køn
-- text_en: Measures for children and young people active on 31 December by region, measure, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 30-32, 35, 38, 39, 45, 53, 54,
--  75, 81, 114, 115, 118, 127 og 130, LBU §§ 12 og 13; før 2024 serviceloven §§ 11, 52, 52 a, 54-55, 57 a-c og 76
-- report: approval-bu
-- kind: stock
-- unit: antal
-- since: 2015
-- note_da: Støttende indsatser (koder i PGF med virkning fra den dag, indsatsen begyndte), registreret pr. barn: en
--  indsats til en familie med fem børn er fem. Handicapindsatser er ikke med. Aktiv 31. december: begyndt og ikke
--  slut før den dag; en indsats, der slutter 31. december, er med. 0-22 år; alderen er den 31. december. Kommunen
--  tæller den del af en indsats, hvor den er handlekommune, som i indberetningen L201; også de indsatser,
--  indberetningen holder tilbage. 5 er tidligt forebyggende, 6 serviceloven eller barnets lov, 7 lov om bekæmpelse af
--  ungdomskriminalitet; de lægges sammen til 3. StatBanks tabel er for landsdele; her er kommunens andel af sin
--  landsdel.
-- note_en: Support measures (codes of PGF in force on the day the measure began), registered by child: a measure for
--  a family of five children is five. Disability measures are left out. Active on 31 December: begun, and not ended
--  before that day; a measure that ends on 31 December is in. Aged 0-22; age is that of 31 December. The municipality
--  counts the part of a measure in which it has the duty to act, as return L201 does; also the measures the return
--  holds back. 5 is early prevention, 6 the Social Services Act or the Act on the Child, 7 the Act on Preventing
--  Youth Crime; they add to 3. StatBank's table is of regions; here is the municipality's share of its region.
-- assumed_da: At alderen er den 31. december, og at en ung, der er fyldt 23 år inden da, ikke er med, er udledt af
--  anbringelsestabellerne.
-- assumed_en: That age is that of 31 December, and that a young person who is 23 by then is left out, is worked out
--  from the tables of placements.
-- reads: fact_supported fact_citizen
-- with: helped supported
-- dim: LANDSDEL municipality one:municipality label:Landsdel, kommunens andel=Region, the municipality's share
-- dim: INDSATSER part words:5=Tidligt forebyggende indsatser efter serviceloven eller barnets lov=Early preventive
--  measures|6=Indsatser og støtte efter serviceloven eller barnets lov=Measures under the Social Services Act or the
--  Act on the Child|7=Indsatser efter lov om bekæmpelse af ungdomskriminalitet=Measures under the Act on Preventing
--  Youth Crime total:3=Indsatser og støtte i alt=Measures and support in all label:Indsats=Measure
-- dim: ALDER age words:0005=0-5 år=0-5 years|0611=6-11 år=6-11 years|1217=12-17 år=12-17 years|1800=18 år og
--  derover=18 years and over|999=Uoplyst alder=Age not stated total:IALT=Alder i alt=All ages label:Alder=Age
-- dim: KON sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT m.part,
       CASE WHEN m.age <= 5 THEN '0005' WHEN m.age <= 11 THEN '0611' WHEN m.age <= 17 THEN '1217'
            WHEN m.age <= 22 THEN '1800' ELSE '999' END AS age,
       coalesce(m.sex, '9') AS sex, m.record AS counted, m.citizen_id, m.case_id,
       'measure' AS entity, m.measure_id AS record_key
  FROM supported AS m
 WHERE m.still

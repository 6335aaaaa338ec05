-- id: ANBAAR2
-- text_da: Anbragte børn og unge 31. december efter foranstaltning, alder og køn
-- text_en: Children and young people placed on 31 December by legal basis, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 46, 47, 49, 62, 67, 114, 120, 143
--  og 151, LBU § 14; før 2024 serviceloven §§ 52, 58, 65, 75, 76 og 76 a
-- report: approval-anb
-- kind: stock
-- unit: antal
-- since: 2011
-- note_da: Børn og unge på 0-22 år, der er anbragt 31. december, hvert barn én gang. Alderen er den 31. december.
--  Kommunen tæller de børn, den er handlekommune for den dag. Et forløb, der slutter 31. december, er ikke med. Har
--  et barn fejlagtigt flere åbne forløb, gælder det senest begyndte. Lovgrundlag efter serviceloven og barnets lov
--  står under samme kode (101-113); 114 og 115 findes fra 2024. Grundlaget er det, der gjaldt 31. december, også når
--  det er afgjort under anbringelsen. StatBank giver både alle aldre og 0 år koden 0; her hedder alle aldre IALT.
--  StatBanks tabel er for hele landet; her er kommunens andel af den.
-- note_en: Children and young people aged 0-22 placed on 31 December, each once. Age is that of 31 December. The
--  municipality counts the children it has the duty to act for that day. A spell that ends on 31 December is left
--  out. Where a child has several open spells by mistake, the one begun last counts. Legal bases under the Social
--  Services Act and the Act on the Child have the same code (101-113); 114 and 115 exist from 2024. The basis is the
--  one in force on 31 December, also when decided during the placement. StatBank gives both all ages and age 0 the
--  code 0; here all ages is IALT. StatBank's table is of the whole country; here is the municipality's share of it.
-- assumed_da: Om et forløb, der slutter 31. december, tæller i beholdningen, er ikke fundet; registret kalder dagen
--  den sidste, og her er barnet ikke anbragt ved dens udgang. Et ufødt barn 31. december står med uoplyst alder.
--  Registrets koder 1-15 er sat lig 101-115, fordi numrene og teksterne stemmer.
-- assumed_en: Whether a spell that ends on 31 December is in the stock was not found; the register calls it the last
--  day, and here the child is not placed when it is over. A child unborn on 31 December stands with age not stated.
--  The codes 1-15 of the register are taken as 101-115, since numbers and texts agree.
-- reads: fact_placed fact_citizen codelist codelist_attr
-- with: valid published placed
-- dim: FORAN basis list:statbank_grundlag.detail=1 total:0 label:Foranstaltning=Legal basis
-- dim: ALDER1 age range:0..22 words:999=Uoplyst alder=Age not stated total:IALT=Alder i alt=All ages label:Alder=Age
-- dim: KON sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT coalesce(g.published, '99') AS basis,
       coalesce(CAST(p.age AS TEXT), '999') AS age,
       coalesce(p.sex, '9') AS sex,
       p.child AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM placed AS p
  LEFT JOIN published AS g ON g.list = 'grundlag' AND g.code = p.basis
 WHERE p.nr = 1
   AND coalesce(p.age, 0) <= 22

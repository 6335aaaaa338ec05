-- id: ANBAAR9
-- text_da: Anbragte børn og unge 31. december efter kommune og alder
-- text_en: Children and young people placed on 31 December by municipality and age
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 46, 47, 49, 62, 67, 114, 120, 143
--  og 151, LBU § 14; før 2024 serviceloven §§ 52, 58, 65, 75, 76 og 76 a
-- report: approval-anb
-- kind: stock
-- unit: antal
-- since: 2011
-- note_da: Børn og unge på 0-22 år, der er anbragt 31. december, hvert barn én gang. Alderen er den 31. december.
--  Kommunen tæller de børn, den er handlekommune for den dag. Et forløb, der slutter 31. december, er ikke med. Har
--  et barn fejlagtigt flere åbne forløb, gælder det senest begyndte.
-- note_en: Children and young people aged 0-22 placed on 31 December, each once. Age is that of 31 December. The
--  municipality counts the children it has the duty to act for that day. A spell that ends on 31 December is left
--  out. Where a child has several open spells by mistake, the one begun last counts.
-- assumed_da: Om et forløb, der slutter 31. december, tæller i beholdningen, er ikke fundet; registret kalder dagen
--  den sidste, og her er barnet ikke anbragt ved dens udgang. Et ufødt barn 31. december står med uoplyst alder.
-- assumed_en: Whether a spell that ends on 31 December is in the stock was not found; the register calls it the last
--  day, and here the child is not placed when it is over. A child unborn on 31 December stands with age not stated.
-- reads: fact_placed fact_citizen
-- with: placed
-- dim: ADMKOM municipality one:municipality label:Administrationskommune=Administrative municipality
-- dim: ALERAMS age words:9917=0-17 år=0-17 years|1822=18-22 år=18-22 years|999=Uoplyst alder=Age not stated total:0
--  label:Alder=Age
SELECT CASE WHEN p.age <= 17 THEN '9917' WHEN p.age <= 22 THEN '1822' ELSE '999' END AS age,
       p.child AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM placed AS p
 WHERE p.nr = 1
   AND coalesce(p.age, 0) <= 22

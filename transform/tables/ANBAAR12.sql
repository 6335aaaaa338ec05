-- id: ANBAAR12
-- text_da: Anbragte børn og unge 31. december efter kommune og anbringelsessted
-- text_en: Children and young people placed on 31 December by municipality and type of place
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; barnets lov §§ 46, 47, 49, 62, 67, 114, 120, 143
--  og 151, LBU § 14; før 2024 serviceloven §§ 52, 58, 65, 75, 76 og 76 a
-- report: approval-anb
-- kind: stock
-- unit: antal
-- since: 2011
-- note_da: Børn og unge på 0-22 år, der er anbragt 31. december, hvert barn én gang. Alderen er den 31. december.
--  Kommunen tæller de børn, den er handlekommune for den dag. Et forløb, der slutter 31. december, er ikke med. Har
--  et barn fejlagtigt flere åbne forløb, gælder det senest begyndte. Stedets type er registrets (ANSTED_KLAS) oversat
--  til StatBanks; numrene er ikke de samme: registrets 21 er almen plejefamilie, StatBanks 21 almindelig.
-- note_en: Children and young people aged 0-22 placed on 31 December, each once. Age is that of 31 December. The
--  municipality counts the children it has the duty to act for that day. A spell that ends on 31 December is left
--  out. Where a child has several open spells by mistake, the one begun last counts. The type of place is that of the
--  register (ANSTED_KLAS) turned into StatBank's; the numbers differ: 21 is a general foster family in the register,
--  an ordinary one in StatBank.
-- assumed_da: Om et forløb, der slutter 31. december, tæller i beholdningen, er ikke fundet; registret kalder dagen
--  den sidste, og her er barnet ikke anbragt ved dens udgang. Et ufødt barn 31. december står med uoplyst alder.
--  Oversættelsen af stedtyper er udledt af teksterne (kodelisten ansted); sygehus står som uoplyst.
-- assumed_en: Whether a spell that ends on 31 December is in the stock was not found; the register calls it the last
--  day, and here the child is not placed when it is over. A child unborn on 31 December stands with age not stated.
--  The mapping of types of place is worked out from the texts (code list ansted); hospital stands as not stated.
-- reads: fact_placed fact_citizen codelist codelist_attr
-- with: valid published placed
-- dim: ADMKOM municipality one:municipality label:Administrationskommune=Administrative municipality
-- dim: ANBRINGELSE place list:statbank_ansted total:0 label:Anbringelsessted=Type of place
SELECT coalesce(t.published, '99') AS place,
       p.child AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM placed AS p
  LEFT JOIN published AS t ON t.list = 'ansted' AND t.code = p.place_type
 WHERE p.nr = 1
   AND coalesce(p.age, 0) <= 22

-- id: AST-A4
-- text_da: Anbragte 0-17-årige ved årets udgang efter anbringelsessted, alder og køn
-- text_en: Children aged 0-17 placed at the end of the year by type of place, age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: stock
-- unit: antal
-- since: 2018
-- note_da: Børn, der er anbragt 31. december, hvert én gang, efter registrets stedtyper (ANSTED_KLAS). Et
--  forløb, der slutter den dag, er ikke med. Alderen er den 31. december. Som ANBAAR15, men kun 0-17 år og ikke
--  oversat til StatBanks stedtyper.
-- note_en: Children placed on 31 December, each once, by the types of place of the register (ANSTED_KLAS). A
--  spell that ends that day is left out. Age is that of 31 December. As ANBAAR15, but 0-17 only and not turned
--  into the types of StatBank.
-- assumed_da: Ankestyrelsens og Danmarks Statistiks tal for samme dag er forskellige; forskellen er ikke
--  beskrevet. Her er de ens, på nær aldersgruppen.
-- assumed_en: The figures of the Appeals Board and of Statistics Denmark for the same day differ; how is not
--  described. Here they are the same, but for the age group.
-- reads: fact_placed fact_citizen codelist
-- with: valid placed
-- dim: ANSTED_KLAS place list:ansted total:0 label:Anbringelsessted=Type of place
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..17 words:999=Uoplyst alder=Age not stated total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN p.place_type IN (SELECT code FROM valid WHERE list = 'ansted')
            THEN p.place_type ELSE '99' END AS place,
       CASE WHEN p.before_birth THEN 'U0' WHEN p.age IS NULL THEN '999' ELSE CAST(p.age AS TEXT) END AS age,
       coalesce(p.sex, '9') AS sex,
       p.child AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM placed AS p
 WHERE p.nr = 1
   AND coalesce(p.age, 0) <= 17

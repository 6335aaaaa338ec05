-- id: AST-B2
-- text_da: 18-22-årige i døgnophold ved årets udgang efter anbringelsessted, alder og køn
-- text_en: Young people aged 18-22 in 24-hour stays at the end of the year by type of place, age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: stock
-- unit: antal
-- since: 2018
-- note_da: Unge, der er fyldt 18 år og er i døgnophold 31. december, hver én gang, efter registrets stedtyper.
--  Et forløb, der slutter den dag, er ikke med.
-- note_en: Young people of 18 or more in a 24-hour stay on 31 December, each once, by the types of place of the
--  register. A stay that ends that day is left out.
-- assumed_da: Ankestyrelsens og Danmarks Statistiks tal for samme dag er forskellige; forskellen er ikke
--  beskrevet. Her er de ens, på nær aldersgruppen.
-- assumed_en: The figures of the Appeals Board and of Statistics Denmark for the same day differ; how is not
--  described. Here they are the same, but for the age group.
-- reads: fact_placed fact_citizen codelist
-- with: valid placed
-- dim: ANSTED_KLAS place list:ansted total:0 label:Anbringelsessted=Type of place
-- dim: ALDER age range:18..22 total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN p.place_type IN (SELECT code FROM valid WHERE list = 'ansted')
            THEN p.place_type ELSE '99' END AS place,
       CAST(p.age AS TEXT) AS age,
       coalesce(p.sex, '9') AS sex,
       p.child AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM placed AS p
 WHERE p.nr = 1
   AND p.age BETWEEN 18 AND 22

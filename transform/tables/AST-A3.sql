-- id: AST-A3
-- text_da: Iværksatte anbringelser af 0-17-årige efter alder og køn
-- text_en: Placements of children aged 0-17 put into effect by age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Anbringelser sat i værk i året, som ANBAAR14: ikke flytninger, overtagelser eller videreførelser.
--  Alderen er den på dagen, ikke den 31. december som i Danmarks Statistiks tabeller.
-- note_en: Placements put into effect in the year, as ANBAAR14: not moves, take-overs or stays continued. Age
--  is that of the day, not of 31 December as in the tables of Statistics Denmark.
-- assumed_da: Ankestyrelsens tællemåde er ikke fundet: at alderen er den på dagen, er udledt af, at
--  statistikken dækker 0-17 år.
-- assumed_en: The counting rule of the Appeals Board was not found: that age is that of the day is worked out
--  from it covering 0-17.
-- reads: fact_placement_start fact_citizen
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..17 words:999=Uoplyst alder=Age not stated total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN b.unborn OR b.birth > p.started THEN 'U0' WHEN b.birth IS NULL THEN '999'
            ELSE CAST(age(b.birth, p.started) AS TEXT) END AS age,
       coalesce(b.sex, '9') AS sex,
       p.placement_id || '/' || p.spell AS counted, p.citizen_id, p.case_id,
       'placement' AS entity, p.placement_id AS record_key
  FROM fact_placement_start AS p
  JOIN fact_citizen AS b ON b.citizen_id = p.citizen_id
 WHERE p.ours
   AND p.started BETWEEN :first AND :last
   AND coalesce(age(b.birth, p.started), 0) <= 17

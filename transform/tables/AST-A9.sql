-- id: AST-A9
-- text_da: Afgørelser om efterværn før det 18. år efter alder og køn
-- text_en: Decisions on aftercare before the 18th birthday by age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Afgørelser (hændelse 6) i året, også dem, der ikke blev til noget. En, der først er truffet efter
--  fødselsdagen, står som 18 år.
-- note_en: Decisions (event 6) in the year, also those that came to nothing. One taken only after the birthday
--  stands as 18.
-- assumed_da: Ankestyrelsens tællemåde er ikke fundet: at alderen er den på dagen, er udledt af, at
--  statistikken dækker 0-17 år.
-- assumed_en: The counting rule of the Appeals Board was not found: that age is that of the day is worked out
--  from it covering 0-17.
-- reads: fact_placement_event fact_event_form fact_citizen
-- with: event
-- dim: ALDER age range:0..18 words:999=Uoplyst alder=Age not stated total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN e.age IS NULL THEN '999' ELSE CAST(min(e.age, 18) AS TEXT) END AS age,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
 WHERE e.form = '0-17'
   AND e.code = '6'

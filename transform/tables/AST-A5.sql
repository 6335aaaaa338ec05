-- id: AST-A5
-- text_da: Udslagsgivende årsager ved afgørelser om anbringelse af 0-17-årige efter alder og køn
-- text_en: Triggering reasons at decisions on placement of children aged 0-17 by age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Som AST-A1, efter de årsager, der er oplyst ved afgørelsen. En afgørelse har ofte flere årsager, så
--  årsagerne må ikke lægges sammen; totalen er afgørelser. Uden årsag (999) står kun afgørelser, som et forløb
--  begynder med.
-- note_en: As AST-A1, by the reasons told at the decision. A decision often has several, so they must not be
--  summed; the total is decisions. Only decisions that a placement begins with stand as without a reason (999).
-- assumed_da: Ankestyrelsens tællemåde er ikke fundet: at alderen er den på dagen, er udledt af, at
--  statistikken dækker 0-17 år.
-- assumed_en: The counting rule of the Appeals Board was not found: that age is that of the day is worked out
--  from it covering 0-17.
-- reads: fact_placement_event fact_event_form fact_citizen fact_event_reason codelist
-- with: valid event
-- dim: UDSLAG cause list:udslag total:TOT label:Udslagsgivende årsag=Triggering reason
-- dim: ALDER age words:U0=Ufødt=Unborn|0003=0-3 år=0-3 years|0411=4-11 år=4-11 years|1217=12-17 år=12-17 years|999=Uoplyst
--  alder=Age not stated total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN r.reason IN (SELECT code FROM valid WHERE list = 'udslag')
            THEN r.reason ELSE '999' END AS cause,
       CASE WHEN e.before_birth THEN 'U0' WHEN e.age <= 3 THEN '0003' WHEN e.age <= 11 THEN '0411'
            WHEN e.age <= 17 THEN '1217' ELSE '999' END AS age,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
  LEFT JOIN fact_event_reason AS r ON r.event_id = e.event_id
 WHERE e.form = '0-17'
   AND e.code = '0.2'
   AND (r.reason IS NOT NULL OR e.opens)

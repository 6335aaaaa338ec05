-- id: AST-A8
-- text_da: Opfølgning og andre hændelser i anbringelser af 0-17-årige efter hændelse, alder og køn
-- text_en: Follow-up and other events of placements of children aged 0-17 by event, age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Hændelser i året ud over afgørelse og iværksættelse, også overtagelser og afgivelser, som følger af
--  et skift af handlekommune. Alderen er den på dagen, ikke den 31. december som i Danmarks Statistiks
--  tabeller.
-- note_en: Events in the year other than decision and putting into effect, also take-overs that follow from a
--  change of acting municipality. Age is that of the day, not of 31 December as in the tables of Statistics
--  Denmark.
-- assumed_da: Ankestyrelsens tællemåde er ikke fundet: at alderen er den på dagen, er udledt af, at
--  statistikken dækker 0-17 år.
-- assumed_en: The counting rule of the Appeals Board was not found: that age is that of the day is worked out
--  from it covering 0-17.
-- reads: fact_placement_event fact_event_form fact_citizen
-- with: event
-- dim: HAENDELSE event words:1=Ændret anbringelsessted=Changed place|1.1=Omkategorisering=New category|2=Fra tvang til frivillig=Forced
--  became voluntary|3=Generel opfølgning=General follow-up|4=Forelagt børne- og ungeudvalget=Before the
--  committee|5=Hjemgivelse eller ophør=Return home or end|5.5=Overført til anden handlekommune=To another acting
--  municipality|6=Afgørelse om efterværn=Decision on aftercare|7.5=Overført fra anden handlekommune=From another acting
--  municipality total:TOT label:Hændelse=Event
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..18 words:999=Uoplyst alder=Age not stated total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT e.code AS event,
       CASE WHEN e.before_birth THEN 'U0' WHEN e.age IS NULL THEN '999' ELSE CAST(min(e.age, 18) AS TEXT) END AS age,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
 WHERE e.form = '0-17'
   AND e.code IN ('1', '1.1', '2', '3', '4', '5', '5.5', '6', '7.5')

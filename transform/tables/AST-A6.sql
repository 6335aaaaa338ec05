-- id: AST-A6
-- text_da: Første anbringelsessted for 0-17-årige efter stedtype, alder og køn
-- text_en: First place of children aged 0-17 by type of place, age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Iværksættelser (hændelse 0) i året efter det sted, anbringelsen begyndte. Alderen er den på dagen,
--  ikke den 31. december som i Danmarks Statistiks tabeller.
-- note_en: Placements put into effect (event 0) in the year by the place they began at. Age is that of the day,
--  not of 31 December as in the tables of Statistics Denmark.
-- assumed_da: Ankestyrelsens tællemåde er ikke fundet: at alderen er den på dagen, er udledt af, at
--  statistikken dækker 0-17 år.
-- assumed_en: The counting rule of the Appeals Board was not found: that age is that of the day is worked out
--  from it covering 0-17.
-- reads: fact_placement_event fact_event_form fact_citizen codelist
-- with: valid event
-- dim: ANSTED_KLAS place list:ansted total:0 label:Anbringelsessted=Type of place
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..17 words:999=Uoplyst alder=Age not stated total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN e.place_type IN (SELECT code FROM valid WHERE list = 'ansted')
            THEN e.place_type ELSE '99' END AS place,
       CASE WHEN e.before_birth THEN 'U0' WHEN e.age IS NULL THEN '999' ELSE CAST(e.age AS TEXT) END AS age,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
 WHERE e.form = '0-17'
   AND e.code = '0'

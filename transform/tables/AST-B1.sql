-- id: AST-B1
-- text_da: Døgnophold for 18-22-årige: årets hændelser efter hændelse, anbringelsessted og køn
-- text_en: 24-hour stays of young people aged 18-22: events of the year by event, type of place and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Hændelserne på skemaet for 18-22-årige. Stedet er det, hændelsen nævner; nævner den intet, står den
--  som uoplyst.
-- note_en: The events on the form of 18-22. The place is the one the event names; where it names none it stands
--  as not stated.
-- assumed_da: Ankestyrelsens tællemåde er ikke fundet: at alderen er den på dagen, er udledt af, at
--  statistikken dækker 0-17 år.
-- assumed_en: The counting rule of the Appeals Board was not found: that age is that of the day is worked out
--  from it covering 0-17.
-- reads: fact_placement_event fact_event_form fact_citizen codelist
-- with: valid event
-- dim: HAENDELSE event words:1=Ændret anbringelsessted=Changed place|1.1=Omkategorisering=New category|5=Ophør=End|5.5=Overført
--  til anden handlekommune=To another acting municipality|7=Iværksat eller genetableret=Started or
--  re-established|7.2=Videreført ved 18 år=Continued at 18|7.5=Overtaget=Taken over total:TOT label:Hændelse=Event
-- dim: ANSTED_KLAS place list:ansted total:0 label:Anbringelsessted=Type of place
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT e.code AS event,
       CASE WHEN e.place_type IN (SELECT code FROM valid WHERE list = 'ansted')
            THEN e.place_type ELSE '99' END AS place,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
 WHERE e.form = '18-22'
   AND e.code IN ('1', '1.1', '5', '5.5', '7', '7.2', '7.5')

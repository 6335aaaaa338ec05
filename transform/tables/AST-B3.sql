-- id: AST-B3
-- text_da: Døgnophold for 18-22-årige, ophørt i året, efter ophold bagefter og køn
-- text_en: 24-hour stays of young people aged 18-22 ended in the year by where they went and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Ophør (hændelse 5) på skemaet for 18-22-årige efter, hvor den unge bor bagefter; 9 er uoplyst.
-- note_en: Ends (event 5) on the form of 18-22 by where the young person lives afterwards; 9 is not stated.
-- assumed_da: At en afgivelse til en anden kommune (5.5) ikke er et ophør, er udledt.
-- assumed_en: That giving a stay to another municipality (5.5) is no end is worked out.
-- reads: fact_placement_event fact_event_form fact_citizen codelist
-- with: valid event
-- dim: EFTHJEM home list:ophoer_efthjem words:9=Uoplyst=Not stated total:TOT label:Ophold bagefter=Where to
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN e.moved_to IN (SELECT code FROM valid WHERE list = 'ophoer_efthjem')
            THEN e.moved_to ELSE '9' END AS home,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
 WHERE e.form = '18-22'
   AND e.code = '5'

-- id: AST-A1
-- text_da: Afgørelser om anbringelse af 0-17-årige efter grundlag, alder og køn
-- text_en: Decisions on placement of children aged 0-17 by legal basis, age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Afgørelser (hændelse 0.2) truffet i året, hver én gang, i kommunens tid som handlekommune. En
--  afgørelse, der efter klage er ændret, ophævet eller hjemvist uden at være iværksat, tæller ikke, og heller
--  ikke en, som klagen udsætter. Er en iværksat afgørelse ændret efter klage, tæller begge. Uden grundlag: 99.
--  Alderen er den på dagen, ikke den 31. december som i Danmarks Statistiks tabeller.
-- note_en: Decisions (event 0.2) taken in the year, each once, while the municipality has the duty to act. A
--  decision overturned on appeal and never executed does not count, nor one that an appeal suspends. Where an
--  executed decision was changed on appeal, both count. No basis: 99. Age is that of the day, not of 31
--  December as in the tables of Statistics Denmark.
-- assumed_da: Ankestyrelsens tællemåde er ikke fundet: at alderen er den på dagen, er udledt af, at
--  statistikken dækker 0-17 år.
-- assumed_en: The counting rule of the Appeals Board was not found: that age is that of the day is worked out
--  from it covering 0-17.
-- reads: fact_placement_event fact_event_form fact_citizen codelist
-- with: valid event
-- dim: SAMTYKKE basis list:grundlag total:TOT label:Grundlag=Legal basis
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..17 words:999=Uoplyst alder=Age not stated total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT CASE WHEN e.told_basis IN (SELECT code FROM valid WHERE list = 'grundlag')
            THEN e.told_basis ELSE '99' END AS basis,
       CASE WHEN e.before_birth THEN 'U0' WHEN e.age IS NULL THEN '999' ELSE CAST(e.age AS TEXT) END AS age,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
 WHERE e.form = '0-17'
   AND e.code = '0.2'

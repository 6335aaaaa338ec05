-- id: AST-A2
-- text_da: Afgørelser om anbringelse af 0-17-årige efter samtykke og køn
-- text_en: Decisions on placement of children aged 0-17 by consent and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Som AST-A1, samlet efter samtykke: med, uden, foreløbig afgørelse (formanden), dom mv., andet
--  grundlag, uoplyst.
-- note_en: As AST-A1, grouped by consent: with, without, provisional (the chair), sentence, other basis, not
--  stated.
-- assumed_da: Hvilke grundlag der er med samtykke, er udledt af teksterne (kodelisten grundlag).
-- assumed_en: Which bases are with consent is worked out from the texts (code list grundlag).
-- reads: fact_placement_event fact_event_form fact_citizen codelist_attr
-- with: event
-- dim: SAMTYKKE_ART consent words:with=Med samtykke=With consent|without=Uden samtykke=Without consent|provisional=Foreløbig
--  afgørelse=Provisional decision|sentence=Dom, afsoning og surrogat=Sentence, serving and remand|other=Andet
--  grundlag=Other basis|unknown=Uoplyst=Not stated total:TOT label:Samtykke=Consent
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT coalesce(a.value, 'unknown') AS consent,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
  LEFT JOIN codelist_attr AS a ON a.list = 'grundlag' AND a.code = e.told_basis AND a.name = 'consent'
 WHERE e.form = '0-17'
   AND e.code = '0.2'

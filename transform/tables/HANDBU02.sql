-- id: HANDBU02
-- text_da: Handicapindsatser til børn og unge på 0-17 år efter kommune, indsats og alder
-- text_en: Disability measures for children aged 0-17 by municipality, measure and age
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1, nr. 8; barnets lov §§ 82, 89 og 90; før 2024
--  serviceloven §§ 32, 32 a, 36, 44 og 45
-- report: approval-handbu
-- kind: flow
-- unit: antal
-- since: 2022
-- note_da: Handicapindsatser til børn på 0-17 år, der løber mindst én dag i året: begyndt i året, eller tidligere og
--  stadig i gang. 100 er indsatser, 110 børn (hvert barn én gang, også med flere indsatser), 1-8 indsatser efter art.
--  Indsatserne 1-8 giver tilsammen 100. Alderen er den 31. december. Kommunen tæller den del, hvor den er
--  handlekommune, som indberetningen L231; også det, indberetningen holder tilbage. StatBank viser arterne for
--  landsdele (HANDBU03).
-- note_en: Disability measures for children aged 0-17 that run at least one day in the year: begun in the year, or
--  before and still running. 100 is measures, 110 children (each once, also with several measures), 1-8 measures by
--  type. Types 1-8 add to 100. Age is that of 31 December. The municipality counts the part in which it has the duty
--  to act, as return L231 does; also what the return holds back. StatBank shows the types by region (HANDBU03).
-- assumed_da: At alderen er den 31. december, så et barn, der er fyldt 18 år inden da, ikke er med, er udledt.
-- assumed_en: That age is that of 31 December, so that a child who is 18 by then is left out, is worked out.
-- reads: fact_supported fact_citizen codelist_attr
-- with: helped disabled
-- dim: KOMMUNEDK municipality one:municipality label:Kommune=Municipality
-- dim: INDSATSER code words:100=Handicapindsatser i alt=Disability measures in all|110=Børn og unge, der modtager
--  handicapindsatser, i alt=Children receiving disability measures in all|1=Særlige dagtilbud til børn=Special day
--  care for children|3=Særlige klubtilbud til større børn og unge=Special clubs for older children|2=Hjemmetræning af
--  børn=Home training of children|8=Andre tilbud (fra 2024)=Other offers (from 2024)|7=Ledsageordning, 12-18
--  år=Companion scheme, 12-18 years|4=Personlig og praktisk hjælp=Personal and practical help|5=Afløsning eller
--  aflastning=Relief|6=Vedligeholdelsestræning=Maintenance training label:Indsats=Measure
-- dim: ALDER age words:0005=0-5 år=0-5 years|0611=6-11 år=6-11 years|1217=12-17 år=12-17 years|999=Uoplyst alder=Age
--  not stated total:IALT=Alder i alt=All ages label:Alder=Age
SELECT c.column1 AS code,
       CASE WHEN m.age <= 5 THEN '0005' WHEN m.age <= 11 THEN '0611' WHEN m.age <= 17 THEN '1217'
            ELSE '999' END AS age,
       iif(c.column1 = '110', m.child, m.record) AS counted, m.citizen_id, m.case_id,
       'measure' AS entity, m.measure_id AS record_key
  FROM disabled AS m
 CROSS JOIN (VALUES ('100'), ('110'), ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8')) AS c
    ON c.column1 IN ('100', '110', m.type)

-- id: AST-A7
-- text_da: Sammenbrud i anbringelser af 0-17-årige efter hændelse, alder og køn
-- text_en: Breakdowns of placements of children aged 0-17 by event, age and sex
-- legal: Retssikkerhedsloven § 84, stk. 1; barnets lov §§ 46, 47, 49, 62, 67, 111, 114, 120, 143 og 151, LBU § 14; før 2024
--  serviceloven §§ 52, 58, 65, 68, 75, 76 og 76 a
-- report: ast-anbringelser
-- kind: flow
-- unit: antal
-- since: 2018
-- note_da: Skift af sted (hændelse 1) og ophør (hændelse 5) i året, hvis årsag er et sammenbrud: barnet vil
--  ikke blive, stedet giver op, eller begge dele. Andelen regnes af dem, der er anbragt ved årets udgang
--  (AST-A4).
-- note_en: Changes of place (event 1) and ends (event 5) in the year of which the reason is a breakdown: the
--  child will not stay, the place gives up, or both. The share is of those placed at the end of the year
--  (AST-A4).
-- assumed_da: Årsagskoderne er kommunens; hvilke der er sammenbrud, siger kodelisterne change_reason og
--  end_reason.
-- assumed_en: The codes of reasons are the municipality's; the code lists change_reason and end_reason say
--  which are breakdowns.
-- reads: fact_placement_event fact_event_form fact_citizen codelist_attr
-- with: event
-- dim: HAENDELSE event words:1=Skift af sted=Change of place|5=Ophør=End total:TOT label:Hændelse=Event
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..18 words:999=Uoplyst alder=Age not stated total:IALT label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated total:0 label:Køn=Sex
SELECT e.code AS event,
       CASE WHEN e.before_birth THEN 'U0' WHEN e.age IS NULL THEN '999' ELSE CAST(min(e.age, 18) AS TEXT) END AS age,
       coalesce(e.sex, '9') AS sex,
       e.event_id AS counted, e.citizen_id, e.case_id,
       'placement_event' AS entity, e.event_id AS record_key
  FROM event AS e
 WHERE e.form = '0-17'
   AND e.code IN ('1', '5')
   AND EXISTS (SELECT 1 FROM codelist_attr AS a
                WHERE a.name = 'breakdown'
                  AND a.list = CASE e.code WHEN '1' THEN 'change_reason' ELSE 'end_reason' END
                  AND a.code = CASE e.code WHEN '1' THEN e.change_reason ELSE e.end_reason END)

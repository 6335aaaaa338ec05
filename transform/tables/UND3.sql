-- id: UND3
-- text_da: Årsager til underretninger efter årsag, underretter, alder og køn
-- text_en: Reasons of notifications by reason, notifier, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1, nr. 4; barnets lov §§ 132, 133 og 135
-- report: approval-und
-- kind: flow
-- unit: antal
-- since: 2015
-- note_da: Tæller årsager, ikke underretninger: en underretning kan have flere, så i alt er antallet af årsager.
--  Alder 31. december, ufødte og uoplyste som i UND1.
-- note_en: Counts reasons, not notifications: a notification may have several, so the total is the number of
--  reasons. Age on 31 December, unborn and not stated as in UND1.
-- assumed_da: Nummereringen af årsagerne og enkelte aldre for ALDER er antaget. En underretning uden årsag, eller
--  med en der ikke gjaldt i året, har én uoplyst årsag (99).
-- assumed_en: The numbering of the reasons, and single years for ALDER, are assumed. A notification without a
--  reason, or with one not in force in the year, has one reason not stated (99).
-- reads: fact_notified fact_notification_reason codelist
-- with: valid notified
-- dim: ADMKOM municipality one:municipality label:Kommune=Municipality
-- dim: AARSAG reason list:aarsag_underretning total:0 label:Årsag=Reason
-- dim: UNDERRETERE notifier list:underretter total:0 label:Underretter=Notifier
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..18 words:999=Uoplyst alder=Age not stated
--  total:00 label:Alder=Age
-- dim: KON sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated|U=Uoplyst køn, ufødt=Sex not stated, unborn
--  total:0 label:Køn=Sex
WITH
coded AS (
	SELECT n.*,
	       CASE WHEN r.reason IN (SELECT code FROM valid WHERE list = 'aarsag_underretning')
	            THEN r.reason ELSE '99' END AS known_reason,
	       CASE WHEN notifier IN (SELECT code FROM valid WHERE list = 'underretter')
	            THEN notifier ELSE '99' END AS known_notifier
	  FROM notified AS n
	  LEFT JOIN fact_notification_reason AS r ON r.notification_id = n.notification_id
)
SELECT known_reason AS reason, known_notifier AS notifier,
       CASE WHEN unborn THEN 'U0' WHEN age BETWEEN 0 AND 18 THEN CAST(age AS TEXT)
            ELSE '999' END AS age,
       CASE WHEN unborn THEN 'U' ELSE coalesce(sex, '9') END AS sex,
       notification_id || '/' || known_reason AS counted, citizen_id, case_id,
       'notification' AS entity, notification_id AS record_key
  FROM coded

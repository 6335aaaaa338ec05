-- id: D14
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: BL §§ 133, 135 og 138; før 2024 SEL §§ 153-155 b: fagpersoner kan ikke være anonyme og har skærpet pligt
-- text_da: Underretterens art passer ikke med afkrydsningen af anonym eller fagperson.
-- text_en: The kind of notifier does not agree with the marks for anonymous or professional.
-- who: sagsbehandler
-- reads: staging_notification codelist_attr
-- blames: anonymous professional
-- checks: staging_notification WHERE deleted_at IS NULL
-- mend_da: Underretter, anonym og fagperson på underretningen i fagsystemet
-- mend_en: Notifier, anonymous and professional on the notification in the case system
-- by: 30

-- Kinds of which the list does not say whether they are professional (8, 11, 99) are not judged on that.
WITH notifier AS MATERIALIZED (
	SELECT code, max(value) FILTER (WHERE name = 'professional') AS professional,
	       coalesce(max(value) FILTER (WHERE name = 'anonymous'), '0') AS anonymous
	  FROM codelist_attr
	 WHERE list = 'underretter'
	 GROUP BY code
),
told AS MATERIALIZED (
	SELECT n.notification_id, n.case_id, n.citizen_id, n.notifier_code, n.anonymous, n.professional,
	       (u.anonymous = '1' AND n.anonymous = '0') OR (u.professional = '1' AND n.anonymous = '1') AS wrong,
	       u.professional AS expected, day(n.received_at) AS at, n.file, n.line
	  FROM staging_notification AS n
	  JOIN notifier AS u ON u.code = n.notifier_code
	 WHERE n.deleted_at IS NULL
)
SELECT 'notification' AS entity, notification_id AS record_key, case_id, citizen_id, 'anonymous' AS field,
       CASE anonymous WHEN '1' THEN '1 (anonym)' ELSE '0 (ikke anonym)' END AS found,
       CASE anonymous WHEN '1' THEN '0 (ikke anonym)' ELSE '1 (anonym)' END AS expected,
       'underretter ' || notifier_code AS clash, at AS event_day, file, line
  FROM told
 WHERE wrong
UNION ALL
SELECT 'notification', notification_id, case_id, citizen_id, 'professional',
       CASE professional WHEN '1' THEN '1 (fagperson)' ELSE '0 (ikke fagperson)' END,
       CASE expected WHEN '1' THEN '1 (fagperson)' ELSE '0 (ikke fagperson)' END,
       'underretter ' || notifier_code, at, file, line
  FROM told
 WHERE professional <> expected
   AND professional IN ('0', '1')

-- id: UND1
-- text_da: Underretninger om børn og unge efter underretter, alder og køn
-- text_en: Notifications of concern about children by notifier, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1, nr. 4; barnets lov §§ 132, 133 og 135
-- report: approval-und
-- kind: flow
-- unit: antal
-- since: 2015
-- note_da: Alle underretninger modtaget i året, også flere om samme barn. Alderen regnes fra fødselsdagen til
--  31. december, ikke til underretningen, så et barn kan stå som 18 år. Et ufødt barn, der er registreret
--  på den gravides nummer, står som ufødt med køn U. Uoplyst underretter står som 99, uoplyst køn som 9,
--  uoplyst alder og over 18 år som 999.
-- note_en: Every notification received in the year, also several about one child. Age is counted from the birth
--  date to 31 December, not to the notification, so a child may stand as 18. An unborn child, registered
--  on the expectant mother's number, stands as unborn with sex U. A notifier not stated is 99, sex 9; an
--  age not stated or over 18 is 999.
-- assumed_da: Et barn, der endnu ikke var født 31. december, står som ufødt, også når det er født siden.
--  Den digitale indberetnings koder for underretter er ikke fundet; StatBanks koder er brugt.
-- assumed_en: A child not yet born on 31 December stands as unborn, also when born since. The codes of the
--  digital delivery for the notifier were not found; those of StatBank are used.
-- reads: fact_notification fact_citizen codelist
-- dim: ADMKOM municipality one:municipality label:Kommune=Municipality
-- dim: UNDERRETERE notifier list:underretter total:0 label:Underretter=Notifier
-- dim: ALDER1 age words:U0=Ufødt=Unborn range:0..18 words:999=Uoplyst alder=Age not stated
--  total:00 label:Alder=Age
-- dim: KON sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated|U=Uoplyst køn, ufødt=Sex not stated, unborn
--  total:0 label:Køn=Sex
WITH
notified AS (
	SELECT n.notification_id, n.citizen_id, n.case_id, n.notifier, c.birth, c.sex,
	       coalesce(c.unborn, 0) OR coalesce(c.birth > :last, 0) AS unborn,
	       age(c.birth, :last) AS age
	  FROM fact_notification AS n
	  LEFT JOIN fact_citizen AS c ON c.citizen_id = n.citizen_id
	 WHERE n.received BETWEEN :first AND :last
	   AND n.received <= :as_of
)
SELECT CASE WHEN notifier IN (SELECT code FROM codelist
                               WHERE list = 'underretter'
                                 AND coalesce(valid_from, :first) <= :last
                                 AND coalesce(valid_to, :last) >= :first)
            THEN notifier ELSE '99' END AS notifier,
       CASE WHEN unborn THEN 'U0' WHEN age BETWEEN 0 AND 18 THEN CAST(age AS TEXT)
            ELSE '999' END AS age,
       CASE WHEN unborn THEN 'U' ELSE coalesce(sex, '9') END AS sex,
       notification_id AS counted, citizen_id, case_id,
       'notification' AS entity, notification_id AS record_key
  FROM notified

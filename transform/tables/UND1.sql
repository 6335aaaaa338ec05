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
--  uoplyst alder og over 18 år som 999. Også underretninger i sager, hvor en anden kommune er handlekommune.
-- note_en: Every notification received in the year, also several about one child. Age is counted from the birth
--  date to 31 December, not to the notification, so a child may stand as 18. An unborn child, registered
--  on the expectant mother's number, stands as unborn with sex U. A notifier not stated is 99, sex 9; an
--  age not stated or over 18 is 999. Also notifications in cases in which another municipality acts.
-- assumed_da: Et barn, der endnu ikke var født 31. december, står som ufødt. Det gør også en underretning, der kom
--  før fødslen, selv om barnet er født i året, så længe indberetningen har den på moderens nummer: altid, når
--  indstillingen dst-underretninger.born er mother, og ellers til barnet får sit eget nummer.
--  Den digitale indberetnings koder for underretter er ikke fundet; StatBanks koder er brugt.
-- assumed_en: A child not yet born on 31 December stands as unborn. So does a notification that came before the
--  birth, though the child was born in the year, as long as the return has it on the mother's number: always
--  where the setting dst-underretninger.born is mother, else until the child has a number of its own. The codes of the
--  digital delivery for the notifier were not found; those of StatBank are used.
-- reads: fact_notified codelist
-- with: valid notified
-- dim: ADMKOM municipality one:municipality label:Kommune=Municipality
-- dim: UNDERRETERE notifier list:underretter total:0 label:Underretter=Notifier
-- dim: ALDER1 age words:U0=Ufødt=Unborn range:0..18 words:999=Uoplyst alder=Age not stated
--  total:00 label:Alder=Age
-- dim: KON sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated|U=Uoplyst køn, ufødt=Sex not stated, unborn
--  total:0 label:Køn=Sex
SELECT CASE WHEN notifier IN (SELECT code FROM valid WHERE list = 'underretter')
            THEN notifier ELSE '99' END AS notifier,
       CASE WHEN unborn THEN 'U0' WHEN age BETWEEN 0 AND 18 THEN CAST(age AS TEXT)
            ELSE '999' END AS age,
       CASE WHEN unborn THEN 'U' ELSE coalesce(sex, '9') END AS sex,
       notification_id AS counted, citizen_id, case_id,
       'notification' AS entity, notification_id AS record_key
  FROM notified

-- id: UND2
-- text_da: Børn og unge med underretninger efter antal underretninger, alder og køn
-- text_en: Children notified about by number of notifications, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1, nr. 4; barnets lov §§ 132, 133 og 135
-- report: approval-und
-- kind: flow
-- unit: antal
-- since: 2015
-- note_da: Hvert barn tæller én gang og står i netop én gruppe: antallet af underretninger om barnet i året;
--  grupperne giver sammen i alt. Alder 31. december, ufødte og uoplyste som i UND1.
-- note_en: Each child counts once and stands in exactly one group, the number of notifications about it in the
--  year; the groups add up to the total. Age on 31 December, unborn and not stated as in UND1.
-- assumed_da: Et barn tæller én gang i hver kommune. To registreringer med samme gældende personnummer er ét barn. Et barn, der er
--  underrettet om både før og efter fødslen, står to gange: som ufødt, på moderens nummer, og med sin alder, på sit eget,
--  så længe indberetningen har det sådan (UND1). Ufødte søskende er hver sit barn.
-- assumed_en: A child counts once in each municipality. Two registrations with the same number in force are one child. A
--  child notified about both before and after its birth stands twice: as unborn, on the mother's number, and by its age,
--  on its own, as long as the return has it so (UND1). Unborn siblings are a child each.
-- reads: fact_notified
-- with: notified
-- dim: ADMKOM municipality one:municipality label:Kommune=Municipality
-- dim: UNDERRET number words:1=1 underretning=1 notification|2=2 underretninger=2 notifications
--  |3=3 underretninger=3 notifications|4=4 underretninger=4 notifications|5=5 underretninger=5 notifications
--  |6=6 underretninger eller flere=6 notifications or more total:0 label:Antal underretninger=Number of notifications
-- dim: ALDER1 age words:U0=Ufødt=Unborn range:0..18 words:999=Uoplyst alder=Age not stated
--  total:00 label:Alder=Age
-- dim: KON sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated|U=Uoplyst køn, ufødt=Sex not stated, unborn
--  total:0 label:Køn=Sex
SELECT min(count(*) OVER (PARTITION BY child), 6) AS number,
       CASE WHEN unborn THEN 'U0' WHEN age BETWEEN 0 AND 18 THEN CAST(age AS TEXT)
            ELSE '999' END AS age,
       CASE WHEN unborn THEN 'U' ELSE coalesce(sex, '9') END AS sex,
       child AS counted, citizen_id, case_id,
       'notification' AS entity, notification_id AS record_key
  FROM notified

-- id: AST-UND1
-- text_da: Underretninger efter underretter, alder og køn
-- text_en: Notifications by notifier, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1, nr. 4; barnets lov §§ 132, 133 og 135
-- report: ast-underretninger
-- kind: flow
-- unit: antal
-- since: 2015
-- note_da: Underretninger modtaget i året af kommunen, også hvor en anden kommune er handlekommune. 0-17 år og ufødte,
--  efter alderen den dag, underretningen kom; et barn, der er født siden, står som ufødt. En underretter, der mangler eller ikke
--  gjaldt i året, er 99.
-- note_en: Notifications received in the year by the municipality, also where another municipality acts. Ages 0-17 and
--  unborn, by the age on the day of receipt; a child that was born since stands as unborn. A notifier that is
--  missing, or not in force in the year, is 99.
-- assumed_da: Ankestyrelsens egne tabeller og tællemåde er ikke fundet. Alderen på dagen, ikke 31. december, er antaget, fordi populationen
--  er 0-17 år.
-- assumed_en: Ankestyrelsen's own tables and counting rules were not found. The age on the day, not on 31 December, is assumed, since the
--  population is 0-17.
-- reads: fact_notified codelist
-- with: valid
-- dim: KOMMUNE municipality one:municipality label:Kommune=Municipality
-- dim: UNDERRETTER notifier list:underretter total:0 label:Underretter=Notifier
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..17 words:999=Uoplyst alder=Age not stated
--  total:00 label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated|U=Uoplyst køn, ufødt=Sex not stated, unborn
--  total:0 label:Køn=Sex
SELECT CASE WHEN notifier IN (SELECT code FROM valid WHERE list = 'underretter')
            THEN notifier ELSE '99' END AS notifier,
       CASE WHEN unborn THEN 'U0' ELSE coalesce(CAST(age AS TEXT), '999') END AS age,
       CASE WHEN unborn THEN 'U' ELSE coalesce(sex, '9') END AS sex,
       notification_id AS counted, citizen_id, case_id,
       'notification' AS entity, notification_id AS record_key
  FROM fact_notified
 WHERE received BETWEEN :first AND :last
   AND received <= :as_of
   AND coalesce(age, 0) <= 17

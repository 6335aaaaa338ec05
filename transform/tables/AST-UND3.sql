-- id: AST-UND3
-- text_da: Børn efter antal underretninger i året, alder og køn
-- text_en: Children by number of notifications in the year, age and sex
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1, nr. 4; barnets lov §§ 132, 133 og 135
-- report: ast-underretninger
-- kind: flow
-- unit: antal
-- since: 2015
-- note_da: Underretninger modtaget i året af kommunen, også hvor en anden kommune er handlekommune. 0-17 år og ufødte,
--  efter alderen den dag, underretningen kom; et barn, der er født siden, står som ufødt. Hvert barn tæller én gang, med alderen
--  ved årets første underretning. To registreringer med samme gældende personnummer er ét barn.
-- note_en: Notifications received in the year by the municipality, also where another municipality acts. Ages 0-17 and
--  unborn, by the age on the day of receipt; a child that was born since stands as unborn. Each child counts once,
--  by its age at the first of the year. Two registrations with the same number in force are one child.
-- assumed_da: Ankestyrelsens egne tabeller og tællemåde er ikke fundet. Alderen på dagen, ikke 31. december, er antaget, fordi populationen
--  er 0-17 år.
-- assumed_en: Ankestyrelsen's own tables and counting rules were not found. The age on the day, not on 31 December, is assumed, since the
--  population is 0-17.
-- reads: fact_notified
-- dim: KOMMUNE municipality one:municipality label:Kommune=Municipality
-- dim: ANTAL number words:1=1 underretning=1 notification|2=2 underretninger=2 notifications
--  |3=3 underretninger=3 notifications|4=4 underretninger=4 notifications|5=5 underretninger eller flere=5 notifications or more
--  total:0 label:Antal underretninger=Number of notifications
-- dim: ALDER age words:U0=Ufødt=Unborn range:0..17 words:999=Uoplyst alder=Age not stated
--  total:00 label:Alder=Age
-- dim: KOEN sex words:D=Drenge=Boys|P=Piger=Girls|9=Uoplyst køn=Sex not stated|U=Uoplyst køn, ufødt=Sex not stated, unborn
--  total:0 label:Køn=Sex
SELECT min(count(*) OVER child_of, 5) AS number,
       first_value(CASE WHEN unborn THEN 'U0' ELSE coalesce(CAST(age AS TEXT), '999') END)
               OVER (child_of ORDER BY received, notification_id) AS age,
       first_value(CASE WHEN unborn THEN 'U' ELSE coalesce(sex, '9') END)
               OVER (child_of ORDER BY received, notification_id) AS sex,
       child AS counted, citizen_id, case_id,
       'notification' AS entity, notification_id AS record_key
  FROM fact_notified
 WHERE received BETWEEN :first AND :last
   AND received <= :as_of
   AND coalesce(age, 0) <= 17
WINDOW child_of AS (PARTITION BY child)

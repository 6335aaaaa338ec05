-- id: LABY16
-- text_da: Andel af de 0-18-årige, der er underrettet om
-- text_en: Share of those aged 0-18 who were notified about
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1, nr. 4; barnets lov §§ 132, 133 og 135
-- report: approval-und
-- kind: flow
-- unit: pct
-- since: 2015
-- note_da: Børn på 0-18 år (31. december) med mindst én underretning i året, i procent af kommunens 0-18-årige.
--  Hvert barn tæller én gang. Ufødte og børn med uoplyst alder er ikke med.
-- note_en: Children aged 0-18 (on 31 December) notified about at least once in the year, in percent of the
--  municipality's 0-18-year-olds. Each child counts once. Unborn children and those without an age are left out.
-- assumed_da: Folketallet er det, kommunen selv har angivet i indstillingen [population].
--  En underretning, der står som ufødt i UND1, er ikke med; barnet er, når der også er kommet en efter fødslen.
-- assumed_en: The population is the one the municipality has told in the setting [population].
--  A notification that stands as unborn in UND1 is left out; the child is not, when another came after its birth.
-- reads: fact_notified
-- dim: KOMGRP municipality one:municipality label:Kommune=Municipality
-- share: population:0..18
SELECT child AS counted, citizen_id, case_id,
       'notification' AS entity, notification_id AS record_key
  FROM fact_notified
 WHERE received BETWEEN :first AND :last
   AND received <= :as_of
   AND NOT by_mother
   AND age(birth, :last) BETWEEN 0 AND 18

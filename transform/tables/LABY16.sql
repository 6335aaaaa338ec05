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
-- assumed_en: The population is the one the municipality has told in the setting [population].
-- reads: fact_notification fact_citizen
-- dim: KOMGRP municipality one:municipality label:Kommune=Municipality
-- share: population:0..18
WITH
person AS MATERIALIZED (
	SELECT citizen_id, birth, unborn,
	       min(citizen_id) OVER (PARTITION BY coalesce(pnr, 'id ' || citizen_id)) AS child
	  FROM fact_citizen
)
SELECT c.child AS counted, n.citizen_id, n.case_id,
       'notification' AS entity, n.notification_id AS record_key
  FROM fact_notification AS n
  JOIN person AS c ON c.citizen_id = n.citizen_id
 WHERE n.received BETWEEN :first AND :last
   AND n.received <= :as_of
   AND NOT c.unborn
   AND age(c.birth, :last) BETWEEN 0 AND 18

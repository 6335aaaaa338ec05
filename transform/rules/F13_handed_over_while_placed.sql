-- id: F13
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Retssikkerhedsloven § 9; Ankestyrelsen/Danmarks Statistik, vejledning til anbringelsesstatistikken: den, der
--  afgiver, indberetter et ophør (5.5), den, der overtager, en oprettelse (7.5)
-- text_da: Handlekommunen skifter, mens barnet er anbragt, uden at anbringelsen er afgivet (5.5) eller overtaget (7.5)
--  den dag; eller anbringelsen er afgivet eller overtaget, uden at handlekommunen skifter.
-- text_en: The acting municipality changes while the child is placed without the placement being handed over (5.5) or
--  taken over (7.5) that day; or it was handed or taken over and the acting municipality does not change.
-- who: sagsbehandler
-- reads: staging_municipality_change staging_placement_event staging_placed staging_case_file
-- blames: event_code
-- checks: staging_municipality_change WHERE deleted_at IS NULL AND role = 'acting'
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('5.5', '7.5')
-- param: days 7 dage mellem skiftet og hændelsen
-- mend_da: Hændelsen på anbringelsen, eller skiftet af handlekommune, i fagsystemet
-- mend_en: The event of the placement, or the change of acting municipality, in the case system
-- by: 7

-- The return makes the event that is missing itself, so the record need not stop. Whether the changes fit each other is rule F14's. The day of the change counts as the new municipality's.
WITH
change AS MATERIALIZED (
	SELECT case_id, day(changed_on) AS at, from_code, to_code, CASE WHEN from_code = :municipality THEN '5.5' ELSE '7.5' END AS wants
	  FROM staging_municipality_change
	 WHERE deleted_at IS NULL
	   AND role = 'acting'
	   AND (from_code = :municipality) <> (to_code = :municipality)
	   AND day(changed_on) <= :as_of
),
given AS MATERIALIZED (
	SELECT event_id, case_id, event_code, day(effect_on) AS at, file, line
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('5.5', '7.5')
),
unsure AS MATERIALIZED (
	SELECT DISTINCT case_id FROM given WHERE at IS NULL
	UNION
	SELECT case_id FROM staging_municipality_change WHERE role = 'acting' AND day(changed_on) IS NULL
)
SELECT 'placement' AS entity, p.placement_id AS record_key, p.case_id, c.citizen_id, 'event_code' AS field, NULL AS found,
       min(g.wants) || ' den ' || iso(min(g.at)) AS expected, 'skift fra ' || g.from_code || ' til ' || g.to_code AS clash,
       g.at AS event_day, NULL AS file, NULL AS line
  FROM change AS g
  JOIN staging_placed AS p ON p.case_id = g.case_id AND p.first < g.at AND (p.last IS NULL OR p.last > g.at)
  JOIN staging_case_file AS c ON c.case_id = g.case_id
  LEFT JOIN given AS e ON e.case_id = g.case_id AND e.event_code = g.wants AND e.at BETWEEN g.at - :days AND g.at + :days
 WHERE e.event_id IS NULL
   AND c.deleted_at IS NULL
   AND g.case_id NOT IN (SELECT case_id FROM unsure)
 GROUP BY p.placement_id, g.at
UNION ALL
SELECT 'placement_event', e.event_id, e.case_id, c.citizen_id, 'event_code', e.event_code || ' den ' || iso(e.at),
       CASE e.event_code WHEN '5.5' THEN 'et skift fra ' ELSE 'et skift til ' END || :municipality, NULL, e.at, e.file, e.line
  FROM given AS e
  JOIN staging_case_file AS c ON c.case_id = e.case_id
  LEFT JOIN change AS g ON g.case_id = e.case_id AND g.wants = e.event_code AND g.at BETWEEN e.at - :days AND e.at + :days
 WHERE g.case_id IS NULL
   AND e.at <= :as_of
   AND c.deleted_at IS NULL
   AND e.case_id NOT IN (SELECT case_id FROM unsure)

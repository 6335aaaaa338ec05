-- id: J02
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: entry
-- after: records
-- legal: Ingen bestemmelse; egen kontrol af kommunens samlede tal, før de godkendes
-- text_da: Teamet har nul af noget, det har haft hver måned i perioden før. Enten registreres der ikke, eller
--  teamets sager er flyttet.
-- text_en: The team has none of something it had in each month of the period before. Either nothing is
--  registered, or its cases were moved.
-- who: ledelse
-- reads: agg_kpi staging_team
-- checks: agg_kpi WHERE team_id <> '' AND month = month(add_months(:period_end + 1, -:months) - 1)
-- blames: notifications children_notified measures_started measures_active placed disability_active cases_open
--  examinations_open
-- param: months 12 måneder, teamet havde nogen i hver af
-- param: least 3 så mange, det mindst havde i hver
-- mend_da: Teamets registrering; eller sagernes team i fagsystemet
-- mend_en: What the team registers; or the team of the cases in the case system
-- by: 30

-- Counts of the last closed month by team, never of a person.
WITH
team AS MATERIALIZED (
	SELECT kpi, team_id, coalesce(sum(numerator) FILTER (WHERE month = month(:period_end)), 0) AS now,
	       count(*) FILTER (WHERE numerator >= :least AND month < month(:period_end)
	                          AND month >= month(add_months(:period_end + 1, -:months) - 1)) AS months,
	       min(numerator) FILTER (WHERE month < month(:period_end)
	                          AND month >= month(add_months(:period_end + 1, -:months) - 1)) AS lowest,
	       sum(numerator) FILTER (WHERE month = month(add_months(:period_end + 1, -1) - 1)) AS before
	  FROM agg_kpi
	 WHERE team_id <> ''
	   AND kpi IN ('notifications', 'children_notified', 'measures_started', 'measures_active', 'placed',
	               'disability_active', 'cases_open', 'examinations_open')
	 GROUP BY kpi, team_id
)
SELECT 'team' AS entity, k.team_id AS record_key, k.kpi AS field,
       'ingen, forskel ' || printf('%+d', -k.before) AS found,
       k.before || ' måneden før, mindst ' || k.lowest || ' hver måned i ' || :months || ' måneder' AS expected,
       'måneden til ' || iso(:period_end) AS clash, t.file, t.line
  FROM team AS k
  LEFT JOIN staging_team AS t ON t.team_id = k.team_id
 WHERE k.now = 0
   AND k.months = :months
   AND k.before > 0

-- id: J09
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: external
-- after: records
-- legal: Danmarks Statistiks diskretioneringspolitik: mindst 3 i en celle (2015); grænsen for disse tabeller er
--  ikke fundet
-- text_da: Et nøgletal, der forlader kommunen, har små celler, eller et vist tal, som en lille celle kan regnes
--  ud af.
-- text_en: A key figure that leaves the municipality has small cells, or a figure shown from which a small cell
--  can be worked out.
-- who: ledelse
-- reads: agg_kpi
-- checks: agg_kpi WHERE instr(',' || :outside || ',', ',kpi-ledelse,') > 0 AND month = month(:period_end)
-- blames: small revealed
-- param: limit 4 er stadig et lille tal
-- param: outside - indberetninger, der forlader kommunen, skilt af komma: kpi-ledelse
-- mend_da: Giv filen uden team, eller sæt suppress i indberetningens definition
-- mend_en: Give the file without teams, or set suppress in the definition of the report
-- by: 30

-- Off until the settings name a report that leaves the house: the workbook of key figures is made for internal use and
-- marked so, and the returns are for the authority, which hides small numbers itself. A single small team is revealed by
-- the total and the other teams. What a cell holds is not told here.
WITH
shown AS MATERIALIZED (
	SELECT kpi, team_id, month, numerator AS n
	  FROM agg_kpi
	 WHERE instr(',' || :outside || ',', ',kpi-ledelse,') > 0
	   AND kpi IN ('notifications', 'children_notified', 'measures_started', 'measures_active', 'disability_active',
	               'placed', 'placements_started', 'cases_open', 'examinations_open', 'examinations_late')
	   AND month IN (month(:period_end), month(add_months(:period_end + 1, -1) - 1))
),
cell AS MATERIALIZED (
	SELECT kpi, month, count(*) FILTER (WHERE team_id <> '' AND n BETWEEN 1 AND :limit) AS teams,
	       count(*) FILTER (WHERE team_id = '' AND n BETWEEN 1 AND :limit) AS total,
	       count(*) FILTER (WHERE team_id = '') AS totals
	  FROM shown
	 GROUP BY kpi, month
)
SELECT 'key_figure' AS entity, c.kpi AS record_key, CASE WHEN c.teams = 1 AND c.total = 0 THEN 'revealed' ELSE 'small' END
               AS field,
       (c.teams + c.total) || ' celler med 1-' || :limit
       || CASE WHEN c.teams = 1 AND c.totals = 1 AND c.total = 0
               THEN '; skjules den, giver totalen den alligevel' ELSE '' END
       || coalesce(', forskel ' || printf('%+d', c.teams + c.total - b.teams - b.total), '') AS found,
       'ingen' || coalesce('; måneden før ' || (b.teams + b.total), '') AS expected,
       'måneden ' || c.month AS clash
  FROM cell AS c
  LEFT JOIN cell AS b ON b.kpi = c.kpi AND b.month = month(add_months(:period_end + 1, -1) - 1)
 WHERE c.month = month(:period_end)
   AND c.teams + c.total > 0

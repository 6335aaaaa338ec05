-- id: H09
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Databekendtgørelsen: individhenførbare udgifter; en udgift på et barn hører til en indsats eller anbringelse
-- text_da: Der er bogført udgifter på sagen i et år, hvor den ingen indsats eller anbringelse har. Enten mangler indsatsen i fagsystemet, eller
--  udgiften hører til en anden sag.
-- text_en: Expenses are booked on the case in a year in which it has no measure or placement. Either the measure is missing in the case
--  system, or the expense belongs to another case.
-- who: sagsbehandler
-- reads: fact_cost fact_measure fact_placement_spell fact_placement fact_measure_out fact_decision codelist codelist_attr staging_case_file
-- checks: fact_cost WHERE class = 'expense' AND case_id IS NOT NULL
-- blames: amount
-- param: kroner 5000 kroner i et år, der ses bort fra
-- param: grace 31 dage efter en indsats er slut, i hvilke der stadig betales for den
-- param: months 24 måneder tilbage fra kørselsdagen
-- after: facts
-- with: reported helped_case
-- mend_da: Indsatsen i fagsystemet, eller posteringens sagsnummer i økonomisystemet
-- mend_en: The measure in the case system, or the case number of the posting in the finance system
-- by: 30

-- A case with a measure whose days or code are wrong is not judged. A measure or placement that ended at most the days of grace before the year will do. Functions 5.28.20 to 5.28.25.
WITH
cost AS MATERIALIZED (
	SELECT case_id, month / 100 AS year, sum(amount) AS amount
	  FROM fact_cost
	 WHERE month >= month(add_months(:as_of, -:months))
	   AND class = 'expense'
	   AND function BETWEEN 52820 AND 52825
	   AND matched = 'case'
	   AND case_id IS NOT NULL
	 GROUP BY case_id, month / 100
	HAVING sum(amount) > 100 * :kroner AND sum(fit = 'none') = count(*)
)
SELECT 'case_file' AS entity, c.case_id AS record_key, c.case_id, k.citizen_id, 'amount' AS field,
       c.year || ': ' || (c.amount / 100) || ' kr.' AS found, 'en indsats eller anbringelse i ' || c.year AS expected,
       CAST(c.year AS TEXT) AS clash, ymd(c.year, 1, 1) AS event_day
  FROM cost AS c
  JOIN staging_case_file AS k ON k.case_id = c.case_id
 WHERE NOT EXISTS (SELECT 1 FROM case_active AS a
                    WHERE a.case_id = c.case_id
                      AND a.started <= ymd(c.year, 12, 31)
                      AND a.ended >= ymd(c.year, 1, 1) - :grace)
   AND c.case_id NOT IN (SELECT case_id FROM case_unsure)

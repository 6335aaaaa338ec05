-- id: H22
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: external
-- legal: Den kommunale styrelseslov § 40: bevillingsmyndigheden er hos kommunalbestyrelsen; årsbudgettet er bindende
-- text_da: Der er bogført udgifter på funktionen i året, og der er intet budget for den.
-- text_en: Expenses are booked on the function in the year, and there is no budget for it.
-- who: økonomi
-- reads: fact_cost fact_budget
-- checks: fact_budget
-- blames: budget
-- param: kroner 10000 kroner i året, der ses bort fra
-- after: facts
-- mend_da: Budgetfilen fra økonomisystemet, eller posteringernes konto
-- mend_en: The budget file of the finance system, or the account of the postings
-- by: 30

-- This year and the one before, functions 5.28.20 to 5.28.25; only years of which there is a budget for some function.
WITH
cost AS (
	SELECT month / 100 AS year, function, sum(amount) AS amount
	  FROM fact_cost
	 WHERE month >= (year(:as_of) - 1) * 100
	   AND class = 'expense'
	   AND function BETWEEN 52820 AND 52825
	 GROUP BY month / 100, function
)
SELECT 'account' AS entity, CAST(c.function AS TEXT) AS record_key, 'budget' AS field,
       c.year || ': ' || (c.amount / 100) || ' kr. bogført' AS found, 'et budget for ' || c.year AS expected,
       CAST(c.year AS TEXT) AS clash, ymd(c.year, 1, 1) AS event_day
  FROM cost AS c
 WHERE c.amount > 100 * :kroner
   AND c.year IN (SELECT year FROM fact_budget)
   AND NOT EXISTS (SELECT 1 FROM fact_budget AS b
                    WHERE b.year = c.year AND b.function = c.function AND b.dranst = 1 AND b.amount <> 0)

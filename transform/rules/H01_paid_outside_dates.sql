-- id: H01
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Budget- og regnskabssystem for kommuner: udgiften føres på den konto, indsatsen hører til, i den tid den er bevilget
-- text_da: Der er bogført udgifter på sagen på en konto, hvis indsats eller anbringelse sagen ikke har i de måneder, heller ikke med
--  henstand: betalingen løber videre, indsatsen mangler en dato, eller kontoen er forkert.
-- text_en: Expenses are booked on the case on an account whose measure or placement the case does not have in those months, grace
--  included: payment runs on, the measure lacks a day, or the account is wrong.
-- who: økonomi
-- reads: fact_cost fact_measure fact_placement_spell fact_placement fact_measure_out fact_decision codelist codelist_attr staging_case_file
-- checks: fact_cost WHERE class = 'expense' AND case_id IS NOT NULL
-- blames: account
-- param: kroner 5000 kroner på en konto i et år, der ses bort fra
-- param: months 24 måneder tilbage fra kørselsdagen
-- after: facts
-- with: reported helped_case
-- mend_da: Posteringens konto eller sagsnummer i økonomisystemet, eller indsatsens datoer i fagsystemet
-- mend_en: Account or case number of the posting in the finance system, or the days of the measure in the case system
-- by: 30

-- A case with a measure whose days or code are wrong is not judged. What an account pays for stands in account_measure.csv; the grace after the end of a measure is setting finance.grace-days. A case
-- with nothing at all in the year is rule H09's. One finding a case, account and year.
WITH
cost AS MATERIALIZED (
	SELECT case_id, printf('%05d%d%s', function, dranst, grouping) AS account, month / 100 AS year, sum(amount) AS amount,
	       min(month) AS first, max(month) AS last
	  FROM fact_cost
	 WHERE month >= month(add_months(:as_of, -:months))
	   AND class = 'expense'
	   AND fit = 'none'
	   AND matched = 'case'
	   AND case_id IS NOT NULL
	 GROUP BY case_id, function, dranst, grouping, month / 100
	HAVING sum(amount) > 100 * :kroner
)
SELECT 'case_file' AS entity, c.case_id AS record_key, c.case_id, k.citizen_id, 'account' AS field,
       c.account || ' ' || c.year || ': ' || (c.amount / 100) || ' kr.' AS found,
       'en indsats eller anbringelse, som kontoen betaler, fra ' || c.first || ' til ' || c.last AS expected,
       c.account || '/' || c.year AS clash, month_start(c.first) AS event_day
  FROM cost AS c
  JOIN staging_case_file AS k ON k.case_id = c.case_id
 WHERE EXISTS (SELECT 1 FROM case_active AS a
                WHERE a.case_id = c.case_id
                  AND a.started <= ymd(c.year, 12, 31)
                  AND a.ended >= ymd(c.year, 1, 1) - 31)
   AND c.case_id NOT IN (SELECT case_id FROM case_unsure)

-- id: I02
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: entry
-- after: facts
-- legal: Retssikkerhedsloven § 84, stk. 1; kommunen godkender de tal, der offentliggøres
-- text_da: Barnets fødselsdag, køn eller dag for første anbringelse er en anden, end da året gik ud. Det ændrer
--  tal, der er indberettet og godkendt.
-- text_en: The birth date, the sex or the day of first placement of the child is another than when the year
--  ended. That changes figures that were reported and approved.
-- who: sagsbehandler
-- reads: ledger_child fact_citizen fact_placement
-- checks: ledger_child WHERE since <= ymd(year(:as_of) - 1, 12, 31)
-- blames: birth_date sex placed
-- mend_da: Barnets stamdata eller anbringelsens første hændelse i fagsystemet; ellers et svar med grunden
-- mend_en: The child's details or the first event of the placement in the case system; else an answer with the
--  reason
-- by: 30

-- ledger_child has the values as they stood at the end of 31 December, kept since the mart was made; before its first
-- year's end there is nothing to compare. What was not known then, or is not now, is not judged.
WITH
year_end AS MATERIALIZED (
	SELECT citizen_id, max(since) AS since
	  FROM ledger_child
	 WHERE since <= ymd(year(:as_of) - 1, 12, 31)
	 GROUP BY citizen_id
),
first AS MATERIALIZED (
	SELECT citizen_id, min(started) AS placed FROM fact_placement WHERE started IS NOT NULL GROUP BY citizen_id
),
pair AS MATERIALIZED (
	SELECT l.citizen_id, l.birth, l.sex, l.placed, c.birth AS birth_now, c.sex AS sex_now, f.placed AS placed_now
	  FROM year_end AS y
	 CROSS JOIN ledger_child AS l ON l.citizen_id = y.citizen_id AND l.since = y.since
	 CROSS JOIN fact_citizen AS c ON c.citizen_id = l.citizen_id
	  LEFT JOIN first AS f ON f.citizen_id = l.citizen_id
)
SELECT 'citizen' AS entity, citizen_id AS record_key, citizen_id, 'birth_date' AS field,
       iso(birth_now) AS found, iso(birth) AS expected,
       'ved udgangen af ' || (year(:as_of) - 1) AS clash
  FROM pair
 WHERE birth_now <> birth
UNION ALL
SELECT 'citizen', citizen_id, citizen_id, 'sex', sex_now, sex, 'ved udgangen af ' || (year(:as_of) - 1)
  FROM pair
 WHERE sex_now <> sex
UNION ALL
SELECT 'citizen', citizen_id, citizen_id, 'placed', iso(placed_now), iso(placed),
       'ved udgangen af ' || (year(:as_of) - 1)
  FROM pair
 WHERE placed_now <> placed

-- id: F10
-- version: 1
-- scope: periods
-- consequence: record
-- kind: external
-- legal: Bekendtgørelse om dataindberetninger på socialområdet, L231: Ny, Ændring og Annullering af et forløb
-- text_da: En leverance, som ikke er besvaret, siger Ny om en indsats, modtageren allerede har fået, eller Ændring
--  eller Annullering om en, den aldrig har fået. Afklar leverancerne med modtageren.
-- text_en: A delivery that is not answered says Ny of a measure that the receiver has had already, or Ændring or
--  Annullering of one that it never had. Settle the deliveries with the receiver.
-- who: indberetningsansvarlig
-- reads: ledger_delivery ledger_item ledger_held staging_measure staging_case_file
-- blames: measure_id
-- checks: ledger_delivery WHERE report = 'dst-l231' AND test = 0 AND state <> 'processed'
-- mend_da: Leverancen: indberet ledger, og kvitteringen hos modtageren
-- mend_en: The delivery: indberet ledger, and the receipt at the receiver
-- by: 2

-- Deliveries on their way, but for those that another one stands for. What an earlier one of them adds counts as had.
WITH
open AS MATERIALIZED (
	SELECT delivery
	  FROM ledger_delivery
	 WHERE report = 'dst-l231'
	   AND test = 0
	   AND state <> 'processed'
	   AND delivery NOT IN (SELECT replaces FROM ledger_delivery WHERE replaces IS NOT NULL)
),
said AS MATERIALIZED (
	SELECT i.delivery, i.record_key, i.op, max(o.delivery) FILTER (WHERE i.op <> 'remove') OVER w AS before
	  FROM open AS o
	  JOIN ledger_item AS i ON i.delivery = o.delivery
	WINDOW w AS (PARTITION BY i.record_key ORDER BY i.delivery ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
judged AS (
	SELECT s.*, coalesce(s.before, (SELECT h.delivery FROM ledger_held AS h
	                                 WHERE h.report = 'dst-l231'
	                                   AND h.record_key = s.record_key
	                                   AND h.delivery <> s.delivery)) AS had
	  FROM said AS s
)
SELECT 'measure' AS entity, j.record_key, m.case_id, c.citizen_id, 'measure_id' AS field,
       CASE j.op WHEN 'add' THEN 'Ny' WHEN 'change' THEN 'Ændring' ELSE 'Annullering' END || ' i leverance ' || j.delivery AS found,
       CASE j.op WHEN 'add' THEN 'Ændring' ELSE 'Ny' END AS expected, 'leverance ' || j.had AS clash, m.file, m.line
  FROM judged AS j
  LEFT JOIN staging_measure AS m ON m.measure_id = j.record_key
  LEFT JOIN staging_case_file AS c ON c.case_id = m.case_id
 WHERE (j.op = 'add') = (j.had IS NOT NULL)

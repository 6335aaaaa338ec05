-- id: I16
-- version: 1
-- scope: periods
-- consequence: info
-- kind: external
-- legal: Ingen bestemmelse; egen kontrol af, at det indberettede og kilden stemmer
-- text_da: Modtageren dømmer efter et andet regelsæt end sidst. Nye fejl kan skyldes dets regler og ikke vores
--  data.
-- text_en: The receiver judges by another set of rules than last time. New errors may come from its rules and
--  not from our data.
-- who: drift
-- reads: ledger_receipt ledger_delivery
-- checks: ledger_receipt WHERE rules IS NOT NULL AND delivery IS NOT NULL
-- blames: rules
-- mend_da: Se modtagerens ændringslog; tilpas indberetningens definition, hvis den skal følge med
-- mend_en: See the receiver's log of changes; change the definition of the return if it has to follow
-- by: 30

-- The newest receipt of each return against the one before it; receipts that do not name a version are passed over.
WITH
told AS MATERIALIZED (
	SELECT d.report, r.receipt, r.rules, substr(r.read_at, 1, 10) AS read_on,
	       lag(r.rules) OVER (PARTITION BY d.report ORDER BY r.receipt) AS before,
	       row_number() OVER (PARTITION BY d.report ORDER BY r.receipt DESC) AS nr
	  FROM ledger_receipt AS r
	  JOIN ledger_delivery AS d ON d.delivery = r.delivery
	 WHERE r.rules IS NOT NULL
)
SELECT 'return' AS entity, report AS record_key, 'rules' AS field, rules || ', læst ' || read_on AS found,
       before AS expected, 'kvittering ' || receipt AS clash
  FROM told
 WHERE nr = 1
   AND rules <> before

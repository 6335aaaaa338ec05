-- id: I09
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: external
-- after: records
-- legal: Ingen bestemmelse; egen kontrol af, at det indberettede og kilden stemmer
-- text_da: Myndigheden melder fejl på poster, som ingen af vores regler har fundet noget på. Koden svarer til
--  en regel, vi ikke har.
-- text_en: The authority tells of errors in records in which none of our rules found anything. The code is one
--  for which we have no rule.
-- who: drift
-- reads: ledger_error finding
-- checks: ledger_error WHERE gone IS NULL AND record_key <> ''
-- blames: code
-- param: records 1 poster med en kode, som ingen regel hos os har set
-- mend_da: Meld koden til dem, der vedligeholder reglerne; posterne står under receipt:<indberetning>
-- mend_en: Tell those who keep the rules of the code; the records stand under receipt:<return>
-- by: 90

-- The errors themselves are findings of stage receipt:<return>, each of them, known code or not; this is the other
-- side: what the authority checks and we do not.
WITH
ours AS MATERIALIZED (
	SELECT DISTINCT record_key
	  FROM finding
	 WHERE record_key IS NOT NULL
	   AND (stage = 'transform' OR stage GLOB 'extract:*' OR stage GLOB 'report:*')
),
told AS MATERIALIZED (
	SELECT e.report, e.code, count(*) AS records, min(e.first_seen) AS since,
	       count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM ours AS o WHERE o.record_key = e.record_key)) AS unseen
	  FROM ledger_error AS e
	 WHERE e.gone IS NULL
	   AND e.record_key <> ''
	   AND e.report NOT GLOB '*/test'
	 GROUP BY e.report, e.code
)
SELECT 'authority_error' AS entity, report || '/' || code AS record_key, 'code' AS field,
       records || ' poster, ' || unseen || ' uden et fund hos os' AS found,
       'et fund hos os på hver' AS expected, 'kode ' || code || ', siden ' || since AS clash
  FROM told
 WHERE unseen >= :records

-- id: H07
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: BL § 198: staten refunderer en andel af udgiften i særligt dyre enkeltsager
-- text_da: Sagens udgifter i året er over grænsen for central refusion, og der er ikke bogført refusion på sagen.
--  Kun posteringer med sagsnummer og autoriseret konto tælles, så udgiften er mindst den viste.
-- text_en: The cost of the case in the year is above the limit of central refund, and no refund is booked on the case.
--  Only postings with a case number and an authorised account count, so the cost is at least what is shown.
-- who: økonomi
-- reads: staging_posting codelist codelist_refund_threshold
-- checks: staging_posting WHERE case_id IS NOT NULL AND function BETWEEN 52820 AND 52824
-- blames: refund
-- mend_da: Økonomisystemet: hjemtag refusionen, eller svar, hvorfor der ikke er nogen
-- mend_en: The finance system: claim the refund, or answer why there is none
-- by: 30

-- Years that are over and have limits. Own payment and income are not taken off; refund is dranst 2. A household
-- with several children may be above the limit where no case is: fact_refund has those.
WITH years AS MATERIALIZED (
	SELECT year, min(limit_ore) AS limit_ore
	  FROM codelist_refund_threshold
	 WHERE ymd(year, 12, 31) < :as_of
	 GROUP BY year
),
cost AS (
	SELECT y.year, y.limit_ore, p.case_id,
	       sum(p.amount) FILTER (WHERE p.dranst = 1 AND p.grouping <> '092'
	                               AND NOT coalesce(p.kind >= '7' AND p.kind < '9', 0)) AS gross,
	       count(*) FILTER (WHERE p.dranst = 2) AS refunds, max(p.file) AS file
	  FROM staging_posting AS p
	  CROSS JOIN years AS y ON y.year = year(p.booked)
	 WHERE p.case_id IS NOT NULL
	   AND p.function IN (SELECT CAST(code AS INTEGER) FROM codelist WHERE list = 'refund_funktion')
	 GROUP BY y.year, p.case_id
)
SELECT 'case_file' AS entity, case_id AS record_key, case_id, 'refund' AS field,
       year || ': ' || (gross / 100) || ' kr.' AS found,
       'refusion af det over ' || (limit_ore / 100) || ' kr.' AS expected, file
  FROM cost
 WHERE gross > limit_ore
   AND refunds = 0

-- id: B17
-- version: 1
-- scope: record
-- consequence: answer
-- kind: external
-- legal: CPR-kontorets beskrivelse af post 997: kvittering for et abonnement, der er slettet
-- text_da: Barnet har en åben sag, men kommunens abonnement på barnet i CPR er ophørt: adresse, forældremyndighed og navn holdes ikke
--  længere ved lige. Opret abonnementet igen.
-- text_en: The child has an open case, but the municipality's subscription to the child in CPR has ended: address, custody and name are
--  no longer kept up. Subscribe again.
-- who: drift
-- reads: staging_case_file staging_citizen staging_cpr_person staging_cpr_closed staging_cpr_file
-- checks: staging_cpr_closed
-- blames: pnr
-- mend_da: Abonnementet hos CPR: tilmeld barnet igen
-- mend_en: The subscription at CPR: enter the child again
-- by: 7

-- Until a later extract of the same task tells of the child again. Few are ended: they come first.
WITH ended AS MATERIALIZED (
	SELECT k.pnr, max(coalesce(k.stamped, f.produced)) AS day
	  FROM staging_cpr_closed AS k
	  JOIN staging_cpr_file AS f ON f.file = k.file
	  JOIN staging_cpr_person AS p ON p.pnr = k.pnr
	  JOIN staging_cpr_file AS h ON h.file = p.file AND h.task = f.task AND h.produced <= f.produced
	 GROUP BY k.pnr
)
SELECT 'citizen' AS entity, c.citizen_id AS record_key, c.citizen_id, 'pnr' AS field,
       'ophørt ' || iso(e.day) AS found, 'et abonnement' AS expected, c.file, c.line
  FROM staging_citizen AS c
  CROSS JOIN ended AS e ON e.pnr = c.pnr
 WHERE c.deleted_at IS NULL
   AND c.citizen_id IN (SELECT citizen_id FROM staging_case_file
                         WHERE deleted_at IS NULL AND closed_on IS NULL)

-- id: B18
-- version: 1
-- scope: record
-- consequence: answer
-- kind: external
-- legal: Leverance L201: FormynderCPRidentifikator; lov om Det Centrale Personregister, § 3
-- text_da: Forælderen eller værgen står med et personnummer, der er annulleret eller afløst efter CPR, eller er død. L201 indberetter
--  indsatsen under det nummer.
-- text_en: The parent or guardian stands with a number that by CPR is annulled or replaced, or is dead. L201 reports the measure under
--  that number.
-- who: sagsbehandler
-- mend_da: Barnets relationer i fagsystemet: skriv det gældende nummer, eller slut relationen
-- mend_en: The child's relations in the case system: write the number in force, or end the relation
-- by: 30
-- reads: staging_relation staging_case_file staging_citizen staging_cpr_person
-- checks: staging_relation WHERE deleted_at IS NULL AND valid_to IS NULL AND EXISTS (SELECT 1 FROM staging_cpr_person)
-- blames: adult_pnr

-- Only of children under 18 with an open case, and while the relation holds. Few numbers are not in force: they come first.
WITH
void AS MATERIALIZED (
	SELECT pnr, status, pnr_current, status_from, status_from_precision
	  FROM staging_cpr_person
	 WHERE status IN (30, 50, 60, 90)
	    OR pnr_current <> pnr
),
holder AS MATERIALIZED (
	SELECT r.citizen_id, r.kind, r.adult_pnr, r.valid_from, r.file, r.line, v.status, v.status_from, v.status_from_precision
	  FROM staging_relation AS r
	  CROSS JOIN void AS v ON v.pnr = r.adult_pnr
	 WHERE r.deleted_at IS NULL
	   AND (r.valid_to IS NULL OR day(r.valid_to) >= :as_of)
),
open AS MATERIALIZED (
	SELECT citizen_id, min(case_id) AS case_id
	  FROM staging_case_file
	 WHERE deleted_at IS NULL
	   AND closed_on IS NULL
	   AND citizen_id IN (SELECT citizen_id FROM holder)
	 GROUP BY citizen_id
)
SELECT 'relation' AS entity, h.citizen_id || '/' || mask(h.adult_pnr) || '/' || h.kind || '/' || h.valid_from AS record_key, o.case_id, h.citizen_id, 'adult_pnr' AS field,
       mask(h.adult_pnr) || CASE h.status WHEN 90 THEN ' død' || CASE h.status_from_precision WHEN 'day' THEN ' ' || iso(h.status_from)
                                                                                      ELSE '' END
                                          WHEN 30 THEN ' annulleret' ELSE ' afløst' END AS found,
       CASE h.status WHEN 90 THEN 'en afsluttet relation' ELSE 'et gældende personnummer' END AS expected, h.file, h.line
  FROM holder AS h
  JOIN open AS o ON o.citizen_id = h.citizen_id
  JOIN staging_citizen AS c ON c.citizen_id = h.citizen_id
 WHERE c.deleted_at IS NULL
   AND coalesce(age(coalesce(pnr_day(c.pnr), day(c.birth_date)), :as_of), 0) < 18

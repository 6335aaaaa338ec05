-- id: B11
-- version: 1
-- scope: case
-- consequence: answer
-- kind: external
-- legal: Retssikkerhedsloven § 9: opholdskommunen handler; BL § 132: kommunen underretter tilflytningskommunen
-- text_da: Barnet har en åben sag her, men bor efter CPR i en anden kommune, er udrejst, forsvundet eller dødt, og sagen er
--  ikke overdraget eller lukket. Anbragte børn er ikke med: for dem følger handlekommunen ikke adressen.
-- text_en: The child has an open case here but by CPR lives in another municipality, has left the country, is gone or dead, and
--  the case was neither handed over nor closed. Placed children are left out: their acting municipality does not follow the address.
-- who: sagsbehandler
-- reads: staging_case_file staging_citizen staging_placement_event staging_municipality_change staging_cpr_person staging_cpr_address
-- with: case_number placed_case
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL AND acting_municipality = :municipality AND EXISTS (SELECT 1 FROM staging_cpr_person)
-- blames: acting_municipality
-- mend_da: Sagen i fagsystemet: overdrag den, eller luk den
-- mend_en: The case in the case system: hand it over, or close it
-- by: 14
-- param: days 14 dage fra flytningen, inden sagen skal være overdraget
WITH
away AS (
	SELECT n.case_id, n.citizen_id, n.file, n.line,
	       CASE p.status WHEN 70 THEN 'forsvundet' WHEN 80 THEN 'udrejst' WHEN 90 THEN 'død'
	            ELSE 'bor i ' || substr(a.municipality, 2) END AS what,
	       CASE WHEN p.status < 30 THEN substr(a.municipality, 2) ELSE 'lukket sag' END AS expected,
	       CASE WHEN p.status < 30 THEN coalesce(a.moved_to_municipality, a.moved_in)
	            ELSE p.status_from END AS since
	  FROM case_number AS n
	  JOIN staging_cpr_person AS p ON p.pnr = n.pnr
	  LEFT JOIN staging_cpr_address AS a ON a.pnr = n.pnr
	 WHERE n.acting = :municipality
	   AND (p.status IN (70, 80, 90)
	        OR p.status < 10 AND a.municipality <> '0' || :municipality)
)
SELECT 'case_file' AS entity, w.case_id AS record_key, w.case_id, w.citizen_id,
       'acting_municipality' AS field, :municipality AS found, w.expected AS expected,
       'CPR: ' || w.what || ' fra ' || iso(w.since) AS clash, w.file, w.line
  FROM away AS w
 WHERE w.since < :as_of - :days
   AND w.case_id NOT IN (SELECT case_id FROM placed_case)
   AND NOT EXISTS (SELECT 1
                     FROM staging_municipality_change AS m
                    WHERE m.case_id = w.case_id
                      AND m.role = 'acting'
                      AND m.deleted_at IS NULL
                      AND m.to_code <> :municipality
                      AND day(m.changed_on) >= w.since)

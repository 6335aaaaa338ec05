-- id: B16
-- version: 1
-- scope: case
-- consequence: answer
-- kind: external
-- legal: Retssikkerhedsloven § 9: opholdskommunen handler; BL § 132: fraflytningskommunen underretter
-- text_da: Barnet er flyttet hertil efter CPR og har en åben sag, men handlekommunen er stadig en anden. Sagen skal overtages,
--  eller det skal fremgå, at den anden kommune handler videre. Anbragte børn er ikke med.
-- text_en: By CPR the child has moved here and has an open case, but another municipality is still the acting one. Take the case
--  over, or show that the other municipality goes on acting. Placed children are left out.
-- who: sagsbehandler
-- reads: staging_case_file staging_citizen staging_placement_event staging_cpr_person staging_cpr_address
-- with: case_number placed_case
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL AND EXISTS (SELECT 1 FROM staging_cpr_person)
-- blames: acting_municipality
-- mend_da: Sagen i fagsystemet: overtag den, eller registrer hvem der handler
-- mend_en: The case in the case system: take it over, or enter who acts
-- by: 14
-- param: days 14 dage fra flytningen, inden sagen skal være overtaget
SELECT 'case_file' AS entity, n.case_id AS record_key, n.case_id, n.citizen_id,
       'acting_municipality' AS field, n.acting AS found, :municipality AS expected,
       'CPR: tilflyttet ' || iso(a.moved_to_municipality) AS clash, n.file, n.line
  FROM case_number AS n
  JOIN staging_cpr_person AS p ON p.pnr = n.pnr
  JOIN staging_cpr_address AS a ON a.pnr = n.pnr
 WHERE n.acting <> :municipality
   AND p.status < 10
   AND a.municipality = '0' || :municipality
   AND a.from_municipality <> a.municipality
   AND a.moved_to_municipality < :as_of - :days
   AND n.case_id NOT IN (SELECT case_id FROM placed_case)

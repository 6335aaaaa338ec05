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
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL AND EXISTS (SELECT 1 FROM staging_cpr_person)
-- param: days 14 dage fra flytningen, inden sagen skal være overtaget
WITH RECURSIVE
number (case_id, citizen_id, pnr, acting, file, line, steps) AS (
	SELECT k.case_id, k.citizen_id, c.pnr, k.acting_municipality, k.file, k.line, 0
	  FROM staging_case_file AS k
	  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	 WHERE k.deleted_at IS NULL
	   AND k.closed_on IS NULL
	   AND k.acting_municipality <> :municipality
	   AND c.deleted_at IS NULL
	   AND pnr_day(c.pnr) IS NOT NULL
	UNION ALL
	SELECT n.case_id, n.citizen_id, p.pnr_current, n.acting, n.file, n.line, n.steps + 1
	  FROM number AS n
	  JOIN staging_cpr_person AS p ON p.pnr = n.pnr
	 WHERE p.pnr_current <> p.pnr
	   AND n.steps < 20
),
ended AS MATERIALIZED (
	SELECT DISTINCT placement_id
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('5', '5.5')
),
placed AS MATERIALIZED (
	SELECT DISTINCT case_id
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0', '7', '7.2', '7.5')
	   AND placement_id NOT IN (SELECT placement_id FROM ended WHERE placement_id IS NOT NULL)
)
SELECT 'case_file' AS entity, n.case_id AS record_key, n.case_id, n.citizen_id,
       'acting_municipality' AS field, n.acting AS found, :municipality AS expected,
       'CPR: tilflyttet ' || iso(a.moved_to_municipality) AS clash, n.file, n.line
  FROM number AS n
  JOIN staging_cpr_person AS p ON p.pnr = n.pnr
  JOIN staging_cpr_address AS a ON a.pnr = n.pnr
 WHERE p.status < 10
   AND a.municipality = '0' || :municipality
   AND a.from_municipality <> a.municipality
   AND a.moved_to_municipality < :as_of - :days
   AND n.case_id NOT IN (SELECT case_id FROM placed WHERE case_id IS NOT NULL)

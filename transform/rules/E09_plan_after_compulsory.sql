-- id: E09
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 91: planen foreligger, før der træffes afgørelse om anbringelse uden samtykke; før 2024 SEL § 140
-- text_da: Der er truffet afgørelse om anbringelse uden samtykke, og ingen plan i sagen er fra før afgørelsen.
-- text_en: A placement without consent was decided, and no plan of the case is from before the decision.
-- who: sagsbehandler
-- reads: staging_decision staging_case_file staging_plan codelist_attr
-- blames: decided_on
-- checks: staging_decision WHERE deleted_at IS NULL AND kind = 'compulsory'
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Planens dato, eller afgørelsens art, i fagsystemet
-- mend_en: The day of the plan, or the kind of the decision, in the case system
-- by: 14

-- A plan of the same day will do, and one whose day cannot be read. One that came later makes it
-- information. A sentence or remand is no decision of the committee.
WITH
plan AS MATERIALIZED (
	SELECT case_id, min(coalesce(day(written_on), -999999)) AS first
	  FROM staging_plan
	 WHERE deleted_at IS NULL
	   AND written_on IS NOT NULL
	 GROUP BY case_id
)
SELECT CASE WHEN p.first IS NOT NULL THEN 'info' END AS consequence,
       'decision' AS entity, d.decision_id AS record_key, d.case_id, c.citizen_id, 'decided_on' AS field,
       coalesce('planen er fra ' || iso(p.first), 'ingen plan') AS found, 'en plan senest ' || d.decided_on AS expected,
       day(d.decided_on) AS event_day, d.file, d.line
  FROM staging_decision AS d
  JOIN staging_case_file AS c ON c.case_id = d.case_id
  LEFT JOIN plan AS p ON p.case_id = d.case_id
 WHERE d.deleted_at IS NULL
   AND d.kind = 'compulsory'
   AND d.basis_code IN (SELECT code FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent' AND value = 'without')
   AND day(d.decided_on) BETWEEN :as_of - :back AND :as_of
   AND (p.first IS NULL OR p.first > day(d.decided_on))

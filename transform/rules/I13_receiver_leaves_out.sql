-- id: I13
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- after: records
-- legal: Danmarks Statistik, statistikdokumentation: poster med ugyldigt personnummer eller hændelser uden dato
--  udelades
-- text_da: Modtageren udelader posten uden at sige det: personnummeret er annulleret i CPR, eller hændelsen har
--  ingen dag.
-- text_en: The receiver leaves the record out without a word: the personal number is annulled in CPR, or the
--  event has no day.
-- who: sagsbehandler
-- reads: record_l201 record_l231 record_underretning record_anbringelse fact_citizen staging_placement_event
--  staging_case_file
-- checks: record_l201 WHERE reason IS NULL
-- checks: record_l231 WHERE reason IS NULL
-- checks: record_underretning WHERE reason IS NULL
-- checks: record_anbringelse WHERE reason IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL
-- blames: pnr effect_on
-- mend_da: Barnets personnummer eller hændelsens dage i fagsystemet
-- mend_en: The child's personal number or the days of the event in the case system
-- by: 7

-- Of the records that are selected: what the receiver accepts in form and then does not count. A number without a date
-- in it, no number and no birth date are reasons of the selection (NO_PNR, NO_BIRTH) and not here.
WITH
-- Status 30: annulled; 50 and 60: replaced, and by which number is not known.
void AS MATERIALIZED (
	SELECT citizen_id, pnr, cpr_status FROM fact_citizen WHERE cpr_status IN (30, 50, 60) AND pnr IS NOT NULL
),
sent (entity, record_key, report, case_id, citizen_id, pnr) AS (
	SELECT 'measure', measure_id, 'dst-l201', case_id, citizen_id, child_pnr FROM record_l201 WHERE reason IS NULL
	UNION ALL
	SELECT 'measure', measure_id, 'dst-l231', case_id, citizen_id, pnr FROM record_l231 WHERE reason IS NULL
	UNION ALL
	SELECT 'notification', notification_id, 'dst-underretninger', case_id, citizen_id, pnr
	  FROM record_underretning WHERE reason IS NULL
	UNION ALL
	SELECT 'placement_event', event_id, 'dst-anbringelser', case_id, citizen_id, pnr
	  FROM record_anbringelse WHERE reason IS NULL
)
SELECT s.entity, s.record_key, s.case_id, s.citizen_id, 'pnr' AS field,
       mask(s.pnr) || ' med status ' || v.cpr_status AS found, 'et gældende personnummer' AS expected,
       s.report AS clash, NULL AS file, NULL AS line
  FROM sent AS s
  JOIN void AS v ON v.citizen_id = s.citizen_id AND v.pnr = s.pnr
UNION ALL
SELECT 'placement_event', e.event_id, e.case_id, c.citizen_id, 'effect_on', 'ingen dag',
       'dagen, hændelsen trådte i kraft eller blev afgjort', 'dst-anbringelser', e.file, e.line
  FROM staging_placement_event AS e
  LEFT JOIN staging_case_file AS c ON c.case_id = e.case_id
 WHERE e.deleted_at IS NULL
   AND e.effect_on IS NULL
   AND e.decided_on IS NULL

-- id: A09
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation anbringelser: årsag til ophør, og hvor barnet er udskrevet til
-- text_da: Årsagen er "anden", men sagens egne oplysninger eller CPR viser hvilken: barnet er dødt, fyldte 18 år eller 23 år, flyttede i
--  egen bolig, eller handlepligten gik over til en anden kommune den dag.
-- text_en: The reason given is "other", but the case or CPR shows which: the child died, turned 18 or 23, moved to an own home, or the
--  duty to act passed to another municipality on that day.
-- who: sagsbehandler
-- mend_da: Lukkeårsagen på sagen eller ophørsårsagen på anbringelsen i fagsystemet
-- mend_en: The closing reason of the case, or the end reason of the placement, in the case system
-- by: 30
-- reads: staging_case_file staging_citizen staging_placement_event staging_municipality_change staging_cpr_person
-- checks: staging_case_file WHERE deleted_at IS NULL AND close_reason = 'other'
-- checks: staging_placement_event WHERE deleted_at IS NULL AND end_reason = 'other'
-- blames: close_reason end_reason
-- param: days 7 dage mellem det, der viser årsagen, og lukningen; begge ender med

-- The case store has no text beside "other" to look at, so it is held against what else is known. Where several fit, the first named counts.
WITH
loose (entity, record_key, case_id, field, at, moved_to, file, line) AS MATERIALIZED (
	SELECT 'case_file', case_id, case_id, 'close_reason', day(closed_on), NULL, file, line
	  FROM staging_case_file
	 WHERE deleted_at IS NULL AND close_reason = 'other'
	UNION ALL
	SELECT 'placement_event', event_id, case_id, 'end_reason', day(effect_on), moved_to, file, line
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND end_reason = 'other' AND event_code = '5'
),
told AS (
	SELECT o.*, k.citizen_id, coalesce(pnr_day(c.pnr), day(c.birth_date)) AS birth,
	       CASE WHEN p.status = 90 AND p.status_from_precision = 'day' THEN p.status_from END AS died,
	       EXISTS (SELECT 1 FROM staging_municipality_change AS m
	                WHERE m.case_id = o.case_id
	                  AND m.role = 'acting'
	                  AND m.deleted_at IS NULL
	                  AND m.from_code = :municipality
	                  AND day(m.changed_on) BETWEEN o.at - :days AND o.at + :days) AS handed
	  FROM loose AS o
	  JOIN staging_case_file AS k ON k.case_id = o.case_id
	  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE o.at IS NOT NULL
),
known AS (
	SELECT *,
	       CASE WHEN died <= at + :days THEN 'died (død ' || iso(died) || ')'
	            WHEN handed THEN 'handed_over (handlepligten overdraget)'
	            WHEN field = 'end_reason' AND at BETWEEN add_months(birth, 216) - 1 AND add_months(birth, 216)
	            THEN 'age (fyldte 18 år)'
	            WHEN field = 'close_reason' AND at BETWEEN add_months(birth, 276) - 1 AND add_months(birth, 276)
	            THEN 'age (fyldte 23 år)'
	            WHEN field = 'end_reason' AND moved_to = '3' AND age(birth, at) >= 18
	            THEN 'own_home (flyttet i egen bolig)' END AS reason
	  FROM told
)
SELECT entity, record_key, case_id, citizen_id, field, 'other (anden)' AS found, reason AS expected, file, line
  FROM known
 WHERE reason IS NOT NULL

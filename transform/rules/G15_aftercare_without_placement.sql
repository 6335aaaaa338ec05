-- id: G15
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Barnets lov § 114, stk. 1, nr. 1, og § 120 (før 2024 servicelovens §§ 76, stk. 3, nr. 1, og 76 a): døgnophold efter det 18. år opretholdes eller
--  genetableres for den, der har været anbragt
-- text_da: Der er døgnophold efter det 18. år (hændelse 7 eller 7.2) for en ung, der ingen anbringelse har før det.
-- text_en: There is a stay after 18 (event 7 or 7.2) of a young person who has no placement before it.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('7', '7.2')
-- blames: event_code
-- spares: migrated
-- mend_da: Anbringelsens hændelser: registrér anbringelsen (0) eller overtagelsen (7.5), som opholdet fortsætter
-- mend_en: The events of the placement: enter the placement (0) or the take-over (7.5) that the stay continues
-- by: 14

-- Any placement of the same child will do, of whatever case. Where one has no day nothing is said; the first such event is told of.
WITH
event AS (
	SELECT v.event_id, v.case_id, k.citizen_id, v.event_code, day(v.effect_on) AS at, v.file, v.line,
	       min(CASE WHEN v.event_code IN ('0', '7.5') THEN coalesce(day(v.effect_on), -2932896) END)
	               OVER (PARTITION BY k.citizen_id) AS placed,
	       row_number() OVER (PARTITION BY k.citizen_id, v.event_code IN ('7', '7.2')
	                              ORDER BY day(v.effect_on) IS NULL, day(v.effect_on), v.event_id) AS nr
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND k.citizen_id IS NOT NULL
	   AND v.event_code IN ('0', '7', '7.2', '7.5')
)
SELECT 'placement_event' AS entity, event_id AS record_key, case_id, citizen_id, 'event_code' AS field,
       event_code || ' ' || iso(at) AS found, 'en anbringelse (0 eller 7.5) før' AS expected,
       'tidligst anbragt ' || iso(placed) AS clash, at AS event_day, file, line
  FROM event
 WHERE event_code IN ('7', '7.2')
   AND nr = 1
   AND at IS NOT NULL
   AND (placed IS NULL OR placed >= at)

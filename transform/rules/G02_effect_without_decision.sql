-- id: G02
-- version: 1
-- scope: case
-- consequence: record
-- kind: entry
-- legal: Barnets lov §§ 46 og 47 (før 2024 servicelovens §§ 52 og 58): en anbringelse kræver en afgørelse; Danmarks Statistik: afgørelsen (0.2)
--  er en hændelse for sig med grundlag og årsager
-- text_da: Anbringelsen er iværksat, men forløbet har ingen afgørelse (hændelse 0.2), eller skiftet af sted eller døgnopholdet efter det 18. år
--  har ingen afgørelse. Iværksættelsen indberettes ikke, før afgørelsen er registreret.
-- text_en: The placement took effect, but has no decision (event 0.2), or the change of place or the stay after 18 has none. The effect
--  is not reported until the decision is entered.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_decision codelist
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '1', '7', '7.2')
-- blames: decision_id
-- spares: migrated
-- mend_da: Anbringelsens hændelser: registrér afgørelsen, eller knyt hændelsen til den
-- mend_en: The events of the placement: enter the decision, or tie the event to it
-- by: 7

-- What was taken over (7.5) was decided elsewhere. Only 0 stops the record; an event that gives the day of its decision has one.
WITH
decided AS MATERIALIZED (
	SELECT DISTINCT placement_id FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0.2', '7.5')
	   AND placement_id IS NOT NULL
),
-- Of a case with an event that cannot be told the decision may be that one.
unsure AS MATERIALIZED (
	SELECT DISTINCT case_id FROM staging_placement_event
	 WHERE case_id IS NOT NULL
	   AND (event_code IS NULL
	        OR event_code NOT IN (SELECT code FROM codelist WHERE list = 'haendelse')
	        OR event_code IN ('0.2', '7.5') AND (placement_id IS NULL OR deleted_at IS NOT NULL AND day(deleted_at) IS NULL))
)
SELECT CASE WHEN v.event_code <> '0' THEN 'answer' END AS consequence, 'placement_event' AS entity, v.event_id AS record_key,
       v.case_id, k.citizen_id, 'decision_id' AS field, v.decision_id AS found,
       CASE v.event_code WHEN '0' THEN 'en afgørelse om anbringelse (hændelse 0.2) i forløbet'
                         ELSE 'en afgørelse med dato' END AS expected,
       'hændelse ' || v.event_code AS clash, day(v.effect_on) AS event_day, v.file, v.line
  FROM staging_placement_event AS v
  JOIN staging_case_file AS k ON k.case_id = v.case_id
  LEFT JOIN staging_decision AS d ON d.decision_id = v.decision_id
 WHERE v.deleted_at IS NULL
   AND v.placement_id IS NOT NULL
   AND k.deleted_at IS NULL
   AND CASE v.event_code
            WHEN '0' THEN v.placement_id NOT IN (SELECT placement_id FROM decided)
                          AND v.case_id NOT IN (SELECT case_id FROM unsure)
            ELSE v.event_code IN ('1', '7', '7.2')
                 AND v.decided_on IS NULL
                 AND (v.decision_id IS NULL OR d.deleted_at IS NOT NULL) END

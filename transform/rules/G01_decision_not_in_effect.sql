-- id: G01
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, anbringelsesstatistikken: en afgørelse (hændelse 0.2) følges af en iværksættelse (0) eller bortfalder; de 60 dage
--  er valgt, ikke en frist i loven
-- text_da: Afgørelsen om anbringelse er hverken iværksat eller bortfaldet længe efter, at den blev truffet.
-- text_en: The decision on placement has neither been put into effect nor lapsed long after it was made.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_decision codelist_attr
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code = '0.2'
-- blames: effect_on
-- param: days 60 dage fra afgørelsen, dagen selv ikke med
-- spares: migrated
-- mend_da: Anbringelsens hændelser: registrér iværksættelsen, eller ophør med årsag bortfaldet
-- mend_en: The events of the placement: enter that it took effect, or its end with the reason lapsed
-- by: 14

-- In time on the 60th day, found from the day after. One made while the placement was in effect changes it and is in effect itself;
-- one for the unborn takes effect at birth; one that an appeal suspended or changed is G18's. A start without a day is not judged.
WITH
event AS MATERIALIZED (
	SELECT event_id, placement_id, case_id, event_code, decision_id, basis_code, day(decided_on) AS decided,
	       day(effect_on) AS at, file, line
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND placement_id IS NOT NULL
)
SELECT 'placement_event' AS entity, e.event_id AS record_key, e.case_id, k.citizen_id, 'effect_on' AS field, NULL AS found,
       'iværksat (hændelse 0) senest ' || iso(e.decided + :days) || ', eller ophørt som bortfaldet' AS expected,
       'afgjort ' || iso(e.decided) AS clash, e.decided AS event_day, e.file, e.line
  FROM event AS e
  JOIN staging_case_file AS k ON k.case_id = e.case_id
  LEFT JOIN staging_decision AS d ON d.decision_id = e.decision_id
 WHERE e.event_code = '0.2'
   AND e.decided + :days < :as_of
   AND k.deleted_at IS NULL
   AND NOT coalesce(d.suspended = '1' AND d.appeal_outcome IS NULL, 0)
   AND coalesce(d.appeal_outcome, '') NOT IN ('annulled', 'changed', 'remitted')
   AND coalesce(e.basis_code, '') NOT IN (SELECT code FROM codelist_attr
                                           WHERE list = 'grundlag' AND name = 'unborn' AND value = '1')
   AND NOT EXISTS (SELECT 1 FROM event AS s
                    WHERE s.placement_id = e.placement_id
                      AND s.event_code IN ('0', '7', '7.2', '7.5')
                      AND NOT EXISTS (SELECT 1 FROM event AS t
                                       WHERE t.placement_id = s.placement_id
                                         AND t.event_code IN ('5', '5.5')
                                         AND t.at >= s.at
                                         AND t.at < e.decided))
   AND NOT EXISTS (SELECT 1 FROM event AS t
                    WHERE t.placement_id = e.placement_id
                      AND t.event_code IN ('5', '5.5')
                      AND coalesce(t.at, t.decided, e.decided) >= e.decided)

-- id: G13
-- version: 1
-- scope: cases
-- consequence: record
-- kind: entry
-- legal: Barnets lov §§ 114, stk. 1, nr. 1, og 120 (før 2024 servicelovens §§ 76, stk. 3, nr. 1, og 76 a): en anbringelse ophører ved det
--  18. år, hvis den ikke videreføres; BEK nr. 1295 af 14/11/2023 § 1: døgnophold for 18-22-årige er hændelser for sig
-- text_da: Anbringelsen løber videre efter den unges 18-års fødselsdag uden at være videreført (hændelse 7.2) den dag og uden at
--  være ophørt senest den dag. Hændelser fra fødselsdagen indberettes ikke, før det er rettet.
-- text_en: The placement runs on past the 18th birthday without being continued (event 7.2) on that day and without
--  having ended by it. Events from the birthday on are not reported until it is mended.
-- who: sagsbehandler
-- reads: staging_case_file staging_citizen staging_placement_event staging_municipality_change staging_cpr_person
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '7', '7.2', '7.5')
-- blames: event_code
-- mend_da: Anbringelsens hændelser i fagsystemet: ophør (5) eller videreførelse (7.2) på fødselsdagen
-- mend_en: The events of the placement in the case system: the end (5) or the continuation (7.2) on the birthday
-- by: 14
-- param: days 0 dage, videreførelsen må ligge fra fødselsdagen

-- Born 29 February: 18 on 1 March. Only where our municipality acts on the birthday. The last that began or ended up to the
-- birthday decides; what ends on it counts as ended. A stay re-established that day (7), or taken over as one of 18-22 (7.5), is continued too.
WITH
child AS (
	SELECT c.citizen_id,
	       coalesce(CASE p.birth_precision WHEN 'day' THEN p.birth END, pnr_day(c.pnr), day(c.birth_date))
	               AS birth
	  FROM staging_citizen AS c
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE c.deleted_at IS NULL
),
grown AS (
	SELECT citizen_id, add_months(birth, 216) + (age(birth, add_months(birth, 216)) < 18) AS adult
	  FROM child
	 WHERE age(birth, :as_of) >= 18
),
state AS (
	SELECT v.placement_id, min(k.case_id) AS case_id, k.citizen_id, g.adult,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7', '7.2', '7.5')
	                                       AND day(v.effect_on) < g.adult) AS started,
	       min(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7', '7.2', '7.5')) AS begun,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('5', '5.5')
	                                       AND day(v.effect_on) <= g.adult) AS ended,
	       max((v.event_code IN ('7', '7.2') AND abs(day(v.effect_on) - g.adult) <= :days)
	           OR (v.event_code = '7.5' AND day(v.effect_on) = g.adult)) AS continued,
	       min(v.effect_on) FILTER (WHERE v.event_code = '7.2') AS other_day
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	  JOIN grown AS g ON g.citizen_id = k.citizen_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND day(v.effect_on) IS NOT NULL
	 GROUP BY v.placement_id, k.citizen_id
),
acting AS (
	SELECT s.*,
	       coalesce((SELECT m.to_code FROM staging_municipality_change AS m
	                  WHERE m.case_id = s.case_id AND m.role = 'acting' AND m.deleted_at IS NULL
	                    AND day(m.changed_on) <= s.adult
	                  ORDER BY day(m.changed_on) DESC LIMIT 1),
	                (SELECT m.from_code FROM staging_municipality_change AS m
	                  WHERE m.case_id = s.case_id AND m.role = 'acting' AND m.deleted_at IS NULL
	                    AND day(m.changed_on) > s.adult
	                  ORDER BY day(m.changed_on) LIMIT 1),
	                (SELECT k.acting_municipality FROM staging_case_file AS k
	                  WHERE k.case_id = s.case_id)) AS acting
	  FROM state AS s
	 WHERE started IS NOT NULL
	   AND (ended IS NULL OR ended >= begun AND ended < started)
	   AND NOT continued
)
SELECT 'placement' AS entity, placement_id AS record_key, case_id, citizen_id, 'event_code' AS field,
       '7.2 ' || other_day AS found, '7.2 på 18-års fødselsdagen, eller 5 senest den dag' AS expected
  FROM acting
 WHERE acting = :municipality

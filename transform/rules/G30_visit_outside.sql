-- id: G30
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Barnets lov § 156 (før 2024 servicelovens § 148): tilsynet føres med barnet på anbringelsesstedet
-- text_da: Tilsynsbesøget er dateret, før anbringelsen begyndte, eller efter den ophørte, og tæller ikke med.
-- text_en: The supervision visit is dated before the placement began or after it ended, and does not count.
-- who: sagsbehandler
-- reads: staging_visit staging_placement_event staging_case_file
-- checks: staging_visit WHERE deleted_at IS NULL AND placement_id IS NOT NULL
-- blames: visited_on
-- spares: migrated
-- mend_da: Tilsynsbesøgets dato, eller anbringelsens begyndelse og ophør
-- mend_en: The day of the visit, or the beginning and end of the placement
-- by: 30

-- The first and last day of the placement are inside it. Where a beginning or an end has no day nothing is said; a visit
-- before 1990 or in the future is rule C02's.
WITH
stay AS MATERIALIZED (
	SELECT v.placement_id, min(k.case_id) AS case_id, min(k.citizen_id) AS citizen_id,
	       min(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7', '7.2', '7.5')) AS first,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7', '7.2', '7.5')) AS again,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('5', '5.5')) AS last
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.event_code IN ('0', '5', '5.5', '7', '7.2', '7.5')
	 GROUP BY v.placement_id
	HAVING sum(day(v.effect_on) IS NULL) = 0
)
SELECT 'visit' AS entity, t.visit_id AS record_key, s.case_id, s.citizen_id, 'visited_on' AS field, t.visited_on AS found,
       'fra ' || iso(s.first) || coalesce(' til ' || iso(CASE WHEN s.last >= s.again THEN s.last END), '') AS expected,
       'placement ' || s.placement_id AS clash, day(t.visited_on) AS event_day, t.file, t.line
  FROM staging_visit AS t
 CROSS JOIN stay AS s ON s.placement_id = t.placement_id
 WHERE t.deleted_at IS NULL
   AND day(t.visited_on) BETWEEN ymd(1990, 1, 1) AND :as_of + 1
   AND (day(t.visited_on) < s.first OR s.last >= s.again AND day(t.visited_on) > s.last)

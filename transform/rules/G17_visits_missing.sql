-- id: G17
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Barnets lov § 156, stk. 5 (før 2024 servicelovens § 148): mindst to tilsynsbesøg om året
-- text_da: Barnet har været anbragt i alle de seneste 12 hele måneder og har haft færre tilsynsbesøg, end loven kræver.
-- text_en: The child was placed in all of the last 12 whole months and had fewer supervision visits than the law demands.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_visit
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '7', '7.5')
-- blames: visited_on
-- param: visits 2 besøg på de 12 måneder
-- mend_da: Anbringelsens tilsynsbesøg: registrér dem, der er holdt, eller aftal det næste
-- mend_en: The supervision visits of the placement: enter those that were made, or arrange the next
-- by: 30

-- The same children and months as key figure visits_2y: placed on the first day of the twelve months and not ended by the last.
-- Two visits of one day are one. Where a visit or an end has no day nothing is said.
WITH
span AS (
	SELECT add_months(:period_end + 1, -12) AS first, :period_end AS last
),
state AS (
	SELECT v.placement_id, min(k.case_id) AS case_id, min(k.citizen_id) AS citizen_id,
	       min(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7', '7.5')) AS first_start,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7', '7.5')) AS started,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('5', '5.5')) AS ended,
	       sum(day(v.effect_on) IS NULL) AS undated
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.placement_id IS NOT NULL
	   AND v.event_code IN ('0', '5', '5.5', '7', '7.5')
	 GROUP BY v.placement_id
),
placed AS (
	SELECT s.*, p.first, p.last
	  FROM state AS s
	 CROSS JOIN span AS p
	 WHERE started <= p.first
	   AND (ended IS NULL OR ended > p.last OR ended >= first_start AND ended < started)
	   AND undated = 0
),
visit AS (
	SELECT placement_id, count(DISTINCT day(visited_on)) FILTER (WHERE day(visited_on) BETWEEN p.first AND p.last) AS n,
	       max(day(visited_on)) AS latest, sum(day(visited_on) IS NULL) AS undated
	  FROM staging_visit
	 CROSS JOIN span AS p
	 WHERE deleted_at IS NULL
	 GROUP BY placement_id
)
SELECT 'placement' AS entity, p.placement_id AS record_key, p.case_id, p.citizen_id, 'visited_on' AS field,
       coalesce(v.n, 0) || ' besøg fra ' || iso(p.first) || ' til ' || iso(p.last) AS found,
       'mindst ' || :visits || ' besøg' AS expected, 'sidste besøg ' || iso(v.latest) AS clash, p.last AS event_day
  FROM placed AS p
  LEFT JOIN visit AS v ON v.placement_id = p.placement_id
 WHERE coalesce(v.n, 0) < :visits
   AND coalesce(v.undated, 0) = 0

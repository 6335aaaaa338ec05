-- text: placements, from their spells and events
-- reads: staging_placement_event fact_case fact_placement_spell
-- writes: fact_placement

-- A placement begins with its first spell and ends with its last. Where it was decided without being put
-- into effect it has no first day.
DELETE FROM fact_placement;

INSERT INTO fact_placement (placement_id, case_id, citizen_id, decided, started, ended, start_event,
                            end_event, first_place_type, basis, end_reason, moved_to)
WITH
decided AS (
	SELECT placement_id, min(case_id) AS case_id,
	       coalesce(min(day(decided_on)) FILTER (WHERE event_code = '0.2'), min(day(decided_on))) AS decided
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND placement_id IS NOT NULL
	   AND case_id IS NOT NULL
	   AND coalesce(day(effect_on), day(decided_on)) IS NOT NULL
	 GROUP BY placement_id
),
spell AS (
	SELECT placement_id, min(spell) AS first, max(spell) AS last FROM fact_placement_spell
	 GROUP BY placement_id
),
finish AS (
	SELECT placement_id, day(effect_on) AS at, event_code, end_reason, moved_to,
	       row_number() OVER (PARTITION BY placement_id, effect_on, event_code ORDER BY event_id) AS nr
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('5', '5.5')
)
SELECT d.placement_id, d.case_id, c.citizen_id, d.decided, a.started, z.ended, a.start_event,
       CASE WHEN z.ended IS NOT NULL THEN z.end_event END, a.place_type, a.basis, f.end_reason,
       f.moved_to
  FROM decided AS d
  LEFT JOIN fact_case AS c ON c.case_id = d.case_id
  LEFT JOIN spell AS s ON s.placement_id = d.placement_id
  LEFT JOIN fact_placement_spell AS a ON a.placement_id = d.placement_id AND a.spell = s.first
  LEFT JOIN fact_placement_spell AS z ON z.placement_id = d.placement_id AND z.spell = s.last
  LEFT JOIN finish AS f ON f.placement_id = d.placement_id AND f.at = z.ended
                       AND f.event_code = z.end_event AND f.nr = 1
 ORDER BY d.placement_id;

-- text: placements put into effect, and why
-- reads: staging_placement_event staging_placement_reason fact_placement fact_placement_spell
--  fact_placement_start fact_acting fact_citizen
-- writes: fact_placement_start fact_placement_reason

-- Event 0 puts a placement into effect, 7 a stay of aftercare. Neither does where the child was placed
-- that same day without an end: then it tells of a placement that goes on.
DELETE FROM fact_placement_start;
DELETE FROM fact_placement_reason;

INSERT INTO fact_placement_start (placement_id, spell, case_id, citizen_id, started, ours, basis,
                                  place_type)
SELECT s.placement_id, s.spell, p.case_id, b.citizen_id, s.started,
       EXISTS (SELECT 1 FROM fact_acting AS a
                WHERE a.case_id = p.case_id
                  AND coalesce(a.started <= s.started, 1)
                  AND coalesce(a.ended > s.started, 1)), s.basis, s.place_type
  FROM fact_placement_spell AS s
  JOIN fact_placement AS p ON p.placement_id = s.placement_id
  JOIN fact_citizen AS b ON b.citizen_id = s.citizen_id
  LEFT JOIN fact_placement_spell AS before ON before.placement_id = s.placement_id
                                          AND before.spell = s.spell - 1
 WHERE s.start_event IN ('0', '7')
   AND (before.spell IS NULL OR before.end_event IN ('5', '5.5'))
 ORDER BY s.placement_id, s.spell;

-- Reasons stand on the decision, or on the event. They belong to the first start from that day on, and
-- where there is none (a decision taken afterwards) to the last before it.
INSERT INTO fact_placement_reason (placement_id, spell, reason)
WITH
told AS (
	SELECT v.placement_id, r.reason_code AS reason,
	       CASE v.event_code WHEN '0.2' THEN coalesce(day(v.decided_on), day(v.effect_on))
	                         ELSE day(v.effect_on) END AS at
	  FROM staging_placement_reason AS r
	  JOIN staging_placement_event AS v ON v.event_id = r.event_id
	 WHERE r.deleted_at IS NULL
	   AND v.deleted_at IS NULL
	   AND v.event_code IN ('0.2', '0', '7')
)
SELECT DISTINCT placement_id,
       coalesce((SELECT min(s.spell) FROM fact_placement_start AS s
                  WHERE s.placement_id = t.placement_id AND s.started >= t.at),
                (SELECT max(s.spell) FROM fact_placement_start AS s
                  WHERE s.placement_id = t.placement_id)) AS start,
       reason
  FROM told AS t
 WHERE at IS NOT NULL
   AND start IS NOT NULL
 ORDER BY placement_id, start, reason;

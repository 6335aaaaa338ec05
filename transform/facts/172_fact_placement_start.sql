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

-- Reasons stand on the event, or on the decision it puts into effect: the one it names, else the last since
-- the placement ended, and where it was decided afterwards the first from then on. The event that
-- opens a spell is the first of that day.
INSERT INTO fact_placement_reason (placement_id, spell, reason)
WITH
event AS MATERIALIZED (
	SELECT placement_id, event_id, event_code, decision_id,
	       coalesce(day(effect_on), CASE event_code WHEN '0.2' THEN day(decided_on) END) AS at
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0.2', '0', '7')
),
opened AS MATERIALIZED (
	SELECT s.placement_id, s.spell, s.started, p.start_event, min(e.event_id) AS event_id,
	       e.decision_id, coalesce(before.ended, -1000000) AS home
	  FROM fact_placement_start AS s
	  JOIN fact_placement_spell AS p ON p.placement_id = s.placement_id AND p.spell = s.spell
	  JOIN event AS e ON e.placement_id = s.placement_id AND e.event_code = p.start_event
	   AND e.at = s.started
	  LEFT JOIN fact_placement_spell AS before ON before.placement_id = s.placement_id
	   AND before.spell = s.spell - 1
	 GROUP BY s.placement_id, s.spell
),
decided AS (
	SELECT o.placement_id, o.spell, d.event_id,
	       row_number() OVER (PARTITION BY o.placement_id, o.spell
	                          ORDER BY coalesce(d.decision_id = o.decision_id, 0) DESC,
	                                   d.at > o.started, abs(d.at - o.started),
	                                   CASE WHEN d.at > o.started THEN d.event_id END,
	                                   d.event_id DESC) AS nr
	  FROM opened AS o
	  JOIN event AS d ON d.placement_id = o.placement_id AND d.event_code = '0.2'
	 WHERE d.at > o.home
	    OR d.decision_id = o.decision_id
),
told AS (
	SELECT placement_id, spell, event_id FROM opened
	UNION
	SELECT placement_id, spell, event_id FROM decided WHERE nr = 1
)
SELECT DISTINCT t.placement_id, t.spell, r.reason_code
  FROM told AS t
  JOIN staging_placement_reason AS r ON r.event_id = t.event_id
 WHERE r.deleted_at IS NULL
 ORDER BY t.placement_id, t.spell, r.reason_code;

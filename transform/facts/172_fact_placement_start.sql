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

-- Each start with the decision it puts into effect: the one it names, else the last since the placement
-- ended, and where it was decided afterwards the first from then on. The event that opens a spell is the
-- first of that day.
CREATE TEMP VIEW start_decision AS
WITH
event AS MATERIALIZED (
	SELECT placement_id, event_id, event_code, decision_id, basis_code,
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
)
SELECT o.placement_id, o.spell, o.event_id AS start, d.event_id AS decision, d.basis_code AS basis,
       row_number() OVER (PARTITION BY o.placement_id, o.spell
                          ORDER BY coalesce(d.decision_id = o.decision_id, 0) DESC,
                                   d.at > o.started, abs(d.at - o.started),
                                   CASE WHEN d.at > o.started THEN d.event_id END,
                                   d.event_id DESC) AS nr
  FROM opened AS o
  LEFT JOIN event AS d ON d.placement_id = o.placement_id AND d.event_code = '0.2'
                      AND (d.at > o.home OR d.decision_id = o.decision_id);

-- Reasons stand on the event, or on its decision.
INSERT INTO fact_placement_reason (placement_id, spell, reason)
WITH told AS (
	SELECT placement_id, spell, start AS event_id FROM start_decision
	UNION
	SELECT placement_id, spell, decision FROM start_decision WHERE nr = 1
)
SELECT DISTINCT t.placement_id, t.spell, r.reason_code
  FROM told AS t
  JOIN staging_placement_reason AS r ON r.event_id = t.event_id
 WHERE r.deleted_at IS NULL
 ORDER BY t.placement_id, t.spell, r.reason_code;

-- The basis of a decision that was registered later than what it puts into effect.
UPDATE fact_placement_start AS s
   SET basis = d.basis
  FROM start_decision AS d
 WHERE s.basis IS NULL
   AND d.placement_id = s.placement_id
   AND d.spell = s.spell
   AND d.nr = 1;

DROP VIEW temp.start_decision;

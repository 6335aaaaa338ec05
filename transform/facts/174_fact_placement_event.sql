-- text: events of placements with their day, their triggering reasons, and take-overs that no event tells of
-- reads: staging_placement_event staging_placement_reason fact_case fact_acting fact_placement_spell
--  fact_placement_event fact_placement_event_out
-- writes: fact_placement_event fact_placement_event_out fact_event_reason

-- A placement runs over a day when a stretch of it began before that day and did not end on it, or ended
-- on it by a change of place or basis. A municipality that takes over a placement on the day it begins or ends has
-- that event, and no other is made. An event 7.5 in the stretch, or 5.5 in it or on the day it ends, stands for
-- the take-over, also when it is not of the very day.
-- A take-over has the id <placement>/<code>/<day>. Should the case store have an event with that very id, the first free
-- one of <placement>/<code>/<day>/1, /2, … stands for it: nothing is lost to another thing's id.
DELETE FROM fact_placement_event;
DELETE FROM fact_placement_event_out;
DELETE FROM fact_event_reason;

INSERT INTO fact_placement_event (event_id, placement_id, case_id, citizen_id, code, at, decided, effect,
                                  decision_id, basis, place_type, facility_id, place_municipality,
                                  change_reason, end_reason, moved_to, derived)
SELECT v.event_id, v.placement_id, v.case_id, c.citizen_id, v.event_code,
       CASE WHEN v.event_code IN ('0.2', '6') THEN coalesce(day(v.decided_on), day(v.effect_on))
            ELSE coalesce(day(v.effect_on), day(v.decided_on)) END AS at,
       day(v.decided_on) AS decided, day(v.effect_on) AS effect, v.decision_id, v.basis_code,
       v.place_type, v.facility_id, v.place_municipality, v.change_reason, v.end_reason, v.moved_to, 0
  FROM staging_placement_event AS v
  LEFT JOIN fact_case AS c ON c.case_id = v.case_id
 WHERE v.deleted_at IS NULL
   AND v.placement_id IS NOT NULL
   AND v.case_id IS NOT NULL
   AND at IS NOT NULL
   AND (v.decided_on IS NULL OR decided IS NOT NULL)
   AND (v.effect_on IS NULL OR effect IS NOT NULL)
 ORDER BY v.event_id;

INSERT INTO fact_placement_event_out (event_id, case_id, citizen_id, reason)
SELECT v.event_id, v.case_id, c.citizen_id,
       CASE WHEN v.deleted_at IS NULL THEN 'UNREADABLE' ELSE 'DELETED' END
  FROM staging_placement_event AS v
  LEFT JOIN fact_case AS c ON c.case_id = v.case_id
 WHERE v.event_id NOT IN (SELECT event_id FROM fact_placement_event)
 ORDER BY v.event_id;

INSERT INTO fact_event_reason (event_id, reason)
SELECT event_id, reason_code
  FROM staging_placement_reason
 WHERE deleted_at IS NULL
   AND event_id IS NOT NULL
   AND reason_code IS NOT NULL
 ORDER BY event_id, reason_code;

INSERT INTO fact_placement_event (event_id, placement_id, case_id, citizen_id, code, at, effect, basis,
                                  place_type, facility_id, place_municipality, end_reason, derived)
WITH
placement AS (
	SELECT placement_id, min(case_id) AS case_id FROM fact_placement_event GROUP BY placement_id
),
-- Each day our municipality takes over or gives away, with the stretch it bounds.
turn (case_id, code, at, started, ended) AS (
	SELECT case_id, '7.5', started, started, ended FROM fact_acting WHERE started IS NOT NULL
	UNION ALL
	SELECT case_id, '5.5', ended, started, ended FROM fact_acting WHERE ended IS NOT NULL
),
running AS (
	SELECT p.placement_id, p.case_id, s.citizen_id, t.code, t.at, t.started AS since, t.ended AS until,
	       s.basis, s.place_type, s.facility_id, s.place_municipality,
	       row_number() OVER (PARTITION BY p.placement_id, t.code, t.at
	                              ORDER BY (s.started < t.at) = (t.code = '5.5') DESC, s.spell DESC) AS nr
	  FROM turn AS t
	  JOIN placement AS p ON p.case_id = t.case_id
	  JOIN fact_placement_spell AS s ON s.placement_id = p.placement_id
	 WHERE s.started <= t.at
	   AND (s.ended IS NULL OR s.ended >= t.at)
	   AND EXISTS (SELECT 1 FROM fact_placement_spell AS r
	                WHERE r.placement_id = p.placement_id
	                  AND r.started < t.at
	                  AND (r.ended IS NULL OR r.ended > t.at
	                       OR (r.ended = t.at AND r.end_event NOT IN ('5', '5.5'))))
),
-- How often it has to be counted on until the id is free.
nr_of (id, nr) AS (
	SELECT placement_id || '/' || code || '/' || iso(at), 0 FROM running WHERE nr = 1
	UNION ALL
	SELECT o.id, o.nr + 1
	  FROM nr_of AS o
	 WHERE o.id || CASE o.nr WHEN 0 THEN '' ELSE '/' || o.nr END IN (SELECT event_id FROM fact_placement_event)
	    OR o.id || CASE o.nr WHEN 0 THEN '' ELSE '/' || o.nr END IN (SELECT event_id FROM fact_placement_event_out)
),
free (id, nr) AS MATERIALIZED (
	SELECT id, max(nr) FROM nr_of GROUP BY id
)
SELECT f.id || CASE f.nr WHEN 0 THEN '' ELSE '/' || f.nr END, placement_id, case_id, citizen_id, code, at, at,
       basis, place_type, facility_id, place_municipality, CASE code WHEN '5.5' THEN 'handed_over' END, 1
  FROM running AS r
  JOIN free AS f ON f.id = r.placement_id || '/' || r.code || '/' || iso(r.at)
 WHERE r.nr = 1
   AND NOT EXISTS (SELECT 1 FROM fact_placement_event AS v
                    WHERE v.placement_id = r.placement_id
                      AND v.code = r.code
                      AND CASE r.code WHEN '7.5' THEN v.at >= since AND coalesce(v.at < until, 1)
                               ELSE coalesce(v.at > since, 1) AND v.at <= until END)
 ORDER BY placement_id, at, code;

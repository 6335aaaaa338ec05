-- text: placements, and their spells built from the events
-- reads: staging_placement_event fact_case fact_placement_spell
-- writes: fact_placement fact_placement_spell

-- Events in order of the day they took effect; on one day: decision, taken over, put into effect,
-- new place, new category, new basis, end, aftercare, by event id where all is equal. An end on the
-- very first day of a placement comes last that day.
--
-- 0, 7, 7.2 and 7.5 open a spell; 1, 1.1 and 2 end it and open the next; 5 and 5.5 end it. A place
-- or basis that an event does not give is that of the event before. What cannot be (a new place
-- or an end where nothing is open) opens and ends nothing. An event without a day is not used.
DELETE FROM fact_placement_spell;
DELETE FROM fact_placement;

INSERT INTO fact_placement_spell (placement_id, spell, citizen_id, started, ended, place_type, basis,
                                  facility_id, place_municipality, start_event, end_event)
WITH
event AS (
	SELECT placement_id, event_id, case_id, event_code AS code,
	       CASE WHEN event_code IN ('0', '7', '7.2', '7.5') THEN 'start'
	            WHEN event_code IN ('1', '1.1', '2') THEN 'change'
	            WHEN event_code IN ('5', '5.5') THEN 'end'
	            ELSE 'decision' END AS does,
	       CASE event_code WHEN '0.2' THEN coalesce(day(decided_on), day(effect_on))
	                       ELSE day(effect_on) END AS at,
	       place_type, basis_code,
	       CASE WHEN place_type IS NOT NULL THEN facility_id END AS facility_id,
	       CASE WHEN place_type IS NOT NULL THEN place_municipality END AS place_municipality
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0.2', '0', '1', '1.1', '2', '5', '5.5', '7', '7.2', '7.5')
),
dated AS (
	SELECT *, min(at) FILTER (WHERE does = 'start') OVER (PARTITION BY placement_id) AS first_at
	  FROM event
	 WHERE at IS NOT NULL
),
ordered AS (
	SELECT *, row_number() OVER (
	               PARTITION BY placement_id
	                   ORDER BY at,
	                            CASE code WHEN '0.2' THEN 0 WHEN '7.5' THEN 1 WHEN '0' THEN 2
	                                      WHEN '1' THEN 3 WHEN '1.1' THEN 4 WHEN '2' THEN 5
	                                      WHEN '7' THEN 7 WHEN '7.2' THEN 8
	                                      ELSE CASE WHEN at > first_at THEN 6 ELSE 9 END END,
	                            event_id) AS seq
	  FROM dated
),
-- Twice the number of the last start or end before this event, plus one for a start: odd is open.
state AS (
	SELECT *,
	       max(CASE does WHEN 'start' THEN 2 * seq + 1 WHEN 'end' THEN 2 * seq END) OVER (
	               PARTITION BY placement_id ORDER BY seq
	               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
	       count(place_type) OVER so_far AS places,
	       count(basis_code) OVER so_far AS bases
	  FROM ordered
	WINDOW so_far AS (PARTITION BY placement_id ORDER BY seq)
),
carried AS (
	SELECT placement_id, seq, case_id, code, does, at, before,
	       max(place_type) OVER place AS place_type,
	       max(facility_id) OVER place AS facility_id,
	       max(place_municipality) OVER place AS place_municipality,
	       max(basis_code) OVER (PARTITION BY placement_id, bases) AS basis
	  FROM state
	WINDOW place AS (PARTITION BY placement_id, places)
),
bounded AS (
	SELECT *, lead(at) OVER later AS until, lead(code) OVER later AS next_code
	  FROM carried
	 WHERE does = 'start' OR (does IN ('change', 'end') AND before % 2 = 1)
	WINDOW later AS (PARTITION BY placement_id ORDER BY seq)
)
SELECT b.placement_id, row_number() OVER (PARTITION BY b.placement_id ORDER BY b.seq) AS spell,
       c.citizen_id, b.at, b.until, b.place_type, b.basis, b.facility_id, b.place_municipality,
       b.code, b.next_code
  FROM bounded AS b
  LEFT JOIN fact_case AS c ON c.case_id = b.case_id
 WHERE b.does <> 'end'
 ORDER BY b.placement_id, spell;

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

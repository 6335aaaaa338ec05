-- text: spells of placements, built from the events
-- reads: staging_placement_event staging_decision fact_case
-- writes: fact_placement_spell
-- part: spells

-- Events in order of the day they took effect; on one day: decision, taken over, put into effect,
-- new place, new category, new basis, end, aftercare; then by event id.
--
-- 0, 7, 7.2 and 7.5 open a spell; 1, 1.1 and 2 end it and open the next; 5 and 5.5 end it. An end
-- comes before an aftercare that begins that day, and behind it where nothing else was open. A place
-- or basis that an event does not give is that of the event before; but the place of a child that came home and
-- is placed anew (0, 7.5) is that of the decision, or not known. A decision (0.2) in the midst of a
-- placement changes its basis from the day it takes effect: the committee's after the chair's. It does
-- not where an appeal suspended it or it was not put into effect. What cannot be (a new place or an
-- end where nothing is open) opens and ends nothing. An event without a day is not used.
DELETE FROM fact_placement_spell;

CREATE TEMP VIEW spell_event AS
SELECT v.placement_id, c.citizen_id, v.event_code, v.event_id,
       CASE v.event_code WHEN '0.2' THEN iif(d.suspended = '1' OR d.executed = '0', 'plan', 'decision')
                         WHEN '1' THEN 'change' WHEN '1.1' THEN 'change' WHEN '2' THEN 'change'
                         WHEN '5' THEN 'end' WHEN '5.5' THEN 'end' ELSE 'start' END AS does,
       CASE v.event_code WHEN '0.2' THEN coalesce(day(v.effect_on), day(v.decided_on))
                         ELSE day(v.effect_on) END AS at,
       CASE v.event_code WHEN '0.2' THEN 0 WHEN '7.5' THEN 1 WHEN '0' THEN 2 WHEN '1' THEN 3
                         WHEN '1.1' THEN 4 WHEN '2' THEN 5 WHEN '7' THEN 7 WHEN '7.2' THEN 8
                         ELSE 6 END AS rank,
       v.place_type, v.basis_code AS basis, v.facility_id, v.place_municipality
  FROM staging_placement_event AS v
  LEFT JOIN fact_case AS c ON c.case_id = v.case_id
  LEFT JOIN staging_decision AS d ON d.decision_id = v.decision_id AND d.deleted_at IS NULL
 WHERE v.deleted_at IS NULL
   AND v.placement_id IS NOT NULL
   AND v.event_code IN ('0.2', '0', '1', '1.1', '2', '5', '5.5', '7', '7.2', '7.5')
   AND at IS NOT NULL;

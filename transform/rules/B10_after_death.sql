-- id: B10
-- version: 1
-- scope: case
-- consequence: answer
-- kind: external
-- legal: Cpr-kontorets beskrivelse af status 90 (død); bekendtgørelse om dataindberetninger på socialområdet: forløb afsluttes
-- text_da: Barnet er dødt efter CPR, men noget er sket eller løber efter dødsdagen, eller sagen er lukket af en anden grund. Eller sagen
--  eller anbringelsen er lukket med "død", mens barnet lever efter CPR.
-- text_en: By CPR the child is dead, but something happened or runs after the day of death, or the case was closed for another reason. Or
--  the case or placement was closed with "died" while by CPR the child is alive.
-- who: sagsbehandler
-- mend_da: Slutdato og lukkeårsag i fagsystemet; er CPR forkert, meldes det til folkeregisteret
-- mend_en: The end and the closing reason in the case system; if CPR is wrong, tell the population register
-- by: 14
-- reads: staging_citizen staging_case_file staging_measure staging_placement_event staging_examination staging_notification
--  staging_decision staging_visit staging_cpr_person
-- checks: staging_citizen WHERE deleted_at IS NULL AND pnr_day(pnr) IS NOT NULL AND EXISTS (SELECT 1 FROM staging_cpr_person)
-- blames: started_on ended_on received_at decided_on effect_on visited_on closed_on close_reason end_reason
-- param: days 14 dage efter dødsdagen, inden sagen og indsatserne skal være sluttet

-- The day of death itself is no fault; a case closed with "other" is rule A09's, what is open in a closed case C05's. The dead are few and come first. Only a day that CPR knows is judged.
WITH
died AS MATERIALIZED (
	SELECT pnr, status_from AS died FROM staging_cpr_person WHERE status = 90 AND status_from_precision = 'day'
),
dead AS MATERIALIZED (
	SELECT c.citizen_id, p.died
	  FROM staging_citizen AS c
	  CROSS JOIN died AS p ON p.pnr = c.pnr
	 WHERE c.deleted_at IS NULL
),
of_dead AS MATERIALIZED (
	SELECT k.case_id, k.citizen_id, k.closed_on, k.close_reason, k.file, k.line, d.died
	  FROM staging_case_file AS k
	  CROSS JOIN dead AS d ON d.citizen_id = k.citizen_id
	 WHERE k.deleted_at IS NULL
),
ended AS MATERIALIZED (
	SELECT placement_id, max(day(effect_on)) AS at
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND event_code IN ('5', '5.5') AND placement_id IS NOT NULL
	   AND case_id IN (SELECT case_id FROM of_dead)
	 GROUP BY placement_id
),
stay AS MATERIALIZED (
	SELECT placement_id, min(case_id) AS case_id, max(day(effect_on)) AS at
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND event_code IN ('0', '7', '7.2', '7.5')
	   AND case_id IN (SELECT case_id FROM of_dead)
	 GROUP BY placement_id
),
happened (entity, record_key, case_id, field, value, file, line) AS (
	SELECT 'measure', measure_id, case_id, 'started_on', started_on, file, line
	  FROM staging_measure WHERE deleted_at IS NULL AND case_id IN (SELECT case_id FROM of_dead)
	UNION ALL
	SELECT 'examination', examination_id, case_id, 'started_on', started_on, file, line
	  FROM staging_examination WHERE deleted_at IS NULL AND case_id IN (SELECT case_id FROM of_dead)
	UNION ALL
	SELECT 'decision', decision_id, case_id, 'decided_on', decided_on, file, line
	  FROM staging_decision WHERE deleted_at IS NULL AND kind <> 'home' AND case_id IN (SELECT case_id FROM of_dead)
	UNION ALL
	SELECT 'placement_event', event_id, case_id, 'effect_on', effect_on, file, line
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND event_code NOT IN ('3', '4', '5', '5.5') AND case_id IN (SELECT case_id FROM of_dead)
	UNION ALL
	SELECT 'visit', v.visit_id, s.case_id, 'visited_on', v.visited_on, v.file, v.line
	  FROM staging_visit AS v
	  CROSS JOIN stay AS s ON s.placement_id = v.placement_id
	 WHERE v.deleted_at IS NULL
)
SELECT h.entity, h.record_key, h.case_id, d.citizen_id, h.field, h.value AS found,
       'senest dødsdagen ' || iso(d.died) AS expected, 'CPR: død ' || iso(d.died) AS clash, h.file, h.line
  FROM happened AS h
  JOIN of_dead AS d ON d.case_id = h.case_id
 WHERE day(h.value) > d.died
UNION ALL
SELECT 'notification', n.notification_id, n.case_id, n.citizen_id, 'received_at', n.received_at,
       'senest dødsdagen ' || iso(d.died), 'CPR: død ' || iso(d.died), n.file, n.line
  FROM staging_notification AS n
  CROSS JOIN dead AS d ON d.citizen_id = n.citizen_id
 WHERE n.deleted_at IS NULL
   AND day(n.received_at) > d.died
UNION ALL
SELECT 'measure', m.measure_id, m.case_id, d.citizen_id, 'ended_on', m.ended_on,
       'senest ' || iso(d.died + :days), 'CPR: død ' || iso(d.died), m.file, m.line
  FROM staging_measure AS m
  CROSS JOIN of_dead AS d ON d.case_id = m.case_id
 WHERE m.deleted_at IS NULL
   AND coalesce(day(m.started_on), d.died) <= d.died
   AND (day(m.ended_on) > d.died + :days
        OR m.ended_on IS NULL AND d.closed_on IS NULL AND :as_of > d.died + :days)
UNION ALL
SELECT 'placement', s.placement_id, s.case_id, d.citizen_id, 'effect_on', NULL,
       'en afslutning senest ' || iso(d.died + :days), 'CPR: død ' || iso(d.died), NULL, NULL
  FROM stay AS s
  JOIN of_dead AS d ON d.case_id = s.case_id
  LEFT JOIN ended AS e ON e.placement_id = s.placement_id AND e.at >= s.at
 WHERE e.placement_id IS NULL
   AND s.at <= d.died
   AND d.closed_on IS NULL
   AND :as_of > d.died + :days
UNION ALL
SELECT 'case_file', case_id, case_id, citizen_id, 'close_reason', close_reason, 'died (død)', 'CPR: død ' || iso(died), file, line
  FROM of_dead
 WHERE day(closed_on) >= died
   AND close_reason NOT IN ('died', 'other')
UNION ALL
SELECT 'case_file', k.case_id, k.case_id, k.citizen_id, 'close_reason', k.close_reason, 'en anden årsag, eller en dødsdag i CPR',
       'CPR: status ' || p.status, k.file, k.line
  FROM staging_case_file AS k
  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
  JOIN staging_cpr_person AS p ON p.pnr = c.pnr
 WHERE k.deleted_at IS NULL
   AND k.close_reason = 'died'
   AND p.status IN (1, 3, 5, 7)
UNION ALL
SELECT 'placement_event', v.event_id, v.case_id, k.citizen_id, 'end_reason', v.end_reason,
       'en anden årsag, eller en dødsdag i CPR', 'CPR: status ' || p.status, v.file, v.line
  FROM staging_placement_event AS v
  JOIN staging_case_file AS k ON k.case_id = v.case_id
  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
  JOIN staging_cpr_person AS p ON p.pnr = c.pnr
 WHERE v.deleted_at IS NULL
   AND v.end_reason = 'died'
   AND p.status IN (1, 3, 5, 7)

-- text: events of placements, candidates of dst-anbringelser, with the reason of each that is not selected
-- reads: fact_placement_event fact_placement_event_out fact_event_form fact_event_reason fact_case fact_citizen
--  finding_stops codelist ledger_delivery ledger_item
-- writes: record_anbringelse
-- setting: until dst-anbringelser.until as-of|month
-- setting: since dst-anbringelser.since
-- setting: by dst-anbringelser.unborn mother|child|hold
-- setting: foreign dst-anbringelser.foreign send|hold
-- setting: days dst-anbringelser.deadline-days

-- From :since to the as-of day, or to the end of the closed month (:until). Which events count, and on
-- which form, stands in transform/facts/176_fact_event_form.sql. While an appeal suspends a decision
-- nothing is changed at the receiver.
-- Before the birth the record goes by the mother's number, when a basis of the placement is one for the
-- unborn: :by 'mother' leaves it so, 'child' moves it once the child has a number, 'hold' waits for that.
-- Not stated is 99: the basis of a decision, the place of what took effect; 999 the triggering reasons of the
-- decision a placement begins with, since 2018 (rule G10 tells of them).
-- A rule stops an event when its finding has consequence record or delivery and stands on the event, its
-- triggering reasons, its placement, the municipality of the case, or the number of the child. G13 (not
-- continued at 18) stops the events of form 18-22 only.
DELETE FROM record_anbringelse;

INSERT INTO record_anbringelse (event_id, citizen_id, case_id, placement_id, form, unborn, pnr, foreign_no,
                                sex, birth, code, at, decided, effect, ended, basis, consent, place_type,
                                causes, change_reason, end_reason, moved_to, stays_at, derived, deadline,
                                days_late, reason, finding_rule)
WITH
stopped_reason AS MATERIALIZED (
	SELECT record_key, min(rule) AS rule
	  FROM finding_stops
	 WHERE entity = 'placement_reason'
	 GROUP BY record_key
),
stop_of (entity, record_key, of_age, rule) AS (
	SELECT entity, record_key, rule = 'G13', rule
	  FROM finding_stops
	 WHERE entity IN ('placement_event', 'placement')
	    OR (entity = 'citizen' AND field IN ('pnr', 'foreign_no'))
	    OR (entity = 'case_file' AND field LIKE '%municipality')
	UNION ALL
	SELECT 'placement_event', r.event_id, 0, s.rule
	  FROM fact_event_reason AS r
	 CROSS JOIN stopped_reason AS s ON s.record_key = r.event_id || '/' || r.reason
),
stop AS MATERIALIZED (
	SELECT entity, record_key, of_age, min(rule) AS rule
	  FROM stop_of
	 GROUP BY entity, record_key, of_age
),
sent AS MATERIALIZED (
	SELECT i.record_key, min(d.as_of) AS as_of
	  FROM ledger_delivery AS d
	  JOIN ledger_item AS i ON i.delivery = d.delivery
	 WHERE d.report = 'dst-anbringelser'
	   AND d.test = 0
	   AND i.op <> 'remove'
	 GROUP BY i.record_key
),
candidate AS (
	SELECT v.*, b.citizen_id AS child_there, b.pnr, b.foreign_no, b.sex, b.birth, b.unborn AS still_unborn,
	       CASE WHEN pnr_day(b.mother_pnr) IS NOT NULL THEN b.mother_pnr END AS mother,
	       f.form, f.before_birth, f.of_unborn, f.opens, f.basis AS told_basis, f.consent,
	       f.reason AS judged, coalesce(sv.rule, sp.rule, sc.rule, sb.rule) AS rule, sa.rule AS rule_of_age
	  FROM fact_placement_event AS v
	  JOIN fact_event_form AS f ON f.event_id = v.event_id
	  LEFT JOIN fact_case AS c ON c.case_id = v.case_id
	  LEFT JOIN fact_citizen AS b ON b.citizen_id = c.citizen_id
	  LEFT JOIN stop AS sv ON sv.entity = 'placement_event' AND sv.record_key = v.event_id
	  LEFT JOIN stop AS sp ON sp.entity = 'placement' AND sp.record_key = v.placement_id AND NOT sp.of_age
	  LEFT JOIN stop AS sa ON sa.entity = 'placement' AND sa.record_key = v.placement_id AND sa.of_age
	  LEFT JOIN stop AS sc ON sc.entity = 'case_file' AND sc.record_key = v.case_id
	  LEFT JOIN stop AS sb ON sb.entity = 'citizen' AND sb.record_key = c.citizen_id
),
known AS (
	SELECT c.*, coalesce(c.rule, CASE c.form WHEN '18-22' THEN c.rule_of_age END) AS stopped_by,
	       before_birth AND of_unborn AND mother IS NOT NULL
	       AND (CASE :by WHEN 'mother' THEN 1 WHEN 'child' THEN pnr IS NULL ELSE 0 END) AS by_mother,
	       (SELECT group_concat(reason, ',')
	          FROM (SELECT r.reason FROM fact_event_reason AS r
	                 WHERE r.event_id = c.event_id
	                 ORDER BY length(r.reason), r.reason)) AS causes
	  FROM candidate AS c
)
SELECT event_id, coalesce(child_there, citizen_id), case_id, placement_id, form,
       CASE WHEN by_mother THEN 'ja' ELSE 'nej' END, CASE WHEN by_mother THEN mother ELSE pnr END,
       CASE WHEN pnr IS NULL AND NOT by_mother THEN foreign_no END,
       CASE WHEN pnr IS NULL AND NOT by_mother THEN sex END,
       CASE WHEN pnr IS NULL AND NOT by_mother THEN birth END,
       code, at, decided, CASE WHEN code NOT IN ('5', '5.5') THEN effect END,
       CASE WHEN code IN ('5', '5.5') THEN effect END,
       CASE code WHEN '0.2' THEN coalesce(told_basis, '99') ELSE told_basis END, consent,
       CASE WHEN code IN ('0', '1', '1.1', '7', '7.2', '7.5') THEN coalesce(place_type, '99')
            ELSE place_type END,
       CASE form WHEN '0-17' THEN coalesce(causes, CASE WHEN opens AND at >= day('2018-01-01')
                                                        THEN '999' END) END,
       CASE WHEN code = '1' THEN change_reason END, CASE WHEN code IN ('5', '5.5') THEN end_reason END,
       CASE WHEN form = '0-17' AND code IN ('5', '5.5')
             AND moved_to IN (SELECT l.code FROM codelist AS l WHERE l.list = 'ophoer_udsted')
            THEN moved_to END,
       CASE WHEN form = '18-22' AND code IN ('5', '5.5')
             AND moved_to IN (SELECT l.code FROM codelist AS l WHERE l.list = 'ophoer_efthjem')
            THEN moved_to END,
       derived, at + CAST(:days AS INTEGER),
       max(0, coalesce((SELECT day(s.as_of) FROM sent AS s WHERE s.record_key = event_id), :as_of)
              - at - CAST(:days AS INTEGER)),
       CASE WHEN judged IN ('NO_CASE', 'NOT_IN_EFFECT', 'ACTING') THEN judged
            WHEN at < day(:since) THEN 'EARLIER'
            WHEN at > CASE :until WHEN 'month' THEN :period_end ELSE :as_of END THEN 'PERIOD'
            WHEN judged NOT IN ('NOT_EXECUTED', 'SUSPENDED') THEN judged
            WHEN still_unborn AND (NOT of_unborn OR :by = 'hold') THEN 'UNBORN'
            WHEN still_unborn AND mother IS NULL THEN 'NO_MOTHER'
            WHEN pnr IS NULL AND NOT by_mother AND foreign_no IS NULL THEN 'NO_PNR'
            WHEN pnr IS NULL AND NOT by_mother AND :foreign = 'hold' THEN 'FOREIGN'
            WHEN judged IS NOT NULL THEN judged
            WHEN stopped_by IS NOT NULL THEN 'BLOCKED' END,
       stopped_by
  FROM known
UNION ALL
SELECT o.event_id, o.citizen_id, o.case_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, o.reason, s.rule
  FROM fact_placement_event_out AS o
  LEFT JOIN stop AS s ON s.entity = 'placement_event' AND s.record_key = o.event_id
 ORDER BY 1;

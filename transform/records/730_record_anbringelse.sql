-- text: events of placements, candidates of dst-anbringelser, with the reason of each that is not selected
-- reads: fact_placement_event fact_placement_event_out fact_event_reason fact_decision fact_case fact_acting
--  fact_citizen finding codelist codelist_attr ledger_delivery ledger_item
-- writes: record_anbringelse
-- setting: until dst-anbringelser.until as-of|month
-- setting: since dst-anbringelser.since
-- setting: by dst-anbringelser.unborn mother|child|hold
-- setting: foreign dst-anbringelser.foreign send|hold
-- setting: days dst-anbringelser.deadline-days

-- From :since to the as-of day, or to the end of the closed month (:until).
-- Ours is an event on a day our municipality acts. An end (5, 5.5) belongs to the days before it: it is ours
-- when our municipality acted the day before, also on the very day another takes over.
-- The form goes by the age on the day; the child turns 18 on the first day it is 18 (born 29 February: 1 March). An
-- end on the 18th birthday of a placement that was not continued stands on form 0-17; the decision on aftercare
-- (6) always does. An end is reported at any age, so that the receiver gets it.
-- A decision (0.2) goes out when it is taken. After an appeal that overturned it only what was executed
-- does: executed is what the decision says, or that an event of it took effect. While an appeal suspends it
-- nothing is changed at the receiver. An executed decision that an appeal changed stays, and the
-- new decision is an event of its own (rule G18).
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
stop AS MATERIALIZED (
	SELECT CASE entity WHEN 'placement_reason' THEN 'placement_event' ELSE entity END AS entity,
	       record_key, rule = 'G13' AS of_age, min(rule) AS rule
	  FROM finding
	 WHERE consequence IN ('record', 'delivery')
	   AND (entity IN ('placement_event', 'placement_reason', 'placement')
	        OR (entity = 'citizen' AND field IN ('pnr', 'foreign_no'))
	        OR (entity = 'case_file' AND field LIKE '%municipality'))
	 GROUP BY 1, 2, 3
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
placement AS MATERIALIZED (
	SELECT v.placement_id, min(v.at) FILTER (WHERE v.code IN ('7', '7.2')) AS continued,
	       min(printf('%08d/', v.at) || v.event_id) FILTER (WHERE v.code = '0.2') AS first_decision,
	       min(v.effect) FILTER (WHERE v.code IN ('0', '7.5')) AS began,
	       max(EXISTS (SELECT 1 FROM codelist_attr AS l
	                    WHERE l.list = 'grundlag' AND l.name = 'unborn'
	                      AND l.code IN (v.basis, d.basis))) AS of_unborn
	  FROM fact_placement_event AS v
	  LEFT JOIN fact_decision AS d ON d.decision_id = v.decision_id
	 GROUP BY v.placement_id
),
decision AS MATERIALIZED (
	SELECT d.decision_id, d.basis, d.consent, d.appealed, d.appeal_outcome, d.suspended,
	       d.executed OR EXISTS (SELECT 1 FROM fact_placement_event AS v
	                              WHERE v.decision_id = d.decision_id
	                                AND v.code NOT IN ('0.2', '6')
	                                AND v.effect <= :as_of) AS executed
	  FROM fact_decision AS d
	 WHERE d.decision_id IN (SELECT decision_id FROM fact_placement_event)
),
child AS (
	SELECT b.citizen_id, b.pnr, b.foreign_no, b.sex, b.birth, b.unborn,
	       CASE WHEN pnr_day(b.mother_pnr) IS NOT NULL THEN b.mother_pnr END AS mother,
	       add_months(b.birth, 216) + (age(b.birth, add_months(b.birth, 216)) < 18) AS adult
	  FROM fact_citizen AS b
),
candidate AS (
	SELECT v.*, c.case_id AS case_there, b.citizen_id AS child_there, b.pnr, b.foreign_no, b.sex, b.birth,
	       b.unborn AS still_unborn, b.mother, b.adult, d.consent, p.of_unborn,
	       coalesce(v.basis, CASE v.code WHEN '0.2' THEN d.basis END) AS told_basis,
	       p.first_decision IS printf('%08d/', v.at) || v.event_id
	       AND coalesce(p.began >= v.at, 1) AS first_decision,
	       coalesce(b.unborn OR b.birth > v.at, 0) AS before_birth,
	       EXISTS (SELECT 1 FROM fact_acting AS a
	                WHERE a.case_id = v.case_id
	                  AND coalesce(a.started < v.at + (v.code NOT IN ('5', '5.5')), 1)
	                  AND coalesce(a.ended > v.at - (v.code IN ('5', '5.5')), 1)) AS ours,
	       CASE WHEN v.code = '6' OR b.unborn THEN '0-17'
	            WHEN b.birth IS NULL THEN NULL
	            WHEN v.at > b.adult THEN '18-22'
	            WHEN v.at = b.adult AND (v.code NOT IN ('5', '5.5') OR coalesce(p.continued <= v.at, 0))
	            THEN '18-22' ELSE '0-17' END AS form,
	       CASE WHEN v.code <> '0.2' OR d.executed OR d.appealed IS NULL THEN NULL
	            WHEN d.appeal_outcome IN ('changed', 'annulled', 'remitted') THEN 'NOT_EXECUTED'
	            WHEN d.appeal_outcome IS NULL AND d.suspended THEN 'SUSPENDED' END AS appeal,
	       coalesce(sv.rule, sp.rule, sc.rule, sb.rule) AS rule, sa.rule AS rule_of_age
	  FROM fact_placement_event AS v
	  LEFT JOIN fact_case AS c ON c.case_id = v.case_id
	  LEFT JOIN child AS b ON b.citizen_id = c.citizen_id
	  LEFT JOIN placement AS p ON p.placement_id = v.placement_id
	  LEFT JOIN decision AS d ON d.decision_id = v.decision_id
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
	                 ORDER BY length(r.reason), r.reason)) AS causes,
	       EXISTS (SELECT 1 FROM codelist AS l
	                WHERE l.list = 'haendelse' AND l.code = c.code
	                  AND coalesce(l.valid_from <= c.at, 1)
	                  AND coalesce(l.valid_to >= c.at, 1)) AS code_holds,
	       EXISTS (SELECT 1 FROM codelist_attr AS l
	                WHERE l.list = 'haendelse' AND l.code = c.code
	                  AND l.name = CASE c.form WHEN '18-22' THEN 'form_18_22' ELSE 'form_0_17' END)
	               AS in_form
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
       CASE form WHEN '0-17' THEN coalesce(causes, CASE WHEN first_decision AND at >= day('2018-01-01')
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
       CASE WHEN case_there IS NULL OR child_there IS NULL THEN 'NO_CASE'
            WHEN effect IS NULL AND code NOT IN ('0.2', '3', '4', '6') THEN 'NOT_IN_EFFECT'
            WHEN NOT ours THEN 'ACTING'
            WHEN at < day(:since) THEN 'EARLIER'
            WHEN at > CASE :until WHEN 'month' THEN :period_end ELSE :as_of END THEN 'PERIOD'
            WHEN NOT code_holds THEN 'CODE'
            WHEN form IS NULL THEN 'NO_BIRTH'
            WHEN age(birth, at) > 22 AND code NOT IN ('5', '5.5') THEN 'AGE'
            WHEN NOT in_form THEN 'FORM'
            WHEN still_unborn AND (NOT of_unborn OR :by = 'hold') THEN 'UNBORN'
            WHEN still_unborn AND mother IS NULL THEN 'NO_MOTHER'
            WHEN pnr IS NULL AND NOT by_mother AND foreign_no IS NULL THEN 'NO_PNR'
            WHEN pnr IS NULL AND NOT by_mother AND :foreign = 'hold' THEN 'FOREIGN'
            WHEN appeal IS NOT NULL THEN appeal
            WHEN stopped_by IS NOT NULL THEN 'BLOCKED' END,
       stopped_by
  FROM known
UNION ALL
SELECT o.event_id, o.citizen_id, o.case_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, o.reason, s.rule
  FROM fact_placement_event_out AS o
  LEFT JOIN stop AS s ON s.entity = 'placement_event' AND s.record_key = o.event_id
 ORDER BY 2, 12, 1;

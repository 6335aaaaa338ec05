-- text: the form of each placement event, and why some do not count
-- reads: fact_placement_event fact_decision fact_case fact_citizen fact_acting codelist codelist_attr
-- writes: fact_event_form
-- setting: lapse dst-anbringelser.lapse-days

-- Ours is an event on a day our municipality acts. An end (5, 5.5) belongs to the days before it: it is ours
-- when our municipality acted the day before, also on the very day another takes over.
-- The form goes by the age on the day; the child turns 18 on the first day it is 18 (born 29 February: 1 March). An
-- end on the 18th birthday of a placement that was not continued stands on form 0-17; the decision on aftercare
-- (6) always does. An end counts at any age, so that the receiver gets it.
-- A decision (0.2) counts when it is taken. After an appeal that overturned it only what was executed does:
-- executed is what the decision says, or that an event of it took effect. One that is not executed :lapse days after
-- it was taken or appealed, or whose placement ended as lapsed, never was. An executed decision that an appeal
-- changed stays, and the new decision is an event of its own (rule G18).
DELETE FROM fact_event_form;

INSERT INTO fact_event_form (event_id, form, age, before_birth, of_unborn, opens, basis, consent, reason)
WITH
placement AS MATERIALIZED (
	SELECT v.placement_id, min(v.at) FILTER (WHERE v.code IN ('7', '7.2')) AS continued,
	       min(printf('%08d/', v.at) || v.event_id) FILTER (WHERE v.code = '0.2') AS first_decision,
	       min(v.effect) FILTER (WHERE v.code IN ('0', '7.5')) AS began,
	       max(v.end_reason IS 'lapsed') AS lapsed,
	       max(EXISTS (SELECT 1 FROM codelist_attr AS l
	                    WHERE l.list = 'grundlag' AND l.name = 'unborn'
	                      AND l.code IN (v.basis, d.basis))) AS of_unborn
	  FROM fact_placement_event AS v
	  LEFT JOIN fact_decision AS d ON d.decision_id = v.decision_id
	 GROUP BY v.placement_id
),
done AS MATERIALIZED (
	SELECT DISTINCT decision_id
	  FROM fact_placement_event
	 WHERE decision_id IS NOT NULL
	   AND code NOT IN ('0.2', '6')
	   AND effect <= :as_of
),
candidate AS (
	SELECT v.*, c.case_id AS case_there, b.citizen_id AS child_there, b.birth, b.unborn, d.consent,
	       CASE WHEN NOT b.unborn AND b.birth <= v.at THEN age(b.birth, v.at) END AS age,
	       add_months(b.birth, 216) + (age(b.birth, add_months(b.birth, 216)) < 18) AS adult,
	       p.continued, p.of_unborn, coalesce(v.basis, CASE v.code WHEN '0.2' THEN d.basis END) AS told_basis,
	       p.first_decision IS printf('%08d/', v.at) || v.event_id AND coalesce(p.began >= v.at, 1) AS opens,
	       EXISTS (SELECT 1 FROM fact_acting AS a
	                WHERE a.case_id = v.case_id
	                  AND coalesce(a.started < v.at + (v.code NOT IN ('5', '5.5')), 1)
	                  AND coalesce(a.ended > v.at - (v.code IN ('5', '5.5')), 1)) AS ours,
	       CASE WHEN v.code IS NOT '0.2' OR d.executed OR x.decision_id IS NOT NULL OR d.decision_id IS NULL
	            THEN NULL
	            WHEN d.appeal_outcome IN ('changed', 'annulled', 'remitted') THEN 'NOT_EXECUTED'
	            WHEN d.appealed IS NOT NULL AND d.appeal_outcome IS NULL AND d.suspended THEN 'SUSPENDED'
	            WHEN p.lapsed OR max(v.at, coalesce(d.appealed, v.at)) + CAST(:lapse AS INTEGER) < :as_of
	            THEN 'NOT_EXECUTED' END AS appeal,
	       EXISTS (SELECT 1 FROM codelist AS l
	                WHERE l.list = 'haendelse' AND l.code = v.code
	                  AND coalesce(l.valid_from <= v.at, 1)
	                  AND coalesce(l.valid_to >= v.at, 1)) AS code_holds
	  FROM fact_placement_event AS v
	  LEFT JOIN fact_case AS c ON c.case_id = v.case_id
	  LEFT JOIN fact_citizen AS b ON b.citizen_id = c.citizen_id
	  LEFT JOIN placement AS p ON p.placement_id = v.placement_id
	  LEFT JOIN fact_decision AS d ON d.decision_id = v.decision_id
	  LEFT JOIN done AS x ON x.decision_id = v.decision_id
),
formed AS (
	SELECT c.*,
	       CASE WHEN code = '6' OR unborn THEN '0-17'
	            WHEN birth IS NULL THEN NULL
	            WHEN at > adult THEN '18-22'
	            WHEN at = adult AND (code NOT IN ('5', '5.5') OR coalesce(continued <= at, 0)) THEN '18-22'
	            ELSE '0-17' END AS form
	  FROM candidate AS c
)
SELECT event_id, form, age, coalesce(unborn OR birth > at, 0), of_unborn, opens, told_basis, consent,
       CASE WHEN case_there IS NULL OR child_there IS NULL THEN 'NO_CASE'
            WHEN effect IS NULL AND code NOT IN ('0.2', '3', '4', '6') THEN 'NOT_IN_EFFECT'
            WHEN NOT ours THEN 'ACTING'
            WHEN NOT code_holds THEN 'CODE'
            WHEN form IS NULL THEN 'NO_BIRTH'
            WHEN age > 22 AND code NOT IN ('5', '5.5') THEN 'AGE'
            WHEN NOT EXISTS (SELECT 1 FROM codelist_attr AS l
                              WHERE l.list = 'haendelse' AND l.code = f.code
                                AND l.name = CASE f.form WHEN '18-22' THEN 'form_18_22' ELSE 'form_0_17' END)
            THEN 'FORM'
            ELSE appeal END
  FROM formed AS f
 ORDER BY event_id;

-- text: notifications of concern, candidates of dst-underretninger, with the reason of each that is not selected
-- reads: fact_notification fact_notified fact_notification_out fact_notification_reason fact_citizen
--  fact_mother finding_stops codelist
-- writes: record_underretning
-- setting: until dst-underretninger.until as-of|month
-- setting: since dst-underretninger.since
-- setting: foreign dst-underretninger.foreign send|hold
-- setting: outcome dst-underretninger.follow-up send|omit

-- Every notification received from :since to the as-of day, or to the end of the closed month. The municipality
-- that received it reports it, whoever acts in the case.
-- An unborn child is reported under its mother's number, marked; fact_notified says how long (by_mother).
-- The mother: as the case store names her, else as its relation.
-- A list begins with its collection: a code that is in it from its first day holds before that day too.
-- No notifier, and no reason, are 99, not stated. A rule stops a notification when its finding has consequence
-- record or delivery and stands on what is reported of it, or on the child's number.
DELETE FROM record_underretning;

INSERT INTO record_underretning (notification_id, citizen_id, case_id, unborn, pnr, foreign_no, sex,
                                 birth, received, notifier, anonymous, professional, causes,
                                 outcome, reason, finding_rule)
WITH
held (list, code, first, last) AS MATERIALIZED (
	SELECT list, code,
	       CASE WHEN valid_from > min(valid_from) OVER (PARTITION BY list) THEN valid_from
	            ELSE -10000000 END,
	       coalesce(valid_to, 10000000)
	  FROM codelist
	 WHERE list IN ('underretter', 'aarsag_underretning')
),
stopped_reason AS MATERIALIZED (
	SELECT record_key, min(rule) AS rule
	  FROM finding_stops
	 WHERE entity = 'notification_reason'
	 GROUP BY record_key
),
stop_of (entity, record_key, rule) AS (
	SELECT entity, record_key, rule
	  FROM finding_stops
	 WHERE (entity = 'notification' AND coalesce(field, '') NOT LIKE 'child_talk%')
	    OR (entity = 'citizen' AND field IN ('pnr', 'foreign_no'))
	UNION ALL
	SELECT 'notification', r.notification_id, s.rule
	  FROM fact_notification_reason AS r
	 CROSS JOIN stopped_reason AS s ON s.record_key = r.notification_id || '/' || r.reason
),
stop AS MATERIALIZED (
	SELECT entity, record_key, min(rule) AS rule FROM stop_of GROUP BY entity, record_key
),
candidate AS (
	SELECT n.notification_id, n.citizen_id, n.case_id, n.received,
	       coalesce(n.notifier, '99') AS notifier, n.outcome, n.anonymous, n.professional,
	       b.citizen_id AS child_there, b.pnr, b.foreign_no, b.sex, b.birth, b.unborn,
	       w.pnr AS mother_pnr, t.by_mother, coalesce(sn.rule, sb.rule) AS rule
	  FROM fact_notification AS n
	  JOIN fact_notified AS t ON t.notification_id = n.notification_id
	  LEFT JOIN fact_citizen AS b ON b.citizen_id = n.citizen_id
	  LEFT JOIN fact_mother AS w ON w.citizen_id = n.citizen_id
	  LEFT JOIN stop AS sn ON sn.entity = 'notification' AND sn.record_key = n.notification_id
	  LEFT JOIN stop AS sb ON sb.entity = 'citizen' AND sb.record_key = n.citizen_id
),
known AS (
	SELECT c.*,
	       (SELECT group_concat(reason, ',')
	          FROM (SELECT r.reason FROM fact_notification_reason AS r
	                 WHERE r.notification_id = c.notification_id
	                 ORDER BY length(r.reason), r.reason)) AS causes,
	       EXISTS (SELECT 1 FROM held AS h
	                WHERE h.list = 'underretter' AND h.code = c.notifier
	                  AND c.received BETWEEN h.first AND h.last)
	       AND NOT EXISTS (SELECT 1 FROM fact_notification_reason AS r
	                        WHERE r.notification_id = c.notification_id
	                          AND NOT EXISTS (SELECT 1 FROM held AS h
	                                           WHERE h.list = 'aarsag_underretning'
	                                             AND h.code = r.reason
	                                             AND c.received BETWEEN h.first AND h.last))
	               AS codes_hold
	  FROM candidate AS c
)
SELECT notification_id, citizen_id, case_id, CASE WHEN by_mother THEN 'ja' ELSE 'nej' END,
       CASE WHEN by_mother THEN mother_pnr ELSE pnr END,
       CASE WHEN pnr IS NULL AND NOT by_mother THEN foreign_no END,
       CASE WHEN pnr IS NULL AND NOT by_mother THEN sex END,
       CASE WHEN pnr IS NULL AND NOT by_mother THEN birth END,
       received, notifier,
       CASE anonymous WHEN 1 THEN 'ja' WHEN 0 THEN 'nej' END,
       CASE professional WHEN 1 THEN 'ja' WHEN 0 THEN 'nej' END,
       coalesce(causes, '99'), CASE :outcome WHEN 'send' THEN outcome END,
       CASE WHEN received > CASE :until WHEN 'month' THEN :period_end ELSE :as_of END THEN 'PERIOD'
            WHEN received < day(:since) THEN 'EARLIER'
            WHEN child_there IS NULL THEN 'NO_CASE'
            WHEN age(birth, received) > 17 THEN 'AGE'
            WHEN unborn AND mother_pnr IS NULL THEN 'NO_MOTHER'
            WHEN pnr IS NULL AND NOT by_mother AND foreign_no IS NULL THEN 'NO_PNR'
            WHEN pnr IS NULL AND NOT by_mother AND :foreign = 'hold' THEN 'FOREIGN'
            WHEN NOT codes_hold THEN 'UNKNOWN_CODE'
            WHEN rule IS NOT NULL THEN 'BLOCKED' END,
       rule
  FROM known
UNION ALL
SELECT o.notification_id, o.citizen_id, o.case_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, o.reason, s.rule
  FROM fact_notification_out AS o
  LEFT JOIN stop AS s ON s.entity = 'notification' AND s.record_key = o.notification_id
 ORDER BY notification_id;

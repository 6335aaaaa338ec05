-- text: notifications of concern and their reasons
-- reads: staging_notification staging_notification_reason fact_case fact_caseworker fact_notification
-- writes: fact_notification fact_notification_reason fact_notification_out
DELETE FROM fact_notification;
DELETE FROM fact_notification_reason;
DELETE FROM fact_notification_out;

INSERT INTO fact_notification (notification_id, citizen_id, case_id, received, received_secs,
                               notifier, anonymous, professional, assessed_secs, acute,
                               acknowledged, outcome, closed, child_talk, team_id)
SELECT n.notification_id, n.citizen_id, n.case_id, day(n.received_at), secs(n.received_at) AS at,
       n.notifier_code, n.anonymous = '1', n.professional = '1',
       secs(n.assessed_at), n.acute = '1', day(n.acknowledged_on), n.outcome, day(n.closed_on),
       day(n.child_talk_on), coalesce(c.team_id, w.team_id)
  FROM staging_notification AS n
  LEFT JOIN fact_case AS c ON c.case_id = n.case_id
  LEFT JOIN fact_caseworker AS w ON w.caseworker_id = n.assessor_id
 WHERE n.deleted_at IS NULL
   AND n.citizen_id IS NOT NULL
   AND at IS NOT NULL
 ORDER BY n.notification_id;

INSERT INTO fact_notification_reason (notification_id, reason)
SELECT r.notification_id, r.reason_code
  FROM staging_notification_reason AS r
 WHERE r.deleted_at IS NULL
   AND r.notification_id IN (SELECT notification_id FROM fact_notification)
 ORDER BY r.notification_id, r.reason_code;

INSERT INTO fact_notification_out (notification_id, citizen_id, case_id, reason)
SELECT notification_id, citizen_id, case_id,
       CASE WHEN deleted_at IS NULL THEN 'UNREADABLE' ELSE 'DELETED' END
  FROM staging_notification
 WHERE notification_id NOT IN (SELECT notification_id FROM fact_notification)
 ORDER BY notification_id;

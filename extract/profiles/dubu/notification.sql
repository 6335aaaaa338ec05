-- entity: notification
SELECT notification_id, citizen_id, case_id, received_at, notifier_code, anonymous,
       professional, assessed_at, assessor_id, second_assessor_id, acute, acknowledged_on,
       outcome, closed_on, child_talk_on, child_talk_omitted, changed_at, deleted_at
  FROM notification

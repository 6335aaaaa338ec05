-- entity: notification_reason
SELECT notification_id, reason_code, changed_at, deleted_at
  FROM notification_reason

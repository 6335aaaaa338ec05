-- entity: placement_reason
SELECT event_id, reason_code, changed_at, deleted_at
  FROM placement_reason

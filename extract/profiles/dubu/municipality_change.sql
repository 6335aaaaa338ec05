-- entity: municipality_change
SELECT case_id, role, from_code, to_code, changed_on, changed_at, deleted_at
  FROM municipality_change

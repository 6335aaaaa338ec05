-- entity: appropriation
SELECT appropriation_id, measure_id, placement_id, granted_on, status, unit, unit_price_ore,
       quantity, valid_from, valid_to, account, changed_at, deleted_at
  FROM appropriation

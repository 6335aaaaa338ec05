-- entity: followup
SELECT followup_id, case_id, measure_id, placement_id, held_on, next_due_on, changed_at,
       deleted_at
  FROM followup

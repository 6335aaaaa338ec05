-- entity: placement_event
SELECT event_id, placement_id, case_id, event_code, decision_id, decided_on, effect_on,
       basis_code, place_type, facility_id, place_municipality, change_reason, end_reason,
       moved_to, changed_at, deleted_at
  FROM placement_event

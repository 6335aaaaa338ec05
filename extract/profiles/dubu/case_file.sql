-- entity: case_file
SELECT case_id, citizen_id, opened_on, closed_on, close_reason, target_group, kle,
       acting_municipality, residence_municipality, paying_municipality, caseworker_id,
       team_id, changed_at, deleted_at
  FROM case_file

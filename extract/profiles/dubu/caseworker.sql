-- entity: caseworker
SELECT caseworker_id, name, initials, email, team_id, changed_at, deleted_at
  FROM caseworker

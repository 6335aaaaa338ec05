-- entity: team
SELECT team_id, name, changed_at, deleted_at
  FROM team

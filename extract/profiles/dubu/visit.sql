-- entity: visit
SELECT visit_id, placement_id, visited_on, child_talk, changed_at, deleted_at
  FROM visit

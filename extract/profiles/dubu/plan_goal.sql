-- entity: plan_goal
SELECT goal_id, plan_id, ics_domain, set_on, assessed_on, status, changed_at, deleted_at
  FROM plan_goal

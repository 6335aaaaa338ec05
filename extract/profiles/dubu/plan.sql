-- entity: plan
SELECT plan_id, case_id, kind, decision_id, needed, written_on, followup_interval_days,
       changed_at, deleted_at
  FROM plan

-- entity: decision
SELECT decision_id, case_id, kind, basis_code, consent_code, decided_on, effect_on,
       appealed_on, appeal_outcome, suspended, executed, changed_at, deleted_at
  FROM decision

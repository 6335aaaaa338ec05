-- text: decisions
-- reads: staging_decision
-- writes: fact_decision
DELETE FROM fact_decision;

INSERT INTO fact_decision (decision_id, case_id, kind, basis, consent, decided, effect, appealed,
                           appeal_outcome, suspended, executed)
SELECT decision_id, case_id, kind, basis_code, consent_code, day(decided_on) AS decided,
       day(effect_on), day(appealed_on), appeal_outcome, coalesce(suspended = '1', 0),
       coalesce(executed = '1', 0)
  FROM staging_decision
 WHERE deleted_at IS NULL
   AND case_id IS NOT NULL
   AND decided IS NOT NULL
 ORDER BY decision_id;

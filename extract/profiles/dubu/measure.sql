-- entity: measure
SELECT measure_id, case_id, decision_id, kind, code, started_on, ended_on, family_directed,
       provider_cvr, facility_id, caseworker_id, origin_measure_id, changed_at, deleted_at
  FROM measure

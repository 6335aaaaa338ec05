-- entity: examination
SELECT examination_id, case_id, kind, aware_on, started_on, provisional_on, concluded_on,
       conclusion, child_talk_on, child_talk_omitted, changed_at, deleted_at
  FROM examination

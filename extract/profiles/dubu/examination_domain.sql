-- entity: examination_domain
SELECT examination_id, ics_domain, changed_at, deleted_at
  FROM examination_domain

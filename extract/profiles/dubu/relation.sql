-- entity: relation
SELECT citizen_id, adult_pnr, kind, valid_from, valid_to, changed_at, deleted_at
  FROM relation

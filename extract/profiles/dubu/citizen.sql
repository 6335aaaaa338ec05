-- entity: citizen
SELECT citizen_id, pnr, foreign_no, birth_date, due_date, sex, unborn, mother_pnr, name,
       protected, changed_at, deleted_at
  FROM citizen

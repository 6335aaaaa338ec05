-- reads: record_l201
-- text:  the measures that are to be reported, in the order of the return
SELECT measure_id, case_id, citizen_id, child_pnr, guardian_pnr, code, started, ended
  FROM record_l201
 WHERE reason IS NULL
 ORDER BY measure_id

-- reads: record_l231
-- text:  the disability measures that are to be reported, in the order of the return
SELECT measure_id, case_id, citizen_id, pnr, foreign_no, sex_code, birth, code, started, ended,
       caseworker, origin_id
  FROM record_l231
 WHERE reason IS NULL
 ORDER BY measure_id

-- reads: record_anbringelse
-- text:  the events of placements that are to be reported, in the order of the return
SELECT event_id, citizen_id, case_id,
       :municipality AS municipality, form, placement_id, unborn, pnr, foreign_no, sex, birth, code, at, decided,
       effect, ended, basis, consent, place_type, causes, change_reason, end_reason, moved_to, stays_at
  FROM record_anbringelse
 WHERE reason IS NULL
 ORDER BY event_id

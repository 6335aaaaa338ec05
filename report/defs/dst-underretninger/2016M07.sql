-- reads: record_underretning
-- text:  the notifications that are to be reported, in the order of the return
SELECT notification_id, citizen_id, case_id, :municipality AS municipality, unborn, pnr, foreign_no, sex,
       birth, received, notifier, anonymous, professional, causes, outcome
  FROM record_underretning
 WHERE reason IS NULL
 ORDER BY notification_id

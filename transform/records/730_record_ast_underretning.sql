-- text: notifications that the yearly statistics of the latest closed year count, and why the others are not
-- reads: fact_notified fact_notification_out
-- writes: record_ast_underretning

-- The same rule as the tables transform/tables/AST-UND*.sql have.
DELETE FROM record_ast_underretning;

INSERT INTO record_ast_underretning (record_key, citizen_id, case_id, reason)
SELECT notification_id, citizen_id, case_id,
       CASE WHEN received >= ymd(year(:as_of), 1, 1) THEN 'PERIOD'
            WHEN received < ymd(year(:as_of) - 1, 1, 1) THEN 'BEFORE'
            WHEN age > 17 THEN 'AGE' END
  FROM fact_notified
UNION ALL
SELECT notification_id, citizen_id, case_id, reason
  FROM fact_notification_out
 ORDER BY notification_id;

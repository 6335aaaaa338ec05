-- text: whether a record was selected, over time, and why not
SELECT s.since AS "since|fra|from", s.until AS "until|til|to",
       iif(s.reason IS NULL, 'yes', 'no') AS "selected*|udvalgt|selected", s.reason AS "reason-",
       coalesce((SELECT iif(:lang = 'en', c.label_en, c.label_da)
                   FROM codelist AS c
                  WHERE c.list = 'selection_reason' AND c.code = s.reason), s.reason) AS "why|hvorfor ikke|why not",
       s.rule AS "rule|regel|rule",
       (SELECT coalesce(iif(:lang = 'en', f.note_en, f.note_da), rule_text(f.rule, :lang))
          FROM (SELECT stage, rule, record_key, note_da, note_en FROM finding
                UNION ALL
                SELECT stage, rule, record_key, note_da, note_en FROM finding_answered) AS f
         WHERE f.stage = 'transform' AND f.rule = s.rule
           AND f.record_key IN (s.record_key, s.case_id, s.citizen_id)
         LIMIT 1) AS "text|fund|finding",
       s.case_id AS "case_id|sag|case", s.citizen_id AS "citizen_id|barn|child", s.run_id AS "run_id-"
  FROM ledger_selection AS s
 WHERE s.report = :report AND s.record_key = :record
 ORDER BY s.since

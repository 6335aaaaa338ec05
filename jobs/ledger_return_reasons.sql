-- text: how many records of a return are selected, and how many are not and why
SELECT coalesce(s.reason, 'selected') AS "reason*|årsag|reason",
       coalesce((SELECT iif(:lang = 'en', c.label_en, c.label_da)
                   FROM codelist AS c
                  WHERE c.list = 'selection_reason' AND c.code = s.reason), '') AS "text|forklaring|meaning",
       (SELECT word(a.value)
          FROM codelist_attr AS a
         WHERE a.list = 'selection_reason' AND a.code = s.reason AND a.name = 'effect')
               AS "effect|hos modtageren|at the receiver",
       count(*) AS "records#|poster|records"
  FROM ledger_selection AS s
 WHERE s.report = :report AND s.until IS NULL
 GROUP BY s.reason
 ORDER BY s.reason IS NOT NULL, s.reason

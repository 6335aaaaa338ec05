-- text: one line a return: how the source stands, what the receiver holds, and what is on its way
SELECT r.value AS "report|indberetning|return",
       (SELECT count(*) FROM ledger_selection WHERE report = r.value AND until IS NULL AND reason IS NULL)
               AS "selected#|udvalgt|selected",
       (SELECT count(*) FROM ledger_selection
         WHERE report = r.value AND until IS NULL AND reason IS NOT NULL AND reason <> 'GONE')
               AS "not_selected#|ikke udvalgt|not selected",
       (SELECT count(*) FROM ledger_held WHERE report = r.value) AS "held#|hos modtageren|at the receiver",
       (SELECT count(DISTINCT i.record_key)
          FROM ledger_delivery AS d
          JOIN ledger_item AS i ON i.delivery = d.delivery
         WHERE d.report = r.value AND d.test = 0 AND d.state IN ('handed over', 'received', 'unknown')
           AND i.outcome IS NULL) AS "waiting#|venter svar|waiting",
       (SELECT count(*)
          FROM ledger_delivery AS d
          JOIN ledger_item AS i ON i.delivery = d.delivery
         WHERE d.report = r.value AND d.test = 0 AND d.outcome IS NOT 'accepted' AND i.outcome = 'rejected'
           AND NOT EXISTS (SELECT 1
                             FROM ledger_item AS j
                             JOIN ledger_delivery AS e ON e.delivery = j.delivery
                            WHERE j.record_key = i.record_key AND j.delivery > i.delivery
                              AND j.outcome IS NOT NULL AND e.report = r.value AND e.test = 0))
               AS "rejected#|afvist|rejected",
       (SELECT count(*) FROM ledger_error WHERE report = r.value AND gone IS NULL) AS "errors#|fejl står|errors standing",
       (SELECT max(delivery) FROM ledger_delivery WHERE report = r.value) AS "delivery#|sidste nr.|last no.",
       (SELECT coalesce(outcome, state) FROM ledger_delivery WHERE report = r.value ORDER BY delivery DESC LIMIT 1)
               AS "state*|dens tilstand|its state"
  FROM json_each(:returns) AS r

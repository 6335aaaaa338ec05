-- text: one line a return: how the source stands, what the receiver holds, and what is on its way
WITH
answered AS (
	SELECT d.report, i.record_key, i.delivery, i.outcome,
	       row_number() OVER (PARTITION BY d.report, i.record_key ORDER BY i.delivery DESC) AS n
	  FROM ledger_item AS i
	  JOIN ledger_delivery AS d ON d.delivery = i.delivery
	 WHERE d.test = 0 AND i.outcome IS NOT NULL
)
SELECT r.value AS "report|indberetning|return",
       (SELECT count(*) FROM ledger_selection WHERE report = r.value AND until IS NULL AND reason IS NULL)
               AS "selected#|udvalgt|selected",
       (SELECT count(*) FROM ledger_selection
         WHERE report = r.value AND until IS NULL AND reason IS NOT NULL AND reason <> 'GONE')
               AS "not_selected#|ikke udvalgt|not selected",
       (SELECT count(*) FROM ledger_held WHERE report = r.value) AS "held#|hos modtageren|at the receiver",
       (SELECT count(*) FROM ledger_item
         WHERE outcome IS NULL AND delivery = (SELECT max(delivery) FROM ledger_delivery
                                                WHERE report = r.value AND test = 0)) AS "waiting#|venter svar|waiting",
       (SELECT count(*) FROM answered WHERE report = r.value AND n = 1 AND outcome = 'rejected')
               AS "rejected#|afvist|rejected",
       (SELECT count(*) FROM ledger_error WHERE report = r.value AND gone IS NULL) AS "errors#|fejl står|errors standing",
       (SELECT max(delivery) FROM ledger_delivery WHERE report = r.value) AS "delivery#|sidste nr.|last no.",
       (SELECT coalesce(outcome, state) FROM ledger_delivery WHERE report = r.value ORDER BY delivery DESC LIMIT 1)
               AS "state*|dens tilstand|its state"
  FROM json_each(:returns) AS r

-- text: the deliveries that carried a record of the children asked for
WITH
mine AS (
	SELECT DISTINCT report, record_key
	  FROM ledger_selection
	 WHERE citizen_id IN (SELECT value FROM json_each(:citizens))
)
SELECT d.delivery AS "delivery#|nr.|no.", d.report AS "report|indberetning|return",
       count(*) AS "records#|poster|records",
       iif(d.test, 'test', d.basis) AS "basis*|grundlag|basis", d.state AS "state*|tilstand|state",
       d.outcome AS "outcome*|svar|answer", d.built_at AS "built_at|dannet|built",
       d.handed_at AS "handed_at|afleveret|handed over", d.processed_at AS "processed_at|behandlet|processed",
       d.name AS "package|pakke|package", d.sha256 AS "sha256~"
  FROM mine AS m
  JOIN ledger_item AS i ON i.record_key = m.record_key
  JOIN ledger_delivery AS d ON d.delivery = i.delivery AND d.report = m.report
 GROUP BY d.delivery
 ORDER BY d.delivery

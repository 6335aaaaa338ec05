-- text: measures as the receiver is believed to hold them: the content of each as an array, by the layouts that are known

measure_sent AS MATERIALIZED (
	SELECT h.report, h.record_key, h.delivery, '[' || replace(json_quote(i.content), '\u001f', '","') || ']' AS content
	  FROM ledger_held AS h
	  JOIN ledger_item AS i ON i.delivery = h.delivery AND i.record_key = h.record_key
	  JOIN ledger_delivery AS d ON d.delivery = h.delivery
	 WHERE (h.report = 'dst-l201' AND d.definition = '2018M01') OR (h.report = 'dst-l231' AND d.definition = '2022M01')
)

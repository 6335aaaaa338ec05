-- text: every delivery that carried a record
SELECT d.delivery AS "delivery#|nr.|no.", i.op AS "op*|handling|operation", i.version AS "version#|version|version",
       iif(d.test, 'test', d.basis) AS "basis*|grundlag|basis", d.state AS "state*|tilstand|state",
       i.outcome AS "outcome*|svar|answer", d.built_at AS "built_at|dannet|built",
       d.signed_at AS "signed_at-", d.handed_at AS "handed_at|afleveret|handed over",
       d.received_at AS "received_at|modtaget|received",
       d.processed_at AS "processed_at|behandlet|processed",
       iif(h.delivery = d.delivery, 'yes', NULL) AS "held*|gælder|holds", d.by_name AS "by_name|af|by",
       d.name AS "package|pakke|package", d.sha256 AS "sha256~"
  FROM ledger_item AS i
  JOIN ledger_delivery AS d ON d.delivery = i.delivery
  LEFT JOIN ledger_held AS h ON h.report = d.report AND h.record_key = i.record_key
 WHERE i.record_key = :record AND d.report = :report
 ORDER BY d.delivery

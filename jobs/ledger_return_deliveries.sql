-- text: the deliveries of a return, newest first
SELECT d.delivery AS "delivery#|nr.|no.", d.period AS "period|periode|period", d.as_of AS "as_of|pr.|as of",
       iif(d.test, 'test', d.basis) AS "basis*|grundlag|basis", d.added AS "added#|nye|added",
       d.changed AS "changed#|ændrede|changed", d.removed AS "removed#|fjernede|removed",
       d.state AS "state*|tilstand|state", d.outcome AS "outcome*|svar|answer",
       CASE WHEN d.outcome = 'accepted' THEN d.added + d.changed + d.removed
            ELSE (SELECT count(*) FROM ledger_item AS i WHERE i.delivery = d.delivery AND i.outcome = 'accepted') END
               AS "accepted#|godtaget|accepted",
       CASE WHEN d.outcome = 'accepted' THEN 0
            ELSE (SELECT count(*) FROM ledger_item AS i WHERE i.delivery = d.delivery AND i.outcome = 'rejected') END
               AS "rejected#|afvist|rejected",
       d.built_at AS "built_at|dannet|built", d.signed_at AS "signed_at-",
       d.handed_at AS "handed_at|afleveret|handed over", d.received_at AS "received_at-",
       d.processed_at AS "processed_at|behandlet|processed", d.replaces AS "replaces#|i stedet for|instead of",
       d.by_name AS "by_name|af|by", d.name AS "package|pakke|package", d.bytes AS "bytes#|byte|bytes",
       d.sha256 AS "sha256~"
  FROM ledger_delivery AS d
 WHERE d.report = :report
 ORDER BY d.delivery DESC

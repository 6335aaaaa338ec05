-- text: the receipts of a return, newest first
SELECT r.delivery AS "delivery#|nr.|no.", r.state AS "state*|siger|says", iif(r.signed, 'yes', 'no') AS "signed*|underskrevet|signed",
       r.accepted AS "accepted#|godtaget|accepted", r.rejected AS "rejected#|afvist|rejected",
       r.rules AS "rules|regelversion|rules", r.read_at AS "read_at|læst|read", r.reader AS "reader|læser|reader",
       r.file AS "file|fil|file", r.sha256 AS "sha256~"
  FROM ledger_receipt AS r
  JOIN ledger_delivery AS d ON d.delivery = r.delivery
 WHERE d.report = :report
 ORDER BY r.receipt DESC

-- id: I07
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; retssikkerhedsloven § 84, stk. 1
-- text_da: Leverancen retter eller fjerner poster, modtageren ikke har, eller den er afleveret før en ældre,
--  som endnu ikke er besvaret.
-- text_en: The delivery corrects or removes records that the receiver does not hold, or it was handed over
--  before an older one that is not answered yet.
-- who: drift
-- reads: ledger_delivery ledger_item
-- checks: ledger_delivery WHERE test = 0 AND basis IN ('changes', 'full') AND state <> 'processed'
-- blames: records order
-- mend_da: Aflever i rækkefølge; er der tvivl om, hvad modtageren har, så indberet ledger --prove
-- mend_en: Hand over in order; where it is in doubt what the receiver holds, indberet ledger --prove
-- by: 1

-- What the receiver has: the newest item of the record before this delivery that it accepted. An older delivery that was
-- answered after a newer one is finding receipt.late.
WITH
live AS MATERIALIZED (
	SELECT delivery, report, name, basis, state, handed_at,
	       lead(handed_at) OVER (PARTITION BY report ORDER BY delivery) AS next_handed,
	       lead(name) OVER (PARTITION BY report ORDER BY delivery) AS next_name
	  FROM ledger_delivery
	 WHERE test = 0
	   AND basis <> 'hand'
),
underway AS MATERIALIZED (SELECT * FROM live WHERE state <> 'processed' AND basis IN ('changes', 'full')),
wrong AS MATERIALIZED (
	SELECT u.delivery, count(*) AS n, min(i.record_key) AS first
	  FROM underway AS u
	  JOIN ledger_item AS i ON i.delivery = u.delivery
	 WHERE i.op IN ('change', 'remove')
	   AND coalesce((SELECT b.op FROM ledger_item AS b
	                   JOIN ledger_delivery AS e ON e.delivery = b.delivery
	                  WHERE b.record_key = i.record_key AND b.delivery < i.delivery
	                    AND b.outcome = 'accepted' AND e.report = u.report AND e.test = 0
	                  ORDER BY b.delivery DESC LIMIT 1), 'remove') = 'remove'
	 GROUP BY u.delivery
)
SELECT 'delivery' AS entity, coalesce(u.name, u.report || ' ' || u.delivery) AS record_key, 'records' AS field,
       w.n || ' rettelser eller fjernelser af det, modtageren ikke har' AS found,
       'kun af det, modtageren har godkendt' AS expected, 'den første: ' || w.first AS clash
  FROM underway AS u
  JOIN wrong AS w ON w.delivery = u.delivery
UNION ALL
SELECT 'delivery', coalesce(name, report || ' ' || delivery), 'order',
       CASE WHEN handed_at IS NULL THEN 'ikke afleveret' ELSE 'afleveret ' || handed_at END,
       'afleveret før den næste, ' || next_handed, coalesce(next_name, '')
  FROM live
 WHERE state <> 'processed'
   AND next_handed IS NOT NULL
   AND (handed_at IS NULL OR handed_at > next_handed)

-- id: I12
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; retssikkerhedsloven § 84, stk. 1
-- text_da: Myndigheden melder den samme fejl på posten igen, efter at en rettelse af den er sendt og godkendt.
-- text_en: The authority tells of the same error in the record again, after a correction of it was sent and
--  accepted.
-- who: sagsbehandler
-- reads: ledger_error ledger_item ledger_delivery ledger_selection
-- checks: ledger_error WHERE gone IS NULL AND record_key <> ''
-- blames: code *
-- mend_da: Spørg modtageren, hvad den har på posten (indberet ledger viser, hvad vi har sendt)
-- mend_en: Ask the receiver what it holds of the record (indberet ledger shows what we have sent)
-- by: 14

-- A correction: a delivery with the record, accepted, of the day the error was first told or later, and before the day
-- it was told last. The finding of the error itself stands under receipt:<return>.
WITH
again AS MATERIALIZED (
	SELECT e.report, e.record_key, e.code, e.field, e.first_seen, e.last_seen, e.times,
	       (SELECT d.as_of || coalesce(' ' || d.name, '')
	          FROM ledger_item AS i
	          JOIN ledger_delivery AS d ON d.delivery = i.delivery
	         WHERE i.record_key = e.record_key
	           AND i.outcome = 'accepted'
	           AND i.op <> 'remove'
	           AND d.report = e.report
	           AND d.test = 0
	           AND d.as_of >= e.first_seen
	           AND d.as_of < e.last_seen
	         ORDER BY d.delivery DESC LIMIT 1) AS corrected
	  FROM ledger_error AS e
	 WHERE e.gone IS NULL
	   AND e.record_key <> ''
	   AND e.last_seen > e.first_seen
)
SELECT CASE a.report WHEN 'dst-underretninger' THEN 'notification' WHEN 'dst-anbringelser' THEN 'placement_event'
                     WHEN 'dst-l201' THEN 'measure' WHEN 'dst-l231' THEN 'measure' ELSE 'record' END AS entity,
       a.record_key, s.case_id, s.citizen_id, coalesce(a.field, 'code') AS field,
       'kode ' || a.code || ' igen ' || a.last_seen || ', meldt ' || a.times || ' gange siden ' || a.first_seen
               AS found,
       'væk efter rettelsen' AS expected, 'rettet med leverancen af ' || a.corrected AS clash
  FROM again AS a
  LEFT JOIN ledger_selection AS s ON s.report = a.report AND s.record_key = a.record_key AND s.until IS NULL
 WHERE a.corrected IS NOT NULL

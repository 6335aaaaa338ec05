-- id: I17
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: Bekendtgørelse om dataindberetninger på socialområdet § 1; retssikkerhedsloven § 84, stk. 1
-- text_da: Modtageren har afvist posten uden at sige hvorfor, og den er ikke ændret siden. Den sendes ikke igen
--  af sig selv.
-- text_en: The receiver rejected the record without saying why, and it has not changed since. It is not sent
--  again by itself.
-- who: sagsbehandler
-- reads: ledger_delivery ledger_item ledger_error ledger_selection
-- checks: ledger_delivery WHERE test = 0 AND outcome IN ('partly', 'rejected')
-- blames: outcome
-- param: days 14 dage, en afvist post må ligge uændret
-- mend_da: Spørg modtageren om grunden; send igen med report --resend, når den er fundet
-- mend_en: Ask the receiver for the reason; send it again with report --resend when it is found
-- by: 14

-- The day itself is in time. A rejection with a reason is a finding of the authority's error; a record that is not to
-- be sent any more has nothing left to mend.
WITH
answered AS MATERIALIZED (
	SELECT delivery, report, name, as_of, substr(processed_at, 1, 10) AS processed
	  FROM ledger_delivery
	 WHERE test = 0
	   AND basis <> 'hand'
	   AND outcome = 'partly'
),
refused AS MATERIALIZED (
	SELECT a.report, a.name, a.processed, i.record_key
	  FROM answered AS a
	  JOIN ledger_item AS i ON i.delivery = a.delivery
	 WHERE i.outcome = 'rejected'
	   AND :as_of - day(a.processed) > :days
	   AND NOT EXISTS (SELECT 1 FROM ledger_item AS n
	                     JOIN ledger_delivery AS e ON e.delivery = n.delivery
	                    WHERE n.record_key = i.record_key AND n.delivery > i.delivery
	                      AND e.report = a.report AND e.test = 0)
)
SELECT CASE r.report WHEN 'dst-underretninger' THEN 'notification' WHEN 'dst-anbringelser' THEN 'placement_event'
                     WHEN 'dst-l201' THEN 'measure' WHEN 'dst-l231' THEN 'measure' ELSE 'record' END AS entity,
       r.record_key, s.case_id, s.citizen_id, 'outcome' AS field, 'afvist ' || r.processed AS found,
       'rettet og sendt igen inden ' || :days || ' dage' AS expected, r.name AS clash
  FROM refused AS r
  JOIN ledger_selection AS s ON s.report = r.report AND s.record_key = r.record_key AND s.until IS NULL
                            AND s.reason IS NULL
 WHERE NOT EXISTS (SELECT 1 FROM ledger_error AS x
                    WHERE x.report = r.report AND x.record_key = r.record_key AND x.gone IS NULL)

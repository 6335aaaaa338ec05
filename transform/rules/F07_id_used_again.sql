-- id: F07
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: indsatsens id er det samme gennem hele forløbet
--  (L201, L231)
-- text_da: Indsatsen er indberettet før med samme id, men på et andet barn eller efter en anden paragraf. En ny indsats
--  skal have sit eget id; er det en rettelse, så svar det.
-- text_en: The measure was reported before under the same id, but on another child or by another paragraph. A new
--  measure needs an id of its own; if it is a correction, answer so.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file ledger_held ledger_item ledger_delivery ledger_selection
-- blames: case_id code
-- checks: ledger_held WHERE report IN ('dst-l201', 'dst-l231')
-- mend_da: Indsatsen i fagsystemet
-- mend_en: The measure in the case system
-- with: measure_sent
-- by: 7

-- Against what the receiver is believed to hold. Another child stops the record. Column 4 of delivery L201 and column 7 of L231 is the
-- code; another layout is not read.
WITH
child AS MATERIALIZED (
	SELECT h.record_key, h.delivery, s.citizen_id
	  FROM ledger_held AS h
	  JOIN ledger_selection AS s ON s.report = h.report AND s.record_key = h.record_key
	 WHERE h.report IN ('dst-l201', 'dst-l231')
	   AND s.reason IS NULL
	   AND s.citizen_id IS NOT NULL
)
SELECT 'record' AS consequence, 'measure' AS entity, m.measure_id AS record_key, m.case_id, c.citizen_id, 'case_id' AS field,
       'barn ' || c.citizen_id AS found, 'barn ' || min(s.citizen_id) AS expected, 'leverance ' || s.delivery AS clash,
       day(m.started_on) AS event_day, m.file, m.line
  FROM child AS s
  JOIN staging_measure AS m ON m.measure_id = s.record_key
  JOIN staging_case_file AS c ON c.case_id = m.case_id
 WHERE m.deleted_at IS NULL
   AND s.citizen_id <> c.citizen_id
 GROUP BY m.measure_id
UNION ALL
SELECT NULL, 'measure', m.measure_id, m.case_id, c.citizen_id, 'code', m.code,
       json_extract(s.content, CASE s.report WHEN 'dst-l201' THEN '$[3]' ELSE '$[6]' END), 'leverance ' || s.delivery,
       day(m.started_on), m.file, m.line
  FROM measure_sent AS s
  JOIN staging_measure AS m ON m.measure_id = s.record_key
  LEFT JOIN staging_case_file AS c ON c.case_id = m.case_id
 WHERE m.deleted_at IS NULL
   AND m.code <> json_extract(s.content, CASE s.report WHEN 'dst-l201' THEN '$[3]' ELSE '$[6]' END)

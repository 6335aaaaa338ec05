-- id: F08
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: indsatsens slutdato (L201, L231)
-- text_da: Indsatsens slutdato er indberettet, og er nu fjernet eller flyttet mere end en måned tilbage. Er det en
--  rettelse, så svar det; ellers sæt datoen igen.
-- text_en: The last day of the measure was reported, and is now removed or moved back by more than a month. If it is a
--  correction, answer so; else set the day again.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file staging_municipality_change ledger_held ledger_item ledger_delivery
-- blames: ended_on
-- checks: ledger_held WHERE report IN ('dst-l201', 'dst-l231')
-- param: days 31 dage tilbage, som slutdatoen kan flyttes
-- mend_da: Indsatsens slutdato i fagsystemet
-- mend_en: The last day of the measure in the case system
-- with: measure_sent
-- by: 7

-- Against what the receiver is believed to hold. Column 6 of delivery L201 and column 9 of L231 is the last day; another layout is not
-- read. What ended because another municipality took over the next day did not end in the case system.
WITH
ended AS MATERIALIZED (
	SELECT record_key, delivery, day(json_extract(content, CASE report WHEN 'dst-l201' THEN '$[5]' ELSE '$[8]' END)) AS last
	  FROM measure_sent
)
SELECT 'measure' AS entity, m.measure_id AS record_key, m.case_id, c.citizen_id, 'ended_on' AS field, m.ended_on AS found,
       iso(e.last) AS expected, 'leverance ' || e.delivery AS clash, e.last AS event_day, m.file, m.line
  FROM ended AS e
  JOIN staging_measure AS m ON m.measure_id = e.record_key
  LEFT JOIN staging_case_file AS c ON c.case_id = m.case_id
 WHERE e.last IS NOT NULL
   AND m.deleted_at IS NULL
   AND (m.ended_on IS NULL OR day(m.ended_on) < e.last - :days)
   AND NOT EXISTS (SELECT 1 FROM staging_municipality_change AS s
                    WHERE s.case_id = m.case_id
                      AND s.role = 'acting'
                      AND s.deleted_at IS NULL
                      AND day(s.changed_on) = e.last + 1)

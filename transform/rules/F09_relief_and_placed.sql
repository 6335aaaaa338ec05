-- id: F09
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 32, stk. 1, nr. 7, og 45, stk. 3; før 2024 SEL §§ 52, stk. 3, nr. 5, og 55, stk. 2
-- text_da: Barnet har aflastning eller støtteophold som ikke-anbragt (210) og er samtidig anbragt. Under en anbringelse
--  er koden 215.
-- text_en: The child has a relief or support stay as one not placed (210) and is placed at the same time. During a
--  placement the code is 215.
-- who: sagsbehandler
-- reads: staging_case_file staging_measure staging_placed
-- blames: ended_on
-- checks: staging_measure WHERE deleted_at IS NULL AND code = '210'
-- param: days 14 dage, de må være samtidig, før der spørges
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Indsatsens slutdato eller kode i fagsystemet
-- mend_en: The last day or the code of the measure in the case system
-- by: 14

-- Days both ran, first and last day included; running ones up to the as-of day.
WITH
relief AS MATERIALIZED (
	SELECT m.measure_id, m.case_id, c.citizen_id, day(m.started_on) AS first, coalesce(day(m.ended_on), day(c.closed_on), :as_of) AS last,
	       m.ended_on, m.file, m.line
	  FROM staging_measure AS m
	  JOIN staging_case_file AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	   AND m.code = '210'
	   AND m.kind = 'support'
	   AND (m.ended_on IS NULL OR day(m.ended_on) >= :as_of - :back)
),
placed AS MATERIALIZED (
	SELECT c.citizen_id, p.placement_id, p.first, coalesce(p.last, :as_of) AS last
	  FROM staging_placed AS p
	  JOIN staging_case_file AS c ON c.case_id = p.case_id
)
SELECT 'measure' AS entity, r.measure_id AS record_key, r.case_id, r.citizen_id, 'ended_on' AS field,
       coalesce(r.ended_on, 'løber') AS found, 'slut før anbringelsen ' || iso(min(p.first)) || ', eller 215' AS expected,
       'placement ' || min(p.placement_id) AS clash, max(r.first, min(p.first)) AS event_day, r.file, r.line
  FROM relief AS r
  JOIN placed AS p ON p.citizen_id = r.citizen_id
                  AND min(r.last, p.last) - max(r.first, p.first) >= :days
 GROUP BY r.measure_id

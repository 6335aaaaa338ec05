-- id: F17
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 35, 45, stk. 3, 53, 54 og 75; før 2024 SEL §§ 52 a, 54 og 55, stk. 2: indsatser, mens barnet er
--  anbragt
-- text_da: Indsatsen hører til en anbringelse, og barnet er ikke anbragt, mens den løber.
-- text_en: The measure goes with a placement, and the child is not placed while it runs.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file staging_placed staging_placement_event
-- blames: started_on
-- checks: staging_measure WHERE deleted_at IS NULL AND code IN ('215', '435', '451', '461', '462', '463', '464')
-- param: days 31 dage efter anbringelsen, som indsatsen kan løbe; og før den
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Indsatsens kode eller datoer, eller anbringelsen, i fagsystemet
-- mend_en: The code or days of the measure, or the placement, in the case system
-- by: 14

-- The placement must cover the measure but for the days given at either end. A child with
-- a placement whose days cannot be read is not asked about, nor a measure from before its case (rule C04's).
WITH
bound AS MATERIALIZED (
	SELECT m.measure_id, m.case_id, c.citizen_id, m.code, day(m.started_on) AS first, coalesce(day(m.ended_on), day(c.closed_on), :as_of) AS last,
	       m.file, m.line
	  FROM staging_measure AS m
	  JOIN staging_case_file AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	   AND m.code IN ('215', '435', '451', '461', '462', '463', '464')
	   AND m.kind = 'support'
	   AND (m.ended_on IS NULL OR day(m.ended_on) >= :as_of - :back)
	   AND day(m.started_on) <= :as_of
	   AND m.started_on >= c.opened_on
),
placement AS MATERIALIZED (
	SELECT placement_id, min(case_id) AS case_id FROM staging_placement_event WHERE deleted_at IS NULL GROUP BY placement_id
),
placed AS MATERIALIZED (
	SELECT c.citizen_id, p.placement_id IS NOT NULL AS sure, p.first, coalesce(p.last, :as_of) AS last
	  FROM placement AS e
	  JOIN staging_case_file AS c ON c.case_id = e.case_id
	  LEFT JOIN staging_placed AS p ON p.placement_id = e.placement_id
)
SELECT 'measure' AS entity, b.measure_id AS record_key, b.case_id, b.citizen_id, 'started_on' AS field,
       'kode ' || b.code || ' fra ' || iso(b.first) AS found, 'en anbringelse imens' AS expected, b.first AS event_day, b.file, b.line
  FROM bound AS b
  LEFT JOIN placed AS p ON p.citizen_id = b.citizen_id
                       AND (NOT p.sure OR (p.first <= b.first + :days AND p.last >= b.last - :days))
 GROUP BY b.measure_id
HAVING count(p.citizen_id) = 0

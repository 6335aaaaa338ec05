-- id: A08
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: kodelisterne i bilagene, der ændres 1. januar og 1. juli
-- text_da: Koden gjaldt, da hændelsen fandt sted, men er siden udgået, og sagen, indsatsen eller anbringelsen løber stadig. Fra den dag,
--  koden udgik, skal der bruges en anden.
-- text_en: The code held on the day of the event but was withdrawn since, and the case, measure or placement is still running. From the
--  day it was withdrawn another is to be used.
-- who: sagsbehandler
-- mend_da: Koden på den løbende sag, indsats eller anbringelse i fagsystemet, med en ny afgørelse hvor loven kræver det
-- mend_en: The code of the running case, measure or placement in the case system, by a new decision where the law asks for one
-- by: 30
-- reads: staging_measure staging_placement_event staging_case_file codelist codelist_attr
-- checks: staging_measure WHERE deleted_at IS NULL AND ended_on IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL
-- blames: code place_type basis_code acting_municipality residence_municipality paying_municipality
-- param: days 183 dage efter koden udgik, hvor der mindes om den

-- A code that has a later period is not withdrawn. One that did not hold on the event's own day is rule A07's.
WITH
retired AS MATERIALIZED (
	SELECT c.list, c.code, max(c.valid_to) AS last, min(c.valid_from) AS first, a.value AS successor
	  FROM codelist AS c
	  LEFT JOIN codelist_attr AS a ON a.list = c.list AND a.code = c.code AND a.name = 'successor'
	 GROUP BY c.list, c.code
	HAVING max(c.valid_to IS NULL) = 0
	   AND max(c.valid_to) BETWEEN :as_of - :days AND :as_of - 1
),
stay AS MATERIALIZED (
	SELECT placement_id, event_id, case_id, event_code, day(effect_on) AS at, place_type, basis_code, file, line
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND EXISTS (SELECT 1 FROM retired)
),
ended AS MATERIALIZED (
	SELECT placement_id FROM stay WHERE event_code IN ('5', '5.5') AND placement_id IS NOT NULL
),
-- The row of a maximum: what was said last of the type of place and of the basis.
place AS (
	SELECT event_id, case_id, place_type, max(at) AS at, file, line
	  FROM stay
	 WHERE place_type IS NOT NULL AND placement_id NOT IN (SELECT placement_id FROM ended)
	 GROUP BY placement_id
),
basis AS (
	SELECT event_id, case_id, basis_code, max(at) AS at, file, line
	  FROM stay
	 WHERE basis_code IS NOT NULL AND placement_id NOT IN (SELECT placement_id FROM ended)
	 GROUP BY placement_id
),
used (entity, record_key, case_id, field, list, code, at, file, line) AS (
	SELECT 'measure', measure_id, case_id, 'code', CASE kind WHEN 'disability' THEN 'handicapindsats' ELSE 'pgf' END,
	       code, day(started_on), file, line
	  FROM staging_measure
	 WHERE deleted_at IS NULL AND ended_on IS NULL AND code IN (SELECT code FROM retired)
	UNION ALL
	SELECT 'placement_event', event_id, case_id, 'place_type', 'ansted', place_type, at, file, line FROM place
	UNION ALL
	SELECT 'placement_event', event_id, case_id, 'basis_code', 'grundlag', basis_code, at, file, line FROM basis
	UNION ALL
	SELECT 'case_file', case_id, case_id, 'acting_municipality', 'kommune', acting_municipality, day(opened_on), file, line
	  FROM staging_case_file
	 WHERE deleted_at IS NULL AND closed_on IS NULL AND acting_municipality IN (SELECT code FROM retired)
	UNION ALL
	SELECT 'case_file', case_id, case_id, 'residence_municipality', 'kommune', residence_municipality, day(opened_on), file, line
	  FROM staging_case_file
	 WHERE deleted_at IS NULL AND closed_on IS NULL AND residence_municipality IN (SELECT code FROM retired)
	UNION ALL
	SELECT 'case_file', case_id, case_id, 'paying_municipality', 'kommune', paying_municipality, day(opened_on), file, line
	  FROM staging_case_file
	 WHERE deleted_at IS NULL AND closed_on IS NULL AND paying_municipality IN (SELECT code FROM retired)
)
SELECT u.entity, u.record_key, u.case_id, k.citizen_id, u.field, u.code || ', udgået ' || iso(r.last) AS found,
       coalesce('koden ' || r.successor, 'en kode, der gælder') || ' fra ' || iso(r.last + 1) AS expected,
       u.file, u.line
  FROM used AS u
  JOIN retired AS r ON r.list = u.list AND r.code = u.code
  LEFT JOIN staging_case_file AS k ON k.case_id = u.case_id
 WHERE u.at BETWEEN coalesce(r.first, u.at) AND r.last

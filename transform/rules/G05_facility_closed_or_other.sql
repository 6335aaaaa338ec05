-- id: G05
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: lov om socialtilsyn § 5; barnets lov § 43: kun godkendte tilbud må bruges
-- text_da: Barnet var anbragt på et tilbud, der den dag ikke var godkendt eller var lukket, eller hvis art ikke
--  svarer til anbringelsesstedets type.
-- text_en: The child was placed at a facility that was closed or not approved on that day, or whose kind does
--  not go with the type of place.
-- who: sagsbehandler
-- reads: staging_facility_spell staging_facility_stay staging_facility staging_placement_event codelist_attr
-- checks: staging_facility_stay WHERE facility_id IN (SELECT facility_id FROM staging_facility)
-- blames: facility_id place_type
-- mend_da: Anbringelsens hændelse i fagsystemet: stedet og dets type; ellers tilbuddet på Tilbudsportalen
-- mend_en: The event of the placement in the case system: the place and its type; else the facility in its register
-- by: 30
-- param: also - par STEDTYPE=ART, der også passer sammen, skilt af blanke
-- param: never - par, der ikke gør, skønt listen facility_kind siger det

-- Which kinds go with which place type stands in list facility_kind, attribute ansted. A kind or place
-- type that is not there is not judged. Days before the first row of a facility are judged by
-- its approval only: a register may begin with the present price. Behind the last row it is not
-- registered any more. Each placement is told of once for a facility: the first such day.
WITH
register AS MATERIALIZED (SELECT * FROM staging_facility_spell),
known AS MATERIALIZED (
	SELECT facility_id, min(valid_from) AS first,
	       CASE WHEN max(valid_to IS NULL) THEN NULL ELSE max(valid_to) END AS last
	  FROM register
	 GROUP BY facility_id
),
begun AS (
	SELECT facility_id, min(approved_on) AS approved_on FROM staging_facility GROUP BY facility_id
),
stay AS MATERIALIZED (
	SELECT s.*, min(coalesce(s.last, :as_of), :as_of) AS until, k.first AS known_from, k.last AS known_to,
	       b.approved_on
	  FROM staging_facility_stay AS s
	  JOIN known AS k ON k.facility_id = s.facility_id
	  JOIN begun AS b ON b.facility_id = s.facility_id
	 WHERE s.first <= :as_of
),
bad (event_id, day) AS (
	SELECT s.event_id, max(s.first, r.valid_from)
	  FROM stay AS s
	  JOIN register AS r ON r.facility_id = s.facility_id
	 WHERE r.approved = 0
	   AND r.valid_from <= s.until
	   AND (r.valid_to IS NULL OR r.valid_to >= s.first)
	UNION ALL
	SELECT event_id, max(first, known_to + 1) FROM stay WHERE known_to < until
	UNION ALL
	SELECT event_id, first FROM stay WHERE first < known_from AND first < approved_on
),
goes AS MATERIALIZED (
	SELECT code AS kind, ' ' || value || ' ' AS types
	  FROM codelist_attr
	 WHERE list = 'facility_kind' AND name = 'ansted'
),
-- The row of a minimum: the first stay of each type, and the first row of the register behind its beginning.
typed AS MATERIALIZED (
	SELECT *, min(first) FROM stay WHERE place_type IS NOT NULL
	 GROUP BY placement_id, facility_id, place_type
),
kind AS (
	SELECT t.event_id, t.case_id, t.facility_id, t.place_type, t.file, t.line, r.kind, min(r.valid_from)
	  FROM typed AS t
	  CROSS JOIN register AS r ON r.facility_id = t.facility_id
	                          AND (r.valid_to IS NULL OR r.valid_to >= t.first)
	 GROUP BY t.placement_id, t.facility_id, t.place_type
)
SELECT 'placement_event' AS entity, s.event_id AS record_key, s.case_id, 'facility_id' AS field,
       'ikke godkendt ' || iso(min(b.day)) AS found,
       'godkendt ' || iso(s.first) || ' til ' || iso(s.until) AS expected, s.facility_id AS clash,
       s.file, s.line
  FROM stay AS s
  JOIN bad AS b ON b.event_id = s.event_id
 GROUP BY s.placement_id, s.facility_id
UNION ALL
SELECT 'placement_event', k.event_id, k.case_id, 'place_type', k.place_type,
       'en type, der går til ' || k.kind, k.facility_id, k.file, k.line
  FROM kind AS k
 WHERE instr(' ' || :also || ' ', ' ' || k.place_type || '=' || k.kind || ' ') = 0
   AND (instr(' ' || :never || ' ', ' ' || k.place_type || '=' || k.kind || ' ') > 0
        OR k.kind IN (SELECT kind FROM goes)
           AND EXISTS (SELECT 1 FROM goes AS g WHERE instr(g.types, ' ' || k.place_type || ' ') > 0)
           AND NOT EXISTS (SELECT 1 FROM goes AS g
                            WHERE g.kind = k.kind
                              AND instr(g.types, ' ' || k.place_type || ' ') > 0))

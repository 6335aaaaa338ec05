-- id: F12
-- version: 1
-- scope: case
-- consequence: info
-- kind: external
-- legal: Ingen bestemmelse; god økonomistyring: en løbende bevilget indsats har udgifter
-- text_da: Indsatsen er bevilget hos en leverandør og løber, men der er ikke bogført en udgift på den eller på sagen i
--  et halvt år. Er den stoppet, så afslut den.
-- text_en: The measure is granted at a provider and runs, but no expense was booked on it or on the case for half a
--  year. If it has stopped, end it.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file staging_appropriation fact_cost codelist codelist_attr
-- blames: ended_on
-- checks: staging_measure WHERE deleted_at IS NULL AND ended_on IS NULL AND provider_cvr IS NOT NULL AND EXISTS (SELECT 1 FROM fact_cost)
-- param: months 6 måneder uden en bogført udgift
-- after: facts
-- with: reported open_measure
-- mend_da: Indsatsens slutdato, eller posteringens sagsnummer, i fagsystemet og økonomisystemet
-- mend_en: The last day of the measure, or the case number of the posting, in the case system and the finance system
-- by: 30

-- Whole months before the as-of day's month. An expense on the case that fits no one measure of it counts for all of them. Not asked where
-- the finance feed has nothing in the latest two of the months, nor of a code that is not reported (rule F02's).
WITH
since AS MATERIALIZED (
	SELECT month(add_months(:as_of, -:months)) AS first, month(add_months(:as_of, -2)) AS fresh
),
paid AS MATERIALIZED (
	SELECT DISTINCT f.case_id, f.measure_id
	  FROM fact_cost AS f
	 CROSS JOIN since AS s
	 WHERE f.month >= s.first
	   AND f.class = 'expense'
	   AND f.amount > 0
	   AND f.case_id IS NOT NULL
	   AND f.placement_id IS NULL
),
granted AS MATERIALIZED (
	SELECT DISTINCT measure_id
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND unit <> 'once'
	   AND measure_id IS NOT NULL
	   AND CAST(unit_price_ore AS INTEGER) > 0
	   AND valid_to IS NULL
),
running AS MATERIALIZED (
	SELECT o.measure_id, o.case_id, o.citizen_id, day(o.started_on) AS started, o.file, o.line
	  FROM granted AS g
	  JOIN open_measure AS o ON o.measure_id = g.measure_id
	  JOIN staging_measure AS m ON m.measure_id = g.measure_id
	 WHERE m.provider_cvr IS NOT NULL
	   AND EXISTS (SELECT 1 FROM reported AS r WHERE r.kind = o.kind AND r.code = o.code)
	   AND day(o.started_on) < month_start(month(add_months(:as_of, -:months)))
	   AND EXISTS (SELECT 1 FROM fact_cost AS f WHERE f.month >= (SELECT fresh FROM since))
)
SELECT 'measure' AS entity, r.measure_id AS record_key, r.case_id, r.citizen_id, 'ended_on' AS field,
       'løber siden ' || iso(r.started) || ', ingen udgift fra ' || s.first AS found, 'en slutdato, eller en udgift' AS expected,
       r.started AS event_day, r.file, r.line
  FROM running AS r
 CROSS JOIN since AS s
  LEFT JOIN paid AS p ON p.case_id = r.case_id AND (p.measure_id IS NULL OR p.measure_id = r.measure_id)
 WHERE p.case_id IS NULL

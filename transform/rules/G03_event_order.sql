-- id: G03
-- version: 1
-- scope: case
-- consequence: record
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation anbringelser: hændelserne bygger et forløb, der begynder (0, 7, 7.5), ændres (1, 2, 7.2) og
--  ender (5, 5.5)
-- text_da: Hændelserne i anbringelsen kan ikke være sket i den rækkefølge: der skiftes eller ophører, før den begynder eller efter den er
--  ophørt, eller den begynder, mens den løber. Hændelsen indberettes ikke, før det er rettet.
-- text_en: The events of the placement cannot have happened in that order: a change or an end before it began or after it ended, or
--  a beginning while it runs. The event is not reported until it is mended.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '1', '1.1', '2', '5', '5.5', '7', '7.2', '7.5')
-- blames: effect_on
-- spares: migrated
-- mend_da: Anbringelsens hændelser: ret datoen, eller registrér den hændelse, der mangler
-- mend_en: The events of the placement: mend the day, or enter the event that is missing
-- by: 7

-- By days: what happens on the day of a beginning or an end fits both sides of it. Where a beginning or an end has no day the
-- placement is not judged. A decision that lapsed may end what never began; 7.2 alone is rule G15's.
WITH
event AS (
	SELECT v.event_id, v.placement_id, v.case_id, k.citizen_id, v.event_code, v.end_reason, day(v.effect_on) AS at,
	       v.event_code IN ('0', '7', '7.5') AS begins, v.event_code IN ('5', '5.5') AS ends, v.file, v.line
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.placement_id IS NOT NULL
	   AND v.event_code IN ('0', '1', '1.1', '2', '5', '5.5', '7', '7.2', '7.5')
),
dated AS (
	SELECT *, sum(at IS NULL AND (begins OR ends)) OVER (PARTITION BY placement_id) AS undated
	  FROM event
),
met AS (
	SELECT *, max(begins) OVER d AS day_begins, max(ends) OVER d AS day_ends,
	       min(event_id) FILTER (WHERE event_code = '0') OVER d AS first_of_day,
	       max(at) FILTER (WHERE begins OR event_code = '7.2') OVER w AS begun,
	       max(at) FILTER (WHERE ends) OVER w AS ended
	  FROM dated
	 WHERE undated = 0
	   AND at IS NOT NULL
	WINDOW d AS (PARTITION BY placement_id, at),
	       w AS (PARTITION BY placement_id ORDER BY at GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
state AS (
	SELECT *, CASE WHEN begun IS NULL OR ended > begun THEN 'shut'
	               WHEN ended IS NULL OR ended < begun THEN 'open' END AS was
	  FROM met
)
SELECT 'placement_event' AS entity, event_id AS record_key, case_id, citizen_id, 'effect_on' AS field,
       'hændelse ' || event_code || ' ' || iso(at) AS found,
       CASE WHEN event_code = '0' THEN 'ophør (5) før en ny iværksættelse'
            WHEN begun IS NULL THEN 'efter iværksættelsen (0, 7 eller 7.5)'
            ELSE 'senest ved ophøret ' || iso(ended) END AS expected,
       CASE WHEN event_code = '0' THEN 'begyndt ' || iso(coalesce(begun, at))
            WHEN begun IS NOT NULL THEN 'ophørt ' || iso(ended) END AS clash,
       at AS event_day, file, line
  FROM state
 WHERE CASE WHEN event_code = '0' THEN was = 'open' AND NOT day_ends OR event_id <> first_of_day
            WHEN event_code IN ('7', '7.5') THEN 0
            WHEN begun IS NULL AND (event_code = '7.2' OR end_reason = 'lapsed') THEN 0
            ELSE was = 'shut' AND NOT day_begins END

-- id: G08
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Barnets lov § 143, stk. 4 (før 2024 servicelovens § 75, stk. 3): formandens foreløbige afgørelse forelægges børne- og ungeudvalget til
--  godkendelse hurtigst muligt og senest 7 dage efter iværksættelsen
-- text_da: Formandens foreløbige afgørelse er iværksat, og der er ingen forelæggelse for børne- og ungeudvalget senest 7 dage efter; er den
--  sket senere, er det til orientering.
-- text_en: The chair's provisional decision took effect, and it was not put before the committee within 7 days; where that was done
--  later it is for information.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file codelist_attr
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '0.2') AND basis_code IN (SELECT code FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent' AND value = 'provisional')
-- blames: event_code
-- param: days 7 dage efter iværksættelsen, den syvende med
-- spares: migrated
-- mend_da: Anbringelsens hændelser: registrér forelæggelsen for udvalget (hændelse 4) med dens dato
-- mend_en: The events of the placement: enter the presentation to the committee (event 4) with its day
-- by: 3

-- The clock runs from the day it took effect: that of 0, or of a provisional decision (0.2) made while the placement ran. No
-- presentation is due where the placement ended, or another basis took its place, within the days. In time on the seventh day.
WITH
provisional AS MATERIALIZED (
	SELECT code FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent' AND value = 'provisional'
),
event AS MATERIALIZED (
	SELECT v.event_id, v.placement_id, v.case_id, k.citizen_id, v.event_code, v.basis_code,
	       day(v.decided_on) AS decided, day(v.effect_on) AS at, v.file, v.line
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.placement_id IS NOT NULL
),
begun AS (
	SELECT *, at AS since FROM event
	 WHERE event_code = '0'
	   AND basis_code IN (SELECT code FROM provisional)
	UNION ALL
	SELECT *, decided FROM event AS e
	 WHERE event_code = '0.2'
	   AND basis_code IN (SELECT code FROM provisional)
	   AND EXISTS (SELECT 1 FROM event AS s
	                WHERE s.placement_id = e.placement_id
	                  AND s.event_code IN ('0', '7.5')
	                  AND s.at < e.decided)
),
shown AS (
	SELECT b.*, (SELECT min(coalesce(f.at, f.decided)) FROM event AS f
	              WHERE f.placement_id = b.placement_id
	                AND f.event_code = '4'
	                AND coalesce(f.at, f.decided) >= b.since) AS shown
	  FROM begun AS b
	 WHERE b.since + :days < :as_of
	   AND NOT EXISTS (SELECT 1 FROM event AS f
	                    WHERE f.placement_id = b.placement_id
	                      AND f.event_code = '4'
	                      AND f.at IS NULL
	                      AND f.decided IS NULL)
	   AND NOT EXISTS (SELECT 1 FROM event AS t
	                    WHERE t.placement_id = b.placement_id
	                      AND (t.event_code IN ('2', '5', '5.5')
	                           OR t.event_code = '0.2' AND coalesce(t.basis_code, '') NOT IN (SELECT code FROM provisional))
	                      AND coalesce(t.at, t.decided) BETWEEN b.since AND b.since + :days)
)
SELECT CASE WHEN shown IS NOT NULL THEN 'info' END AS consequence, 'placement_event' AS entity, event_id AS record_key, case_id,
       citizen_id, 'event_code' AS field, iso(shown) AS found,
       'forelagt udvalget (hændelse 4) senest ' || iso(since + :days) AS expected, 'iværksat ' || iso(since) AS clash,
       since AS event_day, file, line
  FROM shown
 WHERE shown IS NULL
    OR shown > since + :days

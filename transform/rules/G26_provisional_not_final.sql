-- id: G26
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Barnets lov § 143 (før 2024 servicelovens § 75): en foreløbig afgørelse gælder højst 1 måned fra iværksættelsen; så skal børne- og ungeudvalget
--  have truffet afgørelse, eller den er bortfaldet
-- text_da: Formandens foreløbige afgørelse er mere end en måned gammel, og anbringelsen løber videre uden en endelig afgørelse eller samtykke.
-- text_en: The chair's provisional decision is more than a month old, and the placement runs on without a final decision or consent.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file codelist_attr
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '0.2') AND basis_code IN (SELECT code FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent' AND value = 'provisional')
-- blames: basis_code
-- param: months 1 måned fra iværksættelsen, samme dag i måneden med
-- spares: migrated
-- mend_da: Anbringelsens hændelser: registrér udvalgets afgørelse (0.2), overgangen til samtykke (2) eller ophøret (5)
-- mend_en: The events of the placement: enter the committee's decision (0.2), the change to consent (2) or the end (5)
-- by: 3

-- From the day it took effect: that of 0, or of a provisional decision (0.2) made while the placement ran. What came later
-- than the month mends it. An event that could have ended it and has no day is not held against anybody.
WITH
provisional AS MATERIALIZED (
	SELECT code FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent' AND value = 'provisional'
),
event AS MATERIALIZED (
	SELECT v.event_id, v.placement_id, v.case_id, k.citizen_id, v.event_code, v.basis_code,
	       CASE WHEN v.event_code = '0.2' THEN coalesce(day(v.decided_on), day(v.effect_on))
	            ELSE day(v.effect_on) END AS at, v.file, v.line
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.placement_id IS NOT NULL
	   AND v.event_code IN ('0', '0.2', '2', '5', '5.5', '7.5')
),
begun AS (
	SELECT e.*, row_number() OVER (PARTITION BY placement_id ORDER BY at DESC, event_code, event_id) AS nr
	  FROM event AS e
	 WHERE basis_code IN (SELECT code FROM provisional)
	   AND (event_code = '0'
	        OR event_code = '0.2' AND EXISTS (SELECT 1 FROM event AS s
	                                           WHERE s.placement_id = e.placement_id
	                                             AND s.event_code IN ('0', '7.5')
	                                             AND s.at < e.at))
)
SELECT 'placement_event' AS entity, event_id AS record_key, case_id, citizen_id, 'basis_code' AS field, basis_code AS found,
       'en endelig afgørelse senest ' || iso(add_months(at, :months)) AS expected, 'iværksat ' || iso(at) AS clash,
       at AS event_day, add_months(at, :months) AS due_day, file, line
  FROM begun AS b
 WHERE nr = 1
   AND add_months(at, :months) < :as_of
   AND NOT EXISTS (SELECT 1 FROM event AS t
                    WHERE t.placement_id = b.placement_id
                      AND (t.event_code IN ('2', '5', '5.5')
                           OR t.event_code = '0.2' AND coalesce(t.basis_code, '') NOT IN (SELECT code FROM provisional))
                      AND coalesce(t.at, b.at) >= b.at)

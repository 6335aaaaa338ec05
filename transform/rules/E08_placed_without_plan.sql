-- id: E08
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 91, stk. 2: barnets plan senest 3 måneder efter afgørelsen; før 2024 SEL § 140: før afgørelsen, senest
--  4 måneder efter
-- text_da: Barnet er anbragt, og fristen for planen er gået, uden at sagen har en plan.
-- text_en: The child is placed, and the time for the plan has run out without a plan in the case.
-- who: sagsbehandler
-- reads: staging_placed staging_placement_event staging_case_file staging_plan
-- blames: written_on
-- checks: staging_placed WHERE last IS NULL
-- param: months 3 måneder fra afgørelsen; til samme dag i måneden eller dens sidste
-- param: old 4 måneder, når afgørelsen er fra før 2024
-- mend_da: Barnets plan eller ungeplanen i fagsystemet
-- mend_en: The plan for the child or the young person in the case system
-- by: 7

-- Running placements in open cases. The clock starts with the decision, else the day it took effect; the last day is in time.
WITH
decided AS MATERIALIZED (
	SELECT placement_id, min(day(decided_on)) AS at
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0', '0.2', '7.5')
	 GROUP BY placement_id
),
running AS MATERIALIZED (
	SELECT p.placement_id, p.case_id, c.citizen_id, coalesce(d.at, p.first) AS at
	  FROM staging_placed AS p
	  JOIN staging_case_file AS c ON c.case_id = p.case_id
	  LEFT JOIN decided AS d ON d.placement_id = p.placement_id
	 WHERE p.last IS NULL
	   AND c.deleted_at IS NULL
	   AND c.closed_on IS NULL
),
due AS MATERIALIZED (
	SELECT r.*, CASE WHEN at < ymd(2024, 1, 1) THEN add_months(at, :old) ELSE add_months(at, :months) END AS latest
	  FROM running AS r
),
planned AS MATERIALIZED (
	SELECT DISTINCT case_id FROM staging_plan WHERE deleted_at IS NULL AND written_on IS NOT NULL AND case_id IS NOT NULL
)
SELECT 'placement' AS entity, d.placement_id AS record_key, d.case_id, d.citizen_id, 'written_on' AS field, NULL AS found,
       'en plan senest ' || iso(d.latest) || CASE WHEN d.at < ymd(2024, 1, 1) THEN ' (SEL § 140)' ELSE ' (BL § 91, stk. 2)' END
               AS expected,
       'afgørelse ' || iso(d.at) AS clash, d.at AS event_day
  FROM due AS d
 WHERE d.latest < :as_of
   AND d.case_id NOT IN (SELECT case_id FROM planned)

-- id: E07
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 95, stk. 2-3: første opfølgning senest 3 måneder efter iværksættelsen, de næste som besluttet i sagen;
--  før 2024 SEL § 70: derefter hver 6. måned
-- text_da: Opfølgningen på en løbende støttende indsats eller anbringelse er ikke holdt til tiden, eller det er ikke
--  besluttet, hvornår den næste skal være.
-- text_en: The follow-up of a running support measure or placement was not held in time, or it is not decided when the
--  next one is to be.
-- who: sagsbehandler
-- reads: codelist_attr staging_case_file staging_followup staging_measure staging_placed
-- blames: held_on next_due_on
-- checks: staging_measure WHERE deleted_at IS NULL AND ended_on IS NULL AND kind = 'support'
-- checks: staging_placed WHERE last IS NULL
-- param: first 3 måneder til den første opfølgning; til samme dag i måneden eller dens sidste
-- param: next 6 måneder til den næste, når den forrige var før 2024
-- mend_da: Opfølgningen på indsatsen eller anbringelsen i fagsystemet
-- mend_en: The follow-up of the measure or placement in the case system
-- with: open_measure open_support
-- by: 7

-- Measures of BL § 32 and placements, in open cases. The last day is in time. A follow-up of the case as a
-- whole counts for all that runs in it. Days that cannot be read: nothing is said. A
-- measure from before its case is rule C04's.
WITH
running (entity, key, case_id, citizen_id, started, file, line) AS MATERIALIZED (
	SELECT 'measure', measure_id, case_id, citizen_id, started, file, line FROM open_support
	UNION ALL
	SELECT 'placement', p.placement_id, p.case_id, c.citizen_id, p.first, NULL, NULL
	  FROM staging_placed AS p
	  JOIN staging_case_file AS c ON c.case_id = p.case_id
	 WHERE p.last IS NULL
	   AND c.deleted_at IS NULL
	   AND c.closed_on IS NULL
),
-- Of each case and what they are about; NULL: the case as a whole.
followed AS MATERIALIZED (
	SELECT case_id, coalesce(measure_id, placement_id) AS key, max(day(held_on)) AS held, max(day(next_due_on)) AS next,
	       max((held_on IS NOT NULL AND day(held_on) IS NULL)
	           OR (next_due_on IS NOT NULL AND day(next_due_on) IS NULL)) AS unsure
	  FROM staging_followup
	 WHERE deleted_at IS NULL
	 GROUP BY 1, 2
),
state AS (
	SELECT r.*, max(f.held) AS held, max(f.next) AS next, coalesce(max(f.unsure), 0) AS unsure
	  FROM running AS r
	  LEFT JOIN followed AS f ON f.case_id = r.case_id AND (f.key = r.key OR f.key IS NULL)
	 GROUP BY r.entity, r.key
),
judged AS (
	SELECT *, CASE WHEN held IS NULL THEN add_months(started, :first)
	               WHEN next > held THEN next
	               WHEN held < ymd(2024, 1, 1) THEN add_months(held, :next) END AS latest
	  FROM state
	 WHERE NOT unsure
	   AND started IS NOT NULL
	   AND (held IS NULL OR held >= started)
)
SELECT entity, key AS record_key, case_id, citizen_id, CASE WHEN latest IS NULL THEN 'next_due_on' ELSE 'held_on' END AS field,
       coalesce('sidst holdt ' || iso(held), 'ingen holdt, begyndt ' || iso(started)) AS found,
       CASE WHEN latest IS NULL THEN 'en dag for den næste (BL § 95, stk. 3)'
            ELSE 'senest ' || iso(latest) || CASE WHEN coalesce(held, started) < ymd(2024, 1, 1) THEN ' (SEL § 70)'
                                                  WHEN held IS NULL THEN ' (BL § 95, stk. 2)'
                                                  ELSE ' (BL § 95, stk. 3)' END END AS expected,
       coalesce(held, started) AS event_day, file, line
  FROM judged
 WHERE latest IS NULL
    OR latest < :as_of

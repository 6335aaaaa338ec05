-- id: E06
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 91, stk. 1: plan, hvis den er nødvendig, senest 3 måneder efter afgørelsen; før 2024 SEL § 140: før
--  afgørelsen, senest 4 måneder efter
-- text_da: En støttende indsats har løbet længe, og sagen har hverken en plan eller en vurdering af, at den ikke er
--  nødvendig.
-- text_en: A support measure has run for long, and the case has neither a plan nor a judgement that none is needed.
-- who: sagsbehandler
-- reads: codelist_attr staging_case_file staging_measure staging_placed staging_plan
-- blames: started_on
-- checks: staging_measure WHERE deleted_at IS NULL AND ended_on IS NULL AND kind = 'support'
-- param: months 4 måneder fra indsatsen begyndte; til samme dag i måneden eller dens sidste
-- mend_da: Barnets plan, eller at den ikke er nødvendig, i fagsystemet
-- mend_en: The child's plan, or that none is needed, in the case system
-- with: open_measure open_support
-- by: 14

-- Measures of BL § 32 in open cases; one finding a case, on the one that began first. The last day is in time. A
-- plan for siblings in common stands in each case. Where a child is placed rule E08 asks for the plan.
-- A measure from before its case is rule C04's.
WITH
running AS MATERIALIZED (
	SELECT *, row_number() OVER (PARTITION BY case_id ORDER BY started, measure_id) AS place
	  FROM open_support
	 WHERE add_months(started, :months) < :as_of
),
planned AS MATERIALIZED (
	SELECT DISTINCT case_id
	  FROM staging_plan
	 WHERE deleted_at IS NULL
	   AND (written_on IS NOT NULL OR needed = '0')
	UNION
	SELECT case_id FROM staging_placed WHERE last IS NULL
)
SELECT 'measure' AS entity, r.measure_id AS record_key, r.case_id, r.citizen_id, 'started_on' AS field,
       'i gang siden ' || iso(r.started) || ', ingen plan' AS found,
       'en plan, eller at den ikke er nødvendig'
               || CASE WHEN r.started < ymd(2024, 1, 1) THEN ' (SEL § 140)' ELSE ' (BL § 91)' END AS expected,
       r.started AS event_day, r.file, r.line
  FROM running AS r
  LEFT JOIN planned AS p ON p.case_id = r.case_id
 WHERE r.place = 1
   AND p.case_id IS NULL

-- id: examinations_late
-- title_da: Åbne undersøgelser over 4 måneder
-- title_en: Open examinations over 4 months
-- order: 220
-- unit: count
-- better: down
-- target: 0
-- legal: BL § 20, stk. 3; før 2024 SEL § 50
-- text_da: Børnefaglige undersøgelser, der ved månedens udgang ikke er afsluttet, og hvis frist
--     på 4 måneder er udløbet.
-- text_en: Child welfare examinations not concluded at the end of the month whose deadline of 4
--     months has passed.
-- formula: antal åbne undersøgelser med udløbet frist ved månedens udgang
-- reads: fact_examination codelist_deadline
-- writes: agg_kpi
-- units: spans
-- since: SELECT min(aware) FROM fact_examination
-- cases: numerator > 0
SELECT add_months(e.aware, d.length) AS first, e.concluded - 1 AS last, e.team_id, e.case_id,
       1 AS numerator, 1 AS denominator
  FROM fact_examination AS e
  JOIN codelist_deadline AS d ON d.id = 'D06' AND e.aware BETWEEN d.valid_from AND d.valid_to
 WHERE e.kind = 'boernefaglig'
   AND first < coalesce(e.concluded, 9999999)

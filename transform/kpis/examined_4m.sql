-- id: examined_4m
-- title_da: Undersøgelser inden 4 måneder
-- title_en: Examinations within 4 months
-- order: 210
-- unit: percent
-- better: up
-- target: 100
-- deadline: D06
-- legal: BL § 20, stk. 3; før 2024 SEL § 50
-- text_da: Andel af de børnefaglige undersøgelser med frist i måneden, der er afsluttet senest på
--     fristen: 4 måneder efter den dag, kommunen blev opmærksom på behovet. En undersøgelse, der
--     stadig er åben, tæller som overskredet i den måned, hvor fristen udløb.
-- text_en: Share of the child welfare examinations due in the month that were concluded at the
--     latest on the deadline: 4 months after the day the municipality became aware of the need. An
--     examination still open counts as late in the month its deadline passed.
-- formula: afsluttet senest på fristen / undersøgelser med frist i måneden
-- reads: fact_examination agg_kpi_month codelist_deadline
-- writes: agg_kpi
-- since: SELECT min(aware) FROM fact_examination
-- cases: numerator < denominator
SELECT m.month, e.team_id, e.case_id,
       coalesce(e.concluded <= add_months(e.aware, d.length), 0) AS numerator,
       1 AS denominator
  FROM fact_examination AS e
  JOIN codelist_deadline AS d ON d.id = 'D06' AND e.aware BETWEEN d.valid_from AND d.valid_to
  JOIN agg_kpi_month AS m ON m.month = month(add_months(e.aware, d.length))
 WHERE e.kind = 'boernefaglig'

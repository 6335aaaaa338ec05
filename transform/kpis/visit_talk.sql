-- id: visit_talk
-- title_da: Tilsynsbesøg med børnesamtale
-- title_en: Visits with a talk with the child
-- order: 340
-- unit: percent
-- better: up
-- target: 100
-- legal: BL § 156, stk. 5; før 2024 SEL § 148
-- text_da: Andel af månedens tilsynsbesøg hos anbragte børn, hvor der er talt med barnet.
-- text_en: Share of the month's visits to placed children where the child was talked to.
-- formula: besøg med børnesamtale / tilsynsbesøg i måneden
-- reads: fact_visit fact_placement fact_case agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(visited) FROM fact_visit
-- cases: numerator < denominator
SELECT m.month, c.team_id, p.case_id, coalesce(v.child_talk, 0) <> 0 AS numerator, 1 AS denominator
  FROM fact_visit AS v
  JOIN agg_kpi_month AS m ON m.month = month(v.visited)
  LEFT JOIN fact_placement AS p ON p.placement_id = v.placement_id
  LEFT JOIN fact_case AS c ON c.case_id = p.case_id

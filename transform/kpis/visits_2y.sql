-- id: visits_2y
-- title_da: Anbragte med to tilsynsbesøg
-- title_en: Placed children with two visits
-- order: 330
-- unit: percent
-- better: up
-- target: 100
-- deadline: D12
-- legal: BL § 156, stk. 5; før 2024 SEL § 148
-- text_da: Andel af de børn, der har været anbragt uafbrudt i de 12 måneder til og med måneden,
--     som har fået mindst to tilsynsbesøg i de 12 måneder. Børn anbragt i kortere tid er ikke med.
-- text_en: Share of the children placed without a break for the 12 months up to and including the
--     month who had at least two visits in those 12 months. Children placed for a shorter time are
--     left out.
-- formula: med mindst to besøg / anbragt i alle 12 måneder
-- reads: fact_placement fact_visit fact_case agg_kpi_month codelist_deadline
-- writes: agg_kpi
-- since: SELECT min(started) FROM fact_placement
-- cases: numerator < denominator
WITH span (month, first_day, last_day, length) AS MATERIALIZED (
	SELECT m.month, add_months(m.first_day, -11), m.last_day, d.length
	  FROM agg_kpi_month AS m
	  JOIN codelist_deadline AS d ON d.id = 'D12'
	                             AND m.last_day BETWEEN d.valid_from AND d.valid_to
), visit (placement_id, visited) AS MATERIALIZED (
	SELECT placement_id, visited FROM fact_visit
	 WHERE visited >= (SELECT min(first_day) FROM span)
)
SELECT s.month, c.team_id, p.case_id,
       (SELECT count(*) FROM visit AS v
         WHERE v.placement_id = p.placement_id
           AND v.visited BETWEEN s.first_day AND s.last_day) >= s.length AS numerator,
       1 AS denominator
  FROM fact_placement AS p
  LEFT JOIN fact_case AS c ON c.case_id = p.case_id
  JOIN span AS s ON p.started <= s.first_day
                AND s.last_day < coalesce(p.ended, 9999999)

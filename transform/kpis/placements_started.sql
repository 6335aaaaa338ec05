-- id: placements_started
-- title_da: Iværksatte anbringelser
-- title_en: Placements started
-- order: 320
-- unit: count
-- better: none
-- legal: BL §§ 46-47 og kap. 12; før 2024 SEL kap. 11
-- text_da: Anbringelser sat i værk i måneden. En ny anbringelse efter hjemgivelse tæller igen, en
--     flytning gør ikke. Tolv måneder giver ANBAAR14.
-- text_en: Placements put into effect in the month. A new placement after a return home counts
--     again, a move does not. Twelve months make ANBAAR14.
-- formula: antal anbringelser med første dag i måneden
-- reads: fact_placement fact_case agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(started) FROM fact_placement
-- cases: numerator > 0
SELECT m.month, c.team_id, p.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_placement AS p
  JOIN agg_kpi_month AS m ON m.month = month(p.started)
  LEFT JOIN fact_case AS c ON c.case_id = p.case_id

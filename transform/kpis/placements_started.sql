-- id: placements_started
-- title_da: Iværksatte anbringelser
-- title_en: Placements started
-- order: 320
-- unit: count
-- better: none
-- legal: BL §§ 46-47 og kap. 12; før 2024 SEL kap. 11
-- text_da: Anbringelser sat i værk i måneden af børn og unge, der er højst 22 år ved årets udgang. En
--     ny anbringelse efter hjemgivelse tæller igen; en flytning, en videreførelse ved 18 år og en
--     anbringelse overtaget fra en anden kommune gør ikke. Tolv måneder giver ANBAAR14.
-- text_en: Placements put into effect in the month, of children and young people of 22 or less at
--     the end of the year. A new placement after a return home counts again; a move, a stay
--     continued at 18 and a placement taken over do not. Twelve months make ANBAAR14.
-- formula: antal anbringelser sat i værk i måneden
-- reads: fact_placement_start fact_citizen fact_case agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(started) FROM fact_placement_start
-- cases: numerator > 0
SELECT m.month, c.team_id, p.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_placement_start AS p
  JOIN agg_kpi_month AS m ON m.month = month(p.started)
  JOIN fact_citizen AS b ON b.citizen_id = p.citizen_id
  LEFT JOIN fact_case AS c ON c.case_id = p.case_id
 WHERE p.ours
   AND (b.unborn OR b.birth IS NULL OR age(b.birth, ymd(year(p.started), 12, 31)) <= 22)

-- id: placed
-- title_da: Anbragte børn og unge
-- title_en: Children in placement
-- order: 310
-- unit: count
-- better: none
-- legal: BL §§ 46-47 og kap. 12; før 2024 SEL kap. 11
-- text_da: Børn og unge på 0-22 år, der er anbragt ved månedens udgang, og som kommunen er
--     handlekommune for. Et barn tæller én gang. Et forløb, der slutter på månedens sidste dag, er
--     ikke med. Tallet for december er beholdningen i ANBAAR9.
-- text_en: Children and young people aged 0-22 in placement at the end of the month, for whom the
--     municipality has the duty to act. A child counts once. A spell that ends on the last day is
--     left out. The figure of December is the stock of ANBAAR9.
-- formula: antal forskellige børn i et åbent anbringelsesforløb ved månedens udgang
-- reads: fact_placed fact_case fact_citizen agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(first) FROM fact_placed
-- cases: numerator > 0
WITH spell AS MATERIALIZED (
	SELECT p.child, p.first, coalesce(p.until, 9999999) AS until, b.birth, b.unborn, p.case_id, c.team_id
	  FROM fact_placed AS p
	  JOIN fact_citizen AS b ON b.citizen_id = p.citizen_id
	  LEFT JOIN fact_case AS c ON c.case_id = p.case_id
)
SELECT m.month, max(s.team_id) AS team_id, max(s.case_id) AS case_id,
       1 AS numerator, 1 AS denominator
  FROM spell AS s
  JOIN agg_kpi_month AS m ON m.last_day >= s.first
                         AND m.last_day < s.until
 WHERE s.unborn
    OR s.birth IS NULL
    OR age(s.birth, m.last_day) <= 22
 GROUP BY m.month, s.child

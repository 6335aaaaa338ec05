-- id: measures_started
-- title_da: Støttende indsatser iværksat
-- title_en: Support measures started
-- order: 410
-- unit: count
-- better: none
-- legal: BL §§ 30-32; før 2024 SEL §§ 11 og 52
-- text_da: Støttende indsatser med første dag i måneden til børn og unge, der er højst 22 år ved årets
--     udgang. En indsats til en søskendeflok tæller én gang pr. barn; en overtaget indsats begynder
--     den dag, kommunen blev handlekommune. Tolv måneder giver ISBU03, der udgives for landsdele.
--     Handicapindsatser og ukendte koder er ikke med.
-- text_en: Support measures with their first day in the month, for children and young people of 22
--     or less at the end of the year. A measure for siblings counts once per child; one taken over
--     begins the day the municipality got the duty to act. Twelve months make ISBU03, which is
--     published by region. Disability measures and unknown codes are left out.
-- formula: antal støttende indsatser med første dag i måneden
-- reads: fact_supported fact_citizen fact_case agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(first) FROM fact_supported WHERE kind = 'support'
-- cases: numerator > 0
SELECT m.month, c.team_id, t.case_id, 1 AS numerator, 1 AS denominator
  FROM fact_supported AS t
  JOIN agg_kpi_month AS m ON m.month = month(t.first)
  JOIN fact_citizen AS b ON b.citizen_id = t.citizen_id
  LEFT JOIN fact_case AS c ON c.case_id = t.case_id
 WHERE t.kind = 'support'
   AND (b.unborn OR b.birth IS NULL OR age(b.birth, ymd(year(t.first), 12, 31)) <= 22)

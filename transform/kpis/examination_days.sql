-- id: examination_days
-- title_da: Undersøgelsestid i gennemsnit
-- title_en: Mean days of examination
-- order: 240
-- unit: days
-- better: down
-- target: 120
-- legal: BL § 20, stk. 3; før 2024 SEL § 50
-- text_da: Gennemsnitligt antal dage fra kommunen blev opmærksom på behovet, til den børnefaglige
--     undersøgelse blev afsluttet, for undersøgelser afsluttet i måneden. Målet på 120 dage svarer
--     til 4 måneder.
-- text_en: Mean number of days from the municipality became aware of the need to the child
--     welfare examination was concluded, for those concluded in the month. The target of 120 days
--     stands for 4 months.
-- formula: sum af dage / undersøgelser afsluttet i måneden
-- reads: fact_examination agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(aware) FROM fact_examination
-- cases: numerator > 120
SELECT m.month, e.team_id, e.case_id, e.concluded - e.aware AS numerator, 1 AS denominator
  FROM fact_examination AS e
  JOIN agg_kpi_month AS m ON m.month = month(e.concluded)
 WHERE e.kind = 'boernefaglig'
   AND e.concluded >= e.aware

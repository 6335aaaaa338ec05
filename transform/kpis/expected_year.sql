-- id: expected_year
-- title_da: Forventet nettoudgift, hele året
-- title_en: Expected net cost of the year
-- order: 620
-- unit: dkk1000
-- better: none
-- legal: BEK om kommunernes budget- og regnskabsvæsen, funktion 5.28.20-5.28.25
-- text_da: Årets nettoudgift til dato på funktion 5.28.20-5.28.25, skrevet frem i samme takt til
--     tolv måneder. Kendte, men ikke bogførte udgifter er ikke med.
-- text_en: Net cost of the year to date on functions 5.28.20-5.28.25, carried on at the same pace
--     to twelve months. Costs known but not booked are left out.
-- formula: nettoudgift år til dato × 12 / antal måneder
-- reads: agg_cost_month agg_kpi_month
-- writes: agg_kpi
-- since: SELECT ymd(min(month) / 100, min(month) % 100, 1) FROM agg_cost_month
-- cases: none
SELECT m.month, NULL AS team_id, NULL AS case_id,
       sum(f.amount) * 12 / (m.month % 100) AS numerator, 1 AS denominator
  FROM agg_kpi_month AS m
  JOIN agg_cost_month AS f ON f.month BETWEEN m.month / 100 * 100 + 1 AND m.month
 WHERE f.dranst = 1
   AND f.function BETWEEN 52820 AND 52825
 GROUP BY m.month

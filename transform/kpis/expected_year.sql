-- id: expected_year
-- title_da: Forventet nettoudgift, hele året
-- title_en: Expected net cost of the year
-- order: 620
-- unit: dkk1000
-- better: none
-- legal: BEK om kommunernes budget- og regnskabsvæsen, funktion 5.28.20-5.28.25
-- text_da: Det forventede regnskab, som økonomisystemet giver det (budgetversion forventet), på
--     funktion 5.28.20-5.28.25; for en funktion uden er det årets nettoudgift til dato (udgift minus
--     indtægt og egenbetaling, uden statsrefusion), skrevet frem i samme takt til tolv måneder.
-- text_en: The forecast of the finance system (budget version forecast) on functions
--     5.28.20-5.28.25; for a function without one the net cost of the year to date (cost less income
--     and own payment, state refund left out), carried on at the same pace to twelve months.
-- formula: forventet, ellers nettoudgift år til dato × 12 / antal måneder
-- reads: agg_cost_month agg_budget agg_kpi_month
-- with: expected_cost
-- writes: agg_kpi
-- since: SELECT ymd(min(month) / 100, min(month) % 100, 1) FROM agg_cost_month
-- cases: none
SELECT month, NULL AS team_id, NULL AS case_id, sum(amount) AS numerator, 1 AS denominator
  FROM expected_cost
 GROUP BY month

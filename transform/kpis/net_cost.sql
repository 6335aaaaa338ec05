-- id: net_cost
-- title_da: Nettoudgift
-- title_en: Net cost
-- order: 610
-- unit: dkk1000
-- better: none
-- legal: BEK om kommunernes budget- og regnskabsvæsen, funktion 5.28.20-5.28.25
-- text_da: Bogførte driftsudgifter minus driftsindtægter og egenbetaling (dranst 1) i måneden på
--     funktion 5.28.20-5.28.25. Statsrefusion (dranst 2) er ikke trukket fra, og posteringer, hvis
--     lokale konto ingen har forklaret, er ikke med. Posteringer uden kendt sag er med i
--     totalen, men ikke i et team.
-- text_en: Booked operating cost less operating income and own payment (dranst 1) in the month on
--     functions 5.28.20-5.28.25. State refund (dranst 2) is not taken off, and postings whose local
--     account nobody has explained are left out. Postings without a known case are in
--     the total, but in no team.
-- formula: udgift + indtægt + egenbetaling (indtægter er negative), bogført i måneden
-- reads: fact_cost fact_case agg_cost_month agg_kpi_month
-- writes: agg_kpi
-- since: SELECT ymd(min(month) / 100, min(month) % 100, 1) FROM agg_cost_month
-- cases: numerator <> 0
SELECT f.month, c.team_id, f.case_id, f.amount AS numerator, 1 AS denominator
  FROM fact_cost AS f
  LEFT JOIN fact_case AS c ON c.case_id = f.case_id
 WHERE f.dranst = 1
   AND f.function BETWEEN 52820 AND 52825
   AND f.month BETWEEN (SELECT min(month) FROM agg_kpi_month)
                   AND (SELECT max(month) FROM agg_kpi_month)

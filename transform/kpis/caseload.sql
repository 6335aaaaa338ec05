-- id: caseload
-- title_da: Sager pr. sagsbehandler
-- title_en: Case files per caseworker
-- order: 520
-- unit: ratio
-- better: down
-- legal: BL § 16
-- text_da: Åbne sager med en sagsbehandler ved månedens udgang, delt med antallet af
--     sagsbehandlere, der har mindst én. Sagens nuværende sagsbehandler og team bruges for alle
--     måneder, for fordelingen bagud i tid er ikke kendt.
-- text_en: Case files with a caseworker open at the end of the month, divided by the number of
--     caseworkers who have at least one. The present caseworker and team of a case stand for every
--     month, as the past ones are not known.
-- formula: åbne sager med sagsbehandler / sagsbehandlere med mindst én åben sag
-- reads: fact_case agg_kpi_month
-- writes: agg_kpi
-- since: SELECT min(opened) FROM fact_case
-- cases: numerator > 0
SELECT m.month, c.team_id, c.case_id, 1 AS numerator, 0 AS denominator
  FROM fact_case AS c
  JOIN agg_kpi_month AS m ON m.last_day >= c.opened
                         AND m.last_day < coalesce(c.closed, 9999999)
 WHERE c.caseworker_id IS NOT NULL
UNION ALL
SELECT m.month, max(c.team_id), NULL, 0, 1
  FROM fact_case AS c
  JOIN agg_kpi_month AS m ON m.last_day >= c.opened
                         AND m.last_day < coalesce(c.closed, 9999999)
 WHERE c.caseworker_id IS NOT NULL
 GROUP BY m.month, c.caseworker_id

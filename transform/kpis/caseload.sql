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
-- units: spans
-- since: SELECT min(opened) FROM fact_case
-- cases: numerator > 0
WITH held AS (
	SELECT caseworker_id, team_id, opened, coalesce(closed, 9999999) AS closed,
	       max(coalesce(closed, 9999999)) OVER (PARTITION BY caseworker_id, team_id ORDER BY opened
	               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
	  FROM fact_case
	 WHERE caseworker_id IS NOT NULL
	   AND coalesce(closed, 9999999) > (SELECT min(last_day) FROM agg_kpi_month)
), run AS (
	SELECT caseworker_id, team_id, opened, closed,
	       sum(before IS NULL OR opened > before) OVER (PARTITION BY caseworker_id, team_id
	               ORDER BY opened ROWS UNBOUNDED PRECEDING) AS nth
	  FROM held
), busy AS MATERIALIZED ( -- without a break at least one case
	SELECT caseworker_id, team_id, min(opened) AS first, max(closed) - 1 AS last
	  FROM run
	 GROUP BY caseworker_id, team_id, nth
)
SELECT opened AS first, closed - 1 AS last, team_id, case_id, 1 AS numerator, 0 AS denominator
  FROM fact_case
 WHERE caseworker_id IS NOT NULL
UNION ALL
SELECT m.first_day, m.last_day, max(b.team_id), NULL, 0, 1
  FROM busy AS b
  JOIN agg_kpi_month AS m ON m.last_day BETWEEN b.first AND b.last
 GROUP BY m.month, b.caseworker_id

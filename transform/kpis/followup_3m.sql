-- id: followup_3m
-- title_da: Første opfølgning til tiden
-- title_en: First follow-up in time
-- order: 350
-- unit: percent
-- better: up
-- target: 100
-- deadline: D10
-- legal: BL § 95, stk. 2; før 2024 SEL § 70
-- text_da: Andel af anbringelser og støttende indsatser med frist for første opfølgning i
--     måneden, hvor opfølgningen er holdt senest på fristen: 3 måneder efter iværksættelsen. For
--     indsatser iværksat fra 2024 er fristen den dag, en sideløbende undersøgelse afsluttes, hvis
--     det er før. Forløb, der slutter inden fristen, er ikke med.
-- text_en: Share of placements and support measures due for a first follow-up in the month where
--     it was held at the latest on the deadline: 3 months after it took effect. For those put into
--     effect from 2024 the deadline is the day a parallel examination is concluded, if that is
--     earlier. Those that end before the deadline are left out.
-- formula: første opfølgning holdt senest på fristen / forløb med frist i måneden
-- reads: fact_placement fact_measure fact_followup fact_examination fact_case agg_kpi_month
--     codelist_deadline
-- writes: agg_kpi
-- since: SELECT min(started) FROM fact_measure
-- cases: numerator < denominator
WITH recent (day) AS ( -- what began before it is due before the first month
	SELECT min(first_day) - 100 FROM agg_kpi_month
), begun (kind, id, case_id, started, ended, last, law) AS MATERIALIZED (
	SELECT b.kind, b.id, b.case_id, b.started, b.ended, add_months(b.started, d.length), d.law
	  FROM (SELECT 'p' AS kind, placement_id AS id, case_id, started, ended FROM fact_placement
	         WHERE started >= (SELECT day FROM recent)
	        UNION ALL
	        SELECT 'm', measure_id, case_id, started, ended FROM fact_measure
	         WHERE kind = 'support' AND started >= (SELECT day FROM recent)) AS b
	  JOIN codelist_deadline AS d ON d.id = 'D10' AND b.started BETWEEN d.valid_from AND d.valid_to
), parallel (kind, id, concluded) AS MATERIALIZED (
	SELECT b.kind, b.id, min(e.concluded)
	  FROM (SELECT case_id, started, concluded FROM fact_examination
	         WHERE concluded > (SELECT day FROM recent)) AS e
	 CROSS JOIN begun AS b ON b.case_id = e.case_id AND e.started <= b.started
	                      AND e.concluded > b.started AND e.concluded < b.last
	 WHERE b.law = 'BL'
	 GROUP BY b.kind, b.id
), due (kind, id, case_id, started, ended, last) AS (
	SELECT b.kind, b.id, b.case_id, b.started, b.ended, coalesce(x.concluded, b.last)
	  FROM begun AS b
	  LEFT JOIN parallel AS x ON x.kind = b.kind AND x.id = b.id
), held (kind, id, day) AS MATERIALIZED (
	SELECT 'p', placement_id, held FROM fact_followup
	 WHERE placement_id IS NOT NULL AND held >= (SELECT day FROM recent)
	UNION ALL
	SELECT 'm', measure_id, held FROM fact_followup
	 WHERE measure_id IS NOT NULL AND held >= (SELECT day FROM recent)
)
SELECT m.month, c.team_id, u.case_id,
       EXISTS (SELECT 1 FROM held AS h
                WHERE h.id = u.id AND h.kind = u.kind
                  AND h.day BETWEEN u.started AND u.last) AS numerator,
       1 AS denominator
  FROM due AS u
  JOIN agg_kpi_month AS m ON m.month = month(u.last)
  LEFT JOIN fact_case AS c ON c.case_id = u.case_id
 WHERE u.ended IS NULL
    OR u.ended > u.last

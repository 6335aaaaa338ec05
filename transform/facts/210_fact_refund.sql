-- text: what the state refunds of a household's yearly cost
-- reads: fact_cost fact_citizen fact_pnr staging_relation staging_cpr_parents codelist codelist_refund_threshold
-- writes: fact_refund
-- setting: household finance.household

-- Barnets lov section 198: siblings in one household count together. INFERRED: children of one mother are
-- one household (setting finance.household: mother, or child for none together); the mother is
-- that of the case store, the least number where there are several, else that of CPR; a child
-- whose mother is not known is a household of its own. Postings without a known citizen are not
-- here. Cost is what class expense holds: own payment and refund are not taken off.
DELETE FROM fact_refund;

INSERT INTO fact_refund (year, household, citizens, gross, refundable, refund, booked, status)
WITH
mother AS (
	SELECT c.citizen_id,
	       CASE :household WHEN 'mother' THEN
	            coalesce((SELECT min(r.adult_pnr) FROM staging_relation AS r
	                       WHERE r.citizen_id = c.citizen_id AND r.kind = 'mother'
	                         AND r.deleted_at IS NULL AND pnr_day(r.adult_pnr) IS NOT NULL),
	                     c.mother_pnr,
	                     (SELECT p.mother_pnr FROM staging_cpr_parents AS p
	                       WHERE p.pnr = c.pnr AND pnr_day(p.mother_pnr) IS NOT NULL)) END AS pnr
	  FROM fact_citizen AS c
),
house AS MATERIALIZED (
	SELECT m.citizen_id,
	       CASE WHEN m.pnr IS NULL THEN m.citizen_id
	            ELSE min(m.citizen_id) OVER (PARTITION BY coalesce(n.current, m.pnr)) END AS household
	  FROM mother AS m
	  LEFT JOIN fact_pnr AS n ON n.old = m.pnr
),
cost AS MATERIALIZED (
	SELECT month / 100 AS year, citizen_id,
	       sum(amount) FILTER (WHERE class = 'expense' AND dranst = 1) AS gross,
	       sum(amount) FILTER (WHERE class = 'refund') AS booked
	  FROM fact_cost
	 WHERE citizen_id IS NOT NULL
	   AND function IN (SELECT CAST(code AS INTEGER) FROM codelist WHERE list = 'refund_funktion')
	 GROUP BY 1, 2
),
summed AS MATERIALIZED (
	SELECT c.year, coalesce(h.household, c.citizen_id) AS household,
	       count(*) FILTER (WHERE c.gross <> 0) AS citizens, coalesce(sum(c.gross), 0) AS gross,
	       coalesce(sum(c.booked), 0) AS booked
	  FROM cost AS c
	  LEFT JOIN house AS h ON h.citizen_id = c.citizen_id
	 GROUP BY 1, 2
),
step AS (
	SELECT year, limit_ore, percent,
	       lead(limit_ore, 1, 9223372036854775807) OVER (PARTITION BY year ORDER BY limit_ore) AS next
	  FROM codelist_refund_threshold
),
share AS (
	SELECT s.year, s.household, sum(min(s.gross, t.next) - t.limit_ore) AS refundable,
	       sum((min(s.gross, t.next) - t.limit_ore) * t.percent) / 100 AS refund
	  FROM summed AS s
	  JOIN step AS t ON t.year = s.year AND t.limit_ore < s.gross
	 GROUP BY 1, 2
)
SELECT s.year, s.household, s.citizens, s.gross,
       CASE WHEN k.year IS NOT NULL THEN coalesce(r.refundable, 0) END,
       CASE WHEN k.year IS NOT NULL THEN coalesce(r.refund, 0) END, s.booked,
       CASE WHEN k.year IS NULL THEN 'unknown' WHEN r.refund > 0 THEN 'due' ELSE 'below' END
  FROM summed AS s
  LEFT JOIN share AS r ON r.year = s.year AND r.household = s.household
  LEFT JOIN (SELECT DISTINCT year FROM codelist_refund_threshold) AS k ON k.year = s.year
 ORDER BY s.year, s.household;

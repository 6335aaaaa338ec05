-- text: placement events and placements that the yearly statistics of the latest closed year count, and why the others are not
-- reads: fact_placement_event fact_placement_event_out fact_event_form fact_placement fact_placed fact_citizen
-- writes: record_ast_anbringelse

-- The same rules as the tables transform/tables/AST-A*.sql and AST-B*.sql have.
DELETE FROM record_ast_anbringelse;

INSERT INTO record_ast_anbringelse (record_key, citizen_id, case_id, reason)
WITH
stock AS MATERIALIZED (
	SELECT p.placement_id, age(b.birth, ymd(year(:as_of) - 1, 12, 31)) AS age,
	       row_number() OVER (PARTITION BY p.child, coalesce(age(b.birth, ymd(year(:as_of) - 1, 12, 31)), 0) > 22
	                          ORDER BY p.first DESC, p.placement_id DESC, p.spell DESC) AS nr
	  FROM fact_placed AS p
	  JOIN fact_citizen AS b ON b.citizen_id = p.citizen_id
	 WHERE p.first <= ymd(year(:as_of) - 1, 12, 31)
	   AND (p.until IS NULL OR p.until > ymd(year(:as_of) - 1, 12, 31))
),
counted AS MATERIALIZED (
	SELECT placement_id, max(age) AS age, min(nr) AS nr FROM stock GROUP BY placement_id
),
-- Ids of the stock: <placement>/<day>, counted on (…/1, …/2) while an event has that very id.
nr_of (placement_id, id, nr) AS (
	SELECT placement_id, placement_id || '/' || iso(ymd(year(:as_of) - 1, 12, 31)), 0 FROM fact_placement
	UNION ALL
	SELECT o.placement_id, o.id, o.nr + 1
	  FROM nr_of AS o
	 WHERE o.id || CASE o.nr WHEN 0 THEN '' ELSE '/' || o.nr END IN (SELECT event_id FROM fact_placement_event)
	    OR o.id || CASE o.nr WHEN 0 THEN '' ELSE '/' || o.nr END IN (SELECT event_id FROM fact_placement_event_out)
),
stock_id (placement_id, id) AS MATERIALIZED (
	SELECT placement_id, id || CASE max(nr) WHEN 0 THEN '' ELSE '/' || max(nr) END
	  FROM nr_of GROUP BY placement_id, id
)
SELECT v.event_id, v.citizen_id, v.case_id,
       CASE WHEN f.reason IN ('NO_CASE', 'NOT_IN_EFFECT', 'ACTING') THEN f.reason
            WHEN v.at > ymd(year(:as_of) - 1, 12, 31) THEN 'PERIOD'
            WHEN v.at < ymd(year(:as_of) - 1, 1, 1) THEN 'BEFORE'
            ELSE f.reason END
  FROM fact_placement_event AS v
  JOIN fact_event_form AS f ON f.event_id = v.event_id
UNION ALL
SELECT event_id, citizen_id, case_id, reason FROM fact_placement_event_out
UNION ALL
SELECT i.id, p.citizen_id, p.case_id,
       CASE WHEN s.placement_id IS NULL THEN 'NOT_PLACED' WHEN s.age > 22 THEN 'AGE'
            WHEN s.nr > 1 THEN 'DOUBLE' END
  FROM fact_placement AS p
  JOIN stock_id AS i ON i.placement_id = p.placement_id
  LEFT JOIN counted AS s ON s.placement_id = p.placement_id
 ORDER BY 1;

-- text: old personal numbers and the number in force now, also over several changes
-- reads: staging_cpr_former_pnr staging_cpr_person
-- writes: fact_pnr

-- A change is known from the former number of a person (record 022) or from the number that
-- replaced this one (record 001). Changes are followed to their end. Where they run in a circle, or
-- part, the number that is not annulled, doubled or changed (status 30, 50, 60) wins, then the least.
DELETE FROM fact_pnr;

INSERT INTO fact_pnr (old, current)
WITH RECURSIVE
change (old, new) AS MATERIALIZED (
	SELECT old_pnr, pnr FROM staging_cpr_former_pnr WHERE old_pnr <> pnr AND pnr_shape(old_pnr)
	UNION
	SELECT pnr, pnr_current FROM staging_cpr_person
	 WHERE pnr_current <> pnr AND pnr_day(pnr_current) IS NOT NULL
),
reached (old, new) AS (
	SELECT old, new FROM change
	UNION
	SELECT r.old, c.new FROM reached AS r JOIN change AS c ON c.old = r.new
),
ranked (old, new, place) AS (
	SELECT r.old, r.new,
	       row_number() OVER (PARTITION BY r.old
	                              ORDER BY r.new IN (SELECT old FROM change),
	                                       coalesce(p.status, 30) IN (30, 50, 60), r.new)
	  FROM reached AS r
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = r.new
)
SELECT old, new FROM ranked WHERE place = 1 AND new <> old ORDER BY old;

-- text: municipalities a child has lived in
-- reads: fact_citizen fact_pnr staging_cpr_address staging_cpr_former_address
-- writes: fact_residence

-- From the former addresses and the present one, under the child's number and those before it. Addresses that
-- were annulled or corrected are not counted, nor those that end before or on the day they begin. A
-- present stretch with none before it began when CPR says that the child came to the municipality.
DELETE FROM fact_residence;

INSERT INTO fact_residence (citizen_id, place, municipality, started, started_precision,
                            started_uncertain, ended, ended_precision, ended_uncertain, present)
WITH
-- Materialized: SQLite makes no index of its own for a table without rowid.
former AS MATERIALIZED (SELECT old, current FROM fact_pnr),
number (citizen_id, pnr) AS MATERIALIZED (
	SELECT citizen_id, pnr FROM fact_citizen WHERE pnr IS NOT NULL
	UNION ALL
	SELECT c.citizen_id, n.old FROM fact_citizen AS c JOIN former AS n ON n.current = c.pnr
),
home (citizen_id, municipality, began, began_p, began_u, ended, ended_p, ended_u, came, came_p, came_u) AS (
	SELECT n.citizen_id, substr(f.municipality, 2), f.moved_in, f.moved_in_precision,
	       f.moved_in_uncertain, f.moved_out, f.moved_out_precision, f.moved_out_uncertain,
	       NULL, NULL, NULL
	  FROM number AS n
	  JOIN staging_cpr_former_address AS f ON f.pnr = n.pnr
	 WHERE coalesce(f.correction, '') NOT IN ('A', 'K')
	   AND f.municipality IS NOT NULL
	   AND f.moved_out IS NOT NULL
	   AND (f.moved_in < f.moved_out
	        OR (f.moved_in = f.moved_out
	            AND NOT (f.moved_in_precision = 'day' AND f.moved_out_precision = 'day')))
	UNION
	SELECT n.citizen_id, substr(a.municipality, 2), a.moved_in, a.moved_in_precision,
	       a.moved_in_uncertain, NULL, NULL, NULL, a.moved_to_municipality,
	       a.moved_to_municipality_precision, a.moved_to_municipality_uncertain
	  FROM number AS n
	  JOIN staging_cpr_address AS a ON a.pnr = n.pnr
	 WHERE a.moved_in IS NOT NULL
),
-- A new stretch: another municipality, or days in between that both dates are sure about.
ordered AS (
	SELECT h.*,
	       row_number() OVER w AS n,
	       lag(municipality) OVER w IS NOT municipality
	         OR (lag(ended_p) OVER w = 'day' AND began_p = 'day' AND began > lag(ended) OVER w + 1)
	       AS opens
	  FROM home AS h
	WINDOW w AS (PARTITION BY citizen_id ORDER BY began, ended IS NULL, ended, municipality, began_p, ended_p)
),
numbered AS (
	SELECT o.*, sum(opens) OVER (PARTITION BY citizen_id ORDER BY n) AS place FROM ordered AS o
),
-- On the first row of a stretch: how its last one ends.
closed AS (
	SELECT citizen_id, place, opens, municipality, began, began_p, began_u,
	       last_value(ended) OVER w AS ended, last_value(ended_p) OVER w AS ended_p,
	       last_value(ended_u) OVER w AS ended_u, last_value(came) OVER w AS came,
	       last_value(came_p) OVER w AS came_p, last_value(came_u) OVER w AS came_u
	  FROM numbered
	WINDOW w AS (PARTITION BY citizen_id, place ORDER BY n
	             ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
),
stretch AS (
	SELECT *, place = 1 AND came < began AS earlier FROM closed WHERE opens
)
SELECT citizen_id, place, municipality, iif(earlier, came, began), iif(earlier, came_p, began_p),
       iif(earlier, came_u, began_u), ended, ended_p, ended_u, ended IS NULL
  FROM stretch
 ORDER BY citizen_id, place;

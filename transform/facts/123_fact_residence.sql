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
number (citizen_id, pnr) AS MATERIALIZED (
	SELECT citizen_id, pnr FROM fact_citizen WHERE pnr IS NOT NULL
	UNION ALL
	SELECT c.citizen_id, n.old FROM fact_pnr AS n JOIN fact_citizen AS c ON c.pnr = n.current
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
numbered AS MATERIALIZED (
	SELECT o.*, sum(opens) OVER (PARTITION BY citizen_id ORDER BY n) AS place FROM ordered AS o
),
ends AS (
	SELECT citizen_id, place, min(n) AS first, max(n) AS last
	  FROM numbered
	 GROUP BY citizen_id, place
),
stretch AS (
	SELECT e.citizen_id, e.place, f.municipality, f.began, f.began_p, f.began_u, l.ended, l.ended_p,
	       l.ended_u, l.came, l.came_p, l.came_u, e.place = 1 AND l.came < f.began AS earlier
	  FROM ends AS e
	  JOIN numbered AS f ON f.citizen_id = e.citizen_id AND f.n = e.first
	  JOIN numbered AS l ON l.citizen_id = e.citizen_id AND l.n = e.last
)
SELECT citizen_id, place, municipality, iif(earlier, came, began), iif(earlier, came_p, began_p),
       iif(earlier, came_u, began_u), ended, ended_p, ended_u, ended IS NULL
  FROM stretch
 ORDER BY citizen_id, place;

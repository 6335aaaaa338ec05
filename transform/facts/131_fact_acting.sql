-- text: stretches in which our municipality has the duty to act, case by case
-- reads: staging_municipality_change fact_case
-- writes: fact_acting

-- A change holds from its day on: the new municipality acts that day, the old one no longer does. Without changes
-- the case file's acting municipality acts all the time. With changes they decide, since they have a day
-- and the case file has none: before the first its from_code (unknown: ours where to_code is another's),
-- after each its to_code. A from_code that is not the to_code before it, and a case file that does not name the last
-- to_code, change nothing here; rule F14 tells of them. A change without a day that can be read is not used.
DELETE FROM fact_acting;

INSERT INTO fact_acting (case_id, stretch, started, ended)
WITH
change AS (
	SELECT m.case_id, day(m.changed_on) AS at, m.from_code, m.to_code,
	       row_number() OVER (PARTITION BY m.case_id ORDER BY day(m.changed_on), m.from_code, m.to_code)
	               AS nr
	  FROM staging_municipality_change AS m
	  JOIN fact_case AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	   AND m.role = 'acting'
	   AND day(m.changed_on) IS NOT NULL
),
-- Who acts from when on.
turn (case_id, at, ours) AS (
	SELECT c.case_id, NULL, c.acting IS :municipality
	  FROM fact_case AS c
	 WHERE NOT EXISTS (SELECT 1 FROM change AS g WHERE g.case_id = c.case_id)
	UNION ALL
	SELECT case_id, NULL,
	       CASE WHEN nullif(from_code, '') IS NULL THEN to_code IS NOT :municipality
	            ELSE from_code = :municipality END
	  FROM change
	 WHERE nr = 1
	UNION ALL
	SELECT case_id, at, to_code IS :municipality FROM change
),
-- Only the turns where it is no longer the same as before.
edge AS (
	SELECT case_id, at, ours, lag(ours, 1, 0) OVER (PARTITION BY case_id ORDER BY at) AS before
	  FROM turn
),
stretch AS (
	SELECT case_id, at AS started, lead(at) OVER w AS ended, ours
	  FROM edge
	 WHERE ours <> before
	WINDOW w AS (PARTITION BY case_id ORDER BY at)
)
SELECT case_id, row_number() OVER (PARTITION BY case_id ORDER BY started), started, ended
  FROM stretch
 WHERE ours
 ORDER BY case_id, started;

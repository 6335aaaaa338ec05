-- text: notifications by year, notifier, age and sex, as in table UND1
-- reads: fact_notification fact_citizen codelist
-- writes: agg_und1

-- Counting rules: all notifications received in the year; age from the birth date to 31 December of
-- the year, not to the notification; an unborn child is 'U0' with sex 'U', also one that is born
-- after that 31 December (worked out, not read). A notifier that is missing or not in the list counts as
-- 99, not stated. An age that is not known, or over 18, is 999. Received after the as-of day: left out.
DELETE FROM agg_und1;

INSERT INTO agg_und1 (year, notifier, age, sex, n)
WITH
notified AS (
	SELECT year(n.received) AS year, n.notifier, c.birth, c.sex, c.unborn,
	       ymd(year(n.received), 12, 31) AS last_day
	  FROM fact_notification AS n
	  LEFT JOIN fact_citizen AS c ON c.citizen_id = n.citizen_id
	 WHERE n.received <= :as_of
),
placed AS (
	SELECT year, last_day, birth, coalesce(sex, '9') AS sex,
	       CASE WHEN notifier IN (SELECT code FROM codelist WHERE list = 'underretter')
	            THEN notifier ELSE '99' END AS notifier,
	       coalesce(unborn, 0) OR coalesce(birth > last_day, 0) AS unborn,
	       age(birth, last_day) AS age
	  FROM notified
),
base AS (
	SELECT year, notifier,
	       CASE WHEN unborn THEN 'U0' WHEN age BETWEEN 0 AND 18 THEN CAST(age AS TEXT)
	            ELSE '999' END AS age,
	       CASE WHEN unborn THEN 'U' ELSE sex END AS sex,
	       count(*) AS n
	  FROM placed
	 GROUP BY 1, 2, 3, 4
),
-- Each cell counts in eight: as itself or as the total of each dimension.
total (t) AS (VALUES (0), (1))
SELECT year, CASE nt.t WHEN 1 THEN '0' ELSE notifier END, CASE at.t WHEN 1 THEN '00' ELSE age END,
       CASE st.t WHEN 1 THEN '0' ELSE sex END, sum(n)
  FROM base CROSS JOIN total AS nt CROSS JOIN total AS at CROSS JOIN total AS st
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;

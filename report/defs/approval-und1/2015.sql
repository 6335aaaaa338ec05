-- reads: agg_und1, codelist
-- text:  every cell of the table, also the empty ones, for the year and the two before it
WITH
year_of (year) AS (
	SELECT DISTINCT year FROM agg_und1 WHERE year BETWEEN :year - 2 AND :year
),
-- The categories in force in the year, and whatever else was counted.
notifier_of (year, notifier) AS (
	SELECT year, '0' FROM year_of
	 UNION
	SELECT y.year, c.code
	  FROM year_of AS y
	  JOIN codelist AS c ON c.list = 'underretter'
	   AND coalesce(c.valid_from, ymd(y.year, 1, 1)) <= ymd(y.year, 12, 31)
	   AND coalesce(c.valid_to, ymd(y.year, 12, 31)) >= ymd(y.year, 1, 1)
	 UNION
	SELECT year, notifier FROM agg_und1 WHERE year BETWEEN :year - 2 AND :year
),
whole (n) AS (
	SELECT 0 UNION ALL SELECT n + 1 FROM whole WHERE n < 18
),
-- ord: the order of StatBank: the total, the unborn, each year of age, the unknown
age_of (age, label, ord) AS (
	SELECT '00', 'I alt', -2
	 UNION ALL SELECT 'U0', 'Ufødt', -1
	 UNION ALL SELECT CAST(n AS TEXT), n || ' år', n FROM whole
	 UNION ALL SELECT '999', 'Uoplyst alder', 999
),
sex_of (sex, label, ord) AS (
	VALUES ('0', 'I alt', 0), ('D', 'Drenge', 1), ('P', 'Piger', 2),
	       ('9', 'Uoplyst køn', 3), ('U', 'Ufødt, køn uoplyst', 4)
)
SELECT v.year || '/' || v.notifier || '/' || a.age || '/' || s.sex AS cell,
       :municipality AS municipality,
       (SELECT min(label_da) FROM codelist WHERE list = 'kommune' AND code = :municipality) AS name_da,
       v.notifier,
       CASE v.notifier WHEN '0' THEN 'I alt'
       ELSE (SELECT min(label_da) FROM codelist WHERE list = 'underretter' AND code = v.notifier)
       END AS notifier_da,
       a.age, a.label AS age_da,
       s.sex, s.label AS sex_da,
       v.year,
       coalesce(u.n, 0) AS n
  FROM notifier_of AS v
 CROSS JOIN age_of AS a
 CROSS JOIN sex_of AS s
  LEFT JOIN agg_und1 AS u
    ON u.year = v.year AND u.notifier = v.notifier AND u.age = a.age AND u.sex = s.sex
 ORDER BY CAST(v.notifier AS INTEGER), v.notifier, a.ord, s.ord, v.year

-- text: spells open when the year is over, the one begun last of each child first; no age: not stated

placed AS (
	SELECT p.*, b.sex, iif(b.unborn OR b.birth > :last, NULL, age(b.birth, :last)) AS age,
	       b.unborn OR coalesce(b.birth > :last, 0) AS before_birth,
	       row_number() OVER (PARTITION BY p.child
	                          ORDER BY p.began DESC, p.placement_id DESC, p.spell DESC) AS nr
	  FROM fact_placed AS p
	  JOIN fact_citizen AS b ON b.citizen_id = p.citizen_id
	 WHERE p.first <= :last
	   AND (p.until IS NULL OR p.until > :last)
)

-- text: measures of both kinds that ran in the year; still: on its last day too

helped AS (
	SELECT m.*, m.last IS NULL OR m.last >= :last AS still, b.sex,
	       iif(b.unborn OR b.birth > :last, NULL, age(b.birth, :last)) AS age
	  FROM fact_supported AS m
	  JOIN fact_citizen AS b ON b.citizen_id = m.citizen_id
	 WHERE m.first <= :last
	   AND (m.last IS NULL OR m.last >= :first)
)

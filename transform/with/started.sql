-- text: placements put into effect in the year while we acted

started AS (
	SELECT p.*, p.placement_id || '/' || p.spell AS start, b.sex,
	       iif(b.unborn OR b.birth > :last, NULL, age(b.birth, :last)) AS age
	  FROM fact_placement_start AS p
	  JOIN fact_citizen AS b ON b.citizen_id = p.citizen_id
	 WHERE p.ours
	   AND p.started BETWEEN :first AND :last
)

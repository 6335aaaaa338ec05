-- text: support measures that ran in the year, children and young people of 0-22; needs helped

supported AS (
	SELECT *
	  FROM helped
	 WHERE kind = 'support'
	   AND coalesce(age, 0) <= 22
)

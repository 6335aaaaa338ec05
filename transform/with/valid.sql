-- text: codes in force in the year

valid AS MATERIALIZED (
	SELECT list, code
	  FROM codelist
	 WHERE coalesce(valid_from, :first) <= :last
	   AND coalesce(valid_to, :last) >= :first
)

-- text: measures for disability by the kinds of StatBank, children of 0-17; needs helped

disabled AS (
	SELECT m.*, t.value AS type
	  FROM helped AS m
	  JOIN codelist_attr AS t ON t.list = 'handicapindsats' AND t.code = m.code
	                         AND t.name = 'statbank'
	 WHERE m.kind = 'disability'
	   AND coalesce(m.age, 0) <= 17
)

-- text: codes of StatBank for those of the registers, by the list of the register; needs valid

published AS MATERIALIZED (
	SELECT a.list, a.code, l.code AS published
	  FROM codelist_attr AS a
	  JOIN valid AS l ON l.list = 'statbank_' || a.list AND l.code = a.value
	 WHERE a.name = 'statbank'
)

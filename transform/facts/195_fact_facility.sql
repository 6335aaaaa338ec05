-- text: the facility register
-- reads: staging_facility
-- writes: fact_facility

-- One row an offer and first day; where the register repeats one, the last line of the latest file.
DELETE FROM fact_facility;

INSERT INTO fact_facility (facility_id, valid_from, valid_to, cvr, p_number, name, kind, target_group,
                           places, day_price, municipality, status)
WITH latest AS (
	SELECT *, coalesce(day(valid_from), day('0001-01-01')) AS first,
	       row_number() OVER (PARTITION BY facility_id, coalesce(day(valid_from), day('0001-01-01'))
	                              ORDER BY file DESC, line DESC) AS place
	  FROM staging_facility
	 WHERE facility_id IS NOT NULL
)
SELECT facility_id, first, day(valid_to), cvr, p_number, name, kind, target_group,
       CAST(places AS INTEGER), CAST(day_price AS INTEGER), municipality, status
  FROM latest
 WHERE place = 1
 ORDER BY facility_id, first;

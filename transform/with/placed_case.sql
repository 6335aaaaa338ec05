-- text: cases with a placement that has begun and not ended

placed_case AS MATERIALIZED (
	SELECT DISTINCT case_id
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND case_id IS NOT NULL
	   AND event_code IN ('0', '7', '7.2', '7.5')
	   AND placement_id NOT IN (SELECT placement_id
	                              FROM staging_placement_event
	                             WHERE deleted_at IS NULL
	                               AND placement_id IS NOT NULL
	                               AND event_code IN ('5', '5.5'))
)

-- text: the case of each placement, by its events

placement_case AS MATERIALIZED (
	SELECT placement_id, min(case_id) AS case_id
	  FROM staging_placement_event
	 WHERE placement_id IS NOT NULL
	 GROUP BY placement_id
)

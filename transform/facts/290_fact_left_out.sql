-- text: how many rows of staging became facts, and how many did not
-- reads: staging_citizen staging_case_file staging_notification staging_notification_reason
--  staging_examination staging_decision staging_placement_event staging_measure staging_followup
--  staging_visit fact_citizen fact_case fact_notification fact_notification_reason fact_examination
--  fact_decision fact_measure fact_followup fact_visit
-- writes: fact_left_out
DELETE FROM fact_left_out;

INSERT INTO fact_left_out (entity, staged, deleted, facts, left_out)
WITH part (entity, staged, deleted, facts) AS (
	SELECT 'citizen', count(*), count(deleted_at), (SELECT count(*) FROM fact_citizen)
	  FROM staging_citizen
	UNION ALL
	SELECT 'case_file', count(*), count(deleted_at), (SELECT count(*) FROM fact_case)
	  FROM staging_case_file
	UNION ALL
	SELECT 'notification', count(*), count(deleted_at), (SELECT count(*) FROM fact_notification)
	  FROM staging_notification
	UNION ALL
	SELECT 'notification_reason', count(*), count(deleted_at),
	       (SELECT count(*) FROM fact_notification_reason)
	  FROM staging_notification_reason
	UNION ALL
	SELECT 'examination', count(*), count(deleted_at), (SELECT count(*) FROM fact_examination)
	  FROM staging_examination
	UNION ALL
	SELECT 'decision', count(*), count(deleted_at), (SELECT count(*) FROM fact_decision)
	  FROM staging_decision
	UNION ALL
	SELECT 'measure', count(*), count(deleted_at), (SELECT count(*) FROM fact_measure)
	  FROM staging_measure
	UNION ALL
	SELECT 'followup', count(*), count(deleted_at), (SELECT count(*) FROM fact_followup)
	  FROM staging_followup
	UNION ALL
	SELECT 'visit', count(*), count(deleted_at), (SELECT count(*) FROM fact_visit)
	  FROM staging_visit
	UNION ALL
	-- An event counts when it has a day: several make one spell, some (3, 4, 6) make none.
	SELECT 'placement_event', count(*), count(deleted_at),
	       count(*) FILTER (WHERE deleted_at IS NULL
	                          AND coalesce(day(effect_on), day(decided_on)) IS NOT NULL)
	  FROM staging_placement_event
)
SELECT entity, staged, deleted, facts, staged - deleted - facts FROM part ORDER BY entity;

-- text: notifications with the child as it was on the day
-- reads: fact_notification fact_citizen fact_case fact_acting
-- writes: fact_notified

-- Two registrations with the same number in force are one child. Another notification on the same day, or up to 12
-- months before, makes one a notification again; the first of a day by its time, then by its id.
DELETE FROM fact_notified;

INSERT INTO fact_notified (notification_id, citizen_id, case_id, received, notifier, child, ours, unborn,
                           age, sex, again)
WITH
person AS MATERIALIZED (
	SELECT citizen_id, birth, sex, unborn,
	       min(citizen_id) OVER (PARTITION BY coalesce(pnr, 'id ' || citizen_id)) AS child
	  FROM fact_citizen
)
SELECT n.notification_id, n.citizen_id, n.case_id, n.received, n.notifier,
       coalesce(b.child, n.citizen_id) AS child,
       c.case_id IS NULL
       OR EXISTS (SELECT 1 FROM fact_acting AS a
                   WHERE a.case_id = n.case_id
                     AND coalesce(a.started <= n.received, 1)
                     AND coalesce(a.ended > n.received, 1)),
       coalesce(b.unborn, 0) OR coalesce(b.birth > n.received, 0) AS unborn,
       CASE WHEN b.birth <= n.received THEN age(b.birth, n.received) END,
       b.sex,
       coalesce(add_months(lag(n.received) OVER (PARTITION BY coalesce(b.child, n.citizen_id)
                                                     ORDER BY n.received_secs, n.notification_id),
                           12) >= n.received, 0)
  FROM fact_notification AS n
  LEFT JOIN fact_case AS c ON c.case_id = n.case_id
  LEFT JOIN person AS b ON b.citizen_id = n.citizen_id
 ORDER BY n.notification_id;

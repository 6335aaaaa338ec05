-- text: notifications with the child as it was on the day
-- reads: fact_notification fact_citizen fact_mother
-- writes: fact_notified
-- setting: born dst-underretninger.born mother|child

-- Two registrations with the same number in force are one child. Another notification on the same day, or up to 12
-- months before, makes one a notification again; the first of a day by its time, then by its id.
-- An unborn child is on its mother's number, where that is known. So stays a child that was notified before it was
-- born (:born 'mother'), or it moves to a number of its own once there is one (:born 'child'). The return of the
-- single notifications and the tables that are made of it (UND1-3, LABY16) both read it here.
DELETE FROM fact_notified;

INSERT INTO fact_notified (notification_id, citizen_id, case_id, received, notifier, child, unborn, by_mother,
                           birth, age, sex, again)
WITH
person AS MATERIALIZED (
	SELECT b.citizen_id, b.sex, b.unborn, CASE WHEN NOT b.unborn THEN b.birth END AS birth,
	       w.pnr IS NOT NULL AS mother_known,
	       b.unborn OR :born = 'mother' OR (b.pnr IS NULL AND b.foreign_no IS NULL) AS stays,
	       min(b.citizen_id) OVER (PARTITION BY coalesce(b.pnr, 'id ' || b.citizen_id)) AS child
	  FROM fact_citizen AS b
	  LEFT JOIN fact_mother AS w ON w.citizen_id = b.citizen_id
),
notified AS (
	SELECT n.notification_id, n.citizen_id, n.case_id, n.received, n.received_secs, n.notifier,
	       coalesce(b.child, n.citizen_id) AS child,
	       coalesce(b.unborn, 0) OR coalesce(b.birth > n.received, 0) AS unborn,
	       coalesce(b.mother_known AND b.stays, 0) AS on_mother,
	       b.birth, b.sex
	  FROM fact_notification AS n
	  LEFT JOIN person AS b ON b.citizen_id = n.citizen_id
)
SELECT notification_id, citizen_id, case_id, received, notifier, child, unborn, unborn AND on_mother,
       birth, CASE WHEN birth <= received THEN age(birth, received) END, sex,
       coalesce(add_months(lag(received) OVER (PARTITION BY child ORDER BY received_secs, notification_id),
                           12) >= received, 0)
  FROM notified
 ORDER BY notification_id;

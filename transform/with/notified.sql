-- text: notifications received in the year; an unborn child is not the child it becomes

notified AS (
	SELECT notification_id, citizen_id, case_id, notifier, sex,
	       CASE WHEN by_mother THEN child || '/U' ELSE child END AS child,
	       by_mother OR (unborn AND coalesce(birth > :last, 1)) AS unborn,
	       age(birth, :last) AS age
	  FROM fact_notified
	 WHERE received BETWEEN :first AND :last
	   AND received <= :as_of
)

-- id: D02
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 133, 135 og 136; Danmarks Statistik, underretningsstatistikken: hver underretning indberettes én gang
-- text_da: Den samme underretning står to gange: samme barn, samme dag, samme slags underretter og samme årsager. Slet
--  den ene, eller svar, at det er to.
-- text_en: The same notification stands twice: same child, same day, same kind of notifier and same reasons. Delete one
--  of them, or answer that they are two.
-- who: sagsbehandler
-- reads: staging_notification staging_notification_reason
-- blames: notification_id
-- checks: staging_notification WHERE deleted_at IS NULL
-- mend_da: Underretningen i fagsystemet
-- mend_en: The notification in the case system
-- by: 14

-- The one received first stands. Two without any reason cannot be told to be the same.
WITH
alike AS (
	SELECT notification_id, case_id, citizen_id, received_at, day(received_at) AS at, notifier_code, file, line,
	       count(*) OVER (PARTITION BY citizen_id, day(received_at), notifier_code) AS n
	  FROM staging_notification
	 WHERE deleted_at IS NULL
	   AND citizen_id IS NOT NULL
	   AND notifier_code IS NOT NULL
	   AND day(received_at) IS NOT NULL
),
told AS MATERIALIZED (
	SELECT a.*, (SELECT group_concat(r.reason_code, ' ')
	               FROM (SELECT reason_code FROM staging_notification_reason
	                      WHERE notification_id = a.notification_id
	                        AND deleted_at IS NULL
	                      ORDER BY reason_code) AS r) AS reasons
	  FROM alike AS a
	 WHERE a.n > 1
),
ordered AS (
	SELECT *, row_number() OVER w AS place, first_value(notification_id) OVER w AS first
	  FROM told
	 WHERE reasons IS NOT NULL
	WINDOW w AS (PARTITION BY citizen_id, at, notifier_code, reasons
	                 ORDER BY received_at, length(notification_id), notification_id)
)
SELECT 'notification' AS entity, notification_id AS record_key, case_id, citizen_id, 'notification_id' AS field,
       'modtaget ' || iso(at) || ', underretter ' || notifier_code || ', årsag ' || reasons AS found,
       'én underretning' AS expected, 'notification ' || first AS clash, at AS event_day, file, line
  FROM ordered
 WHERE place > 1

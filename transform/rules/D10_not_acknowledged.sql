-- id: D10
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: BL § 138; før 2024 SEL § 155 b, stk. 1: underretteren får en kvittering senest 6 hverdage efter modtagelsen
-- text_da: Underretteren har ikke fået kvittering for underretningen inden for fristen.
-- text_en: The notifier has not had an acknowledgement of the notification in time.
-- who: sagsbehandler
-- reads: staging_notification
-- blames: acknowledged_on
-- checks: staging_notification WHERE deleted_at IS NULL AND anonymous = '0'
-- param: days 6 hverdage fra modtagelsen; lørdag og helligdage tæller ikke med
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Kvitteringen på underretningen i fagsystemet: send den, eller notér dagen
-- mend_en: The acknowledgement on the notification in the case system: send it, or note the day
-- by: 2

-- The last day is in time. Who is anonymous (8) or not stated (99) cannot be answered.
WITH due AS (
	SELECT notification_id, case_id, citizen_id, received_at, file, line,
	       add_workdays(day(received_at), :days) AS latest
	  FROM staging_notification
	 WHERE deleted_at IS NULL
	   AND acknowledged_on IS NULL
	   AND anonymous = '0'
	   AND notifier_code NOT IN ('8', '99')
	   AND day(received_at) >= :as_of - :back
)
SELECT 'notification' AS entity, notification_id AS record_key, case_id, citizen_id, 'acknowledged_on' AS field,
       NULL AS found, 'senest ' || iso(latest)
               || CASE WHEN received_at < '2024' THEN ' (SEL § 155 b)' ELSE ' (BL § 138)' END AS expected,
       'modtaget ' || substr(received_at, 1, 10) AS clash, day(received_at) AS event_day, file, line
  FROM due
 WHERE latest < :as_of

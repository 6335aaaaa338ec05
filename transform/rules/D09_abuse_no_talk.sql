-- id: D09
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 137, stk. 2-4; før 2024 SEL § 155 a, stk. 2: ved underretning om overgreb skal der tales med barnet
-- text_da: Underretningen handler om overgreb mod barnet, og der er hverken noteret en samtale med barnet eller hvorfor
--  den er udeladt.
-- text_en: The notification is about abuse of the child, and neither a talk with the child nor why it was left out is
--  noted.
-- who: sagsbehandler
-- reads: staging_notification staging_notification_reason
-- blames: child_talk_on
-- checks: staging_notification_reason WHERE deleted_at IS NULL AND reason_code IN ('7', '18')
-- param: days 14 dage fra modtagelsen; loven har ingen længde
-- param: back 365 dage tilbage, som der spørges om
-- spares: unborn
-- mend_da: Samtale med barnet på underretningen i fagsystemet
-- mend_en: The talk with the child on the notification in the case system
-- by: 7

-- Reasons 7 and 18: abuse by others than the parents, and by them. The last day is in time.
WITH abuse AS MATERIALIZED (
	SELECT notification_id, group_concat(reason_code, ' ') AS reasons
	  FROM staging_notification_reason
	 WHERE deleted_at IS NULL
	   AND reason_code IN ('7', '18')
	 GROUP BY notification_id
)
SELECT 'notification' AS entity, n.notification_id AS record_key, n.case_id, n.citizen_id, 'child_talk_on' AS field,
       NULL AS found, 'en samtale, eller hvorfor den er udeladt' AS expected, 'årsag ' || a.reasons AS clash,
       day(n.received_at) AS event_day, n.file, n.line
  FROM abuse AS a
  JOIN staging_notification AS n ON n.notification_id = a.notification_id
 WHERE n.deleted_at IS NULL
   AND n.child_talk_on IS NULL
   AND n.child_talk_omitted IS NULL
   AND day(n.received_at) >= :as_of - :back
   AND day(n.received_at) + :days < :as_of

-- id: D12
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: BL §§ 135-137; før 2024 SEL §§ 153-155 a: underretningen behandles til ende. Loven har ingen længde
-- text_da: Underretningen er hverken afsluttet eller har et udfald, længe efter den kom.
-- text_en: The notification is neither closed nor has an outcome, long after it came.
-- who: sagsbehandler
-- reads: staging_notification
-- blames: outcome
-- checks: staging_notification WHERE deleted_at IS NULL AND closed_on IS NULL
-- param: days 30 dage fra modtagelsen
-- mend_da: Underretningens udfald og afslutning i fagsystemet
-- mend_en: The outcome and end of the notification in the case system
-- by: 7

-- The last day is in time. One that is closed without an outcome is rule D04's.
SELECT 'notification' AS entity, notification_id AS record_key, case_id, citizen_id, 'outcome' AS field, NULL AS found,
       'et udfald senest ' || iso(day(received_at) + :days) AS expected,
       'modtaget ' || substr(received_at, 1, 10) AS clash, day(received_at) AS event_day, file, line
  FROM staging_notification
 WHERE deleted_at IS NULL
   AND closed_on IS NULL
   AND outcome IS NULL
   AND day(received_at) + :days < :as_of

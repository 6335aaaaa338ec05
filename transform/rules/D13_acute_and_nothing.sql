-- id: D13
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: BL § 136; før 2024 SEL § 155: vurderes der et akut behov, handles der på det
-- text_da: Underretningen er vurderet som akut, og udfaldet er »ingen yderligere«. Det ene er forkert.
-- text_en: The notification was assessed as acute, and its outcome is "nothing more". One of them is wrong.
-- who: sagsbehandler
-- reads: staging_notification
-- blames: outcome acute
-- checks: staging_notification WHERE deleted_at IS NULL AND acute = '1'
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Underretningens akutvurdering eller udfald i fagsystemet
-- mend_en: The acute assessment or the outcome of the notification in the case system
-- by: 7

SELECT 'notification' AS entity, notification_id AS record_key, case_id, citizen_id, 'outcome' AS field,
       outcome || ' (ingen yderligere)' AS found, 'hvad der blev gjort' AS expected, 'vurderet akut' AS clash, day(received_at) AS event_day, file, line
  FROM staging_notification
 WHERE deleted_at IS NULL
   AND acute = '1'
   AND outcome = 'none'
   AND day(received_at) >= :as_of - :back

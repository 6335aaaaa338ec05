-- id: D04
-- version: 1
-- scope: record
-- consequence: record
-- kind: entry
-- legal: BL § 136; før 2024 SEL § 155
-- text_da: Underretningen er lukket, uden at det er registreret, hvad den førte til.
-- text_en: The notification is closed and what it led to is not registered.
-- who: sagsbehandler
-- reads: staging_notification
-- checks: staging_notification WHERE deleted_at IS NULL AND closed_on IS NOT NULL
-- blames: outcome
-- mend_da: Underretningens udfald i fagsystemet
-- mend_en: The outcome of the notification in the case system
-- by: 7
SELECT 'notification' AS entity, notification_id AS record_key, case_id, citizen_id,
       'outcome' AS field, NULL AS found, 'et udfald' AS expected, 'afsluttet ' || closed_on AS clash,
       file, line
  FROM staging_notification
 WHERE deleted_at IS NULL
   AND closed_on IS NOT NULL
   AND outcome IS NULL

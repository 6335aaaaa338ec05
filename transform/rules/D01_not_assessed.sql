-- id: D01
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: BL § 136; underretninger modtaget før 2024-01-01: SEL § 155
-- text_da: Underretningen er ikke vurderet inden for 24 timer efter modtagelsen. Er den vurderet, men for sent, er det en oplysning: det kan
--  ikke rettes.
-- text_en: The notification was not assessed within 24 hours of receipt. Assessed, but late, it is information: that cannot be mended.
-- who: sagsbehandler
-- reads: staging_notification
-- checks: staging_notification WHERE deleted_at IS NULL
-- blames: assessed_at
-- mend_da: Underretningens vurdering i fagsystemet
-- mend_en: The assessment of the notification in the case system
-- by: 1
-- param: hours 24 timer fra modtagelsen; døgnets timer, ikke arbejdstid

-- Exactly on the hour is in time. One that is not assessed counts when its time is out on the as-of day.
WITH timed AS (
	SELECT notification_id, case_id, citizen_id, assessed_at, file, line,
	       secs(received_at) + 3600 * :hours AS latest,
	       CASE WHEN received_at < '2024' THEN 'SEL § 155' ELSE 'BL § 136' END AS law
	  FROM staging_notification
	 WHERE deleted_at IS NULL
)
SELECT CASE WHEN assessed_at IS NOT NULL THEN 'info' END AS consequence, 'notification' AS entity, notification_id AS record_key,
       case_id, citizen_id, 'assessed_at' AS field, assessed_at AS found,
       'senest ' || datetime(latest, 'unixepoch') || ' (' || law || ')' AS expected, file, line,
       CASE WHEN assessed_at IS NULL THEN latest / 86400 END AS due_day
  FROM timed
 WHERE secs(assessed_at) > latest
    OR (assessed_at IS NULL AND latest < 86400 * :as_of)

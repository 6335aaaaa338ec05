-- id: D06
-- version: 1
-- scope: case
-- consequence: info
-- kind: entry
-- legal: BL §§ 137 og 156, stk. 5; før 2024 SEL §§ 148 og 155 a: der tales med barnet, også når det er anbragt
-- text_da: Der kom en underretning om et anbragt barn, og der er hverken noteret en samtale, et tilsynsbesøg eller
--  hvorfor der ikke er talt med barnet.
-- text_en: A notification came about a placed child, and neither a talk, a supervision visit nor why there was no talk
--  is noted.
-- who: sagsbehandler
-- reads: staging_case_file staging_notification staging_notification_reason staging_placed staging_visit
-- blames: child_talk_on
-- checks: staging_notification WHERE deleted_at IS NULL AND child_talk_on IS NULL AND child_talk_omitted IS NULL
-- param: days 30 dage fra modtagelsen, inden barnet er talt med eller besøgt
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Samtale på underretningen, eller tilsynsbesøget på anbringelsen, i fagsystemet
-- mend_en: The talk on the notification, or the visit on the placement, in the case system
-- by: 14

-- A visit from the day of receipt to the last day, both included. One whose day cannot be read counts. Abuse
-- (reasons 7 and 18) is rule D09's.
WITH
due AS MATERIALIZED (
	SELECT notification_id, case_id, citizen_id, day(received_at) AS received, file, line
	  FROM staging_notification
	 WHERE deleted_at IS NULL
	   AND child_talk_on IS NULL
	   AND child_talk_omitted IS NULL
	   AND day(received_at) >= :as_of - :back
	   AND day(received_at) + :days < :as_of
	   AND notification_id NOT IN (SELECT notification_id FROM staging_notification_reason
	                                WHERE deleted_at IS NULL AND reason_code IN ('7', '18'))
),
placed AS MATERIALIZED (
	SELECT c.citizen_id, p.placement_id, p.first, p.last
	  FROM staging_placed AS p
	  JOIN staging_case_file AS c ON c.case_id = p.case_id
),
visit AS MATERIALIZED (
	SELECT placement_id, day(visited_on) AS at
	  FROM staging_visit
	 WHERE deleted_at IS NULL
)
SELECT 'notification' AS entity, d.notification_id AS record_key, d.case_id, d.citizen_id, 'child_talk_on' AS field,
       NULL AS found, 'samtale eller besøg senest ' || iso(d.received + :days) AS expected,
       'placement ' || min(p.placement_id) AS clash, d.received AS event_day, d.file, d.line
  FROM due AS d
  JOIN placed AS p ON p.citizen_id = d.citizen_id
                  AND p.first < d.received
                  AND (p.last IS NULL OR p.last > d.received + :days)
  LEFT JOIN visit AS v ON v.placement_id = p.placement_id
                      AND (v.at IS NULL OR v.at BETWEEN d.received AND d.received + :days)
 GROUP BY d.notification_id
HAVING count(v.placement_id) = 0

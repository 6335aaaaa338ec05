-- id: D05
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 18-20 og 136; før 2024 SEL §§ 50 og 155. Loven har ingen længde; 30 dage er god praksis
-- text_da: Underretningen førte til en undersøgelse, og der er ingen undersøgelse af barnet i gang. Er den begyndt for
--  sent, er det en oplysning.
-- text_en: The notification led to an examination, and no examination of the child is under way. One that began too
--  late is information.
-- who: sagsbehandler
-- reads: staging_notification staging_examination staging_case_file codelist_attr
-- blames: outcome
-- checks: staging_notification WHERE deleted_at IS NULL AND outcome IN ('screening', 'afdaekning', 'boernefaglig')
-- param: days 30 dage fra underretningen er behandlet, til undersøgelsen er i gang
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Undersøgelsen i fagsystemet: opret den, eller ret underretningens udfald
-- mend_en: The examination in the case system: enter it, or mend the outcome of the notification
-- by: 7

-- The last day is in time. Any kind of examination will do, and one that ran already. Not asked where
-- the child has no open case any more on the last day. An examination whose start cannot be read counts.
WITH
due AS MATERIALIZED (
	SELECT n.notification_id, n.case_id, n.citizen_id, n.outcome, day(n.received_at) AS received,
	       day(coalesce(n.closed_on, n.received_at)) + :days AS latest, n.file, n.line
	  FROM staging_notification AS n
	  JOIN codelist_attr AS a ON a.list = 'outcome' AND a.name = 'leads_to' AND a.code = n.outcome
	 WHERE n.deleted_at IS NULL
	   AND a.value <> 'measure'
	   AND day(n.received_at) >= :as_of - :back
	   AND day(coalesce(n.closed_on, n.received_at)) + :days < :as_of
),
open AS MATERIALIZED (
	SELECT citizen_id, max(coalesce(closed_on, '9999-12-31')) AS until
	  FROM staging_case_file
	 WHERE deleted_at IS NULL
	 GROUP BY citizen_id
),
examination AS MATERIALIZED (
	SELECT c.citizen_id, x.examination_id, day(x.started_on) AS started, day(x.concluded_on) AS ended
	  FROM staging_examination AS x
	  JOIN staging_case_file AS c ON c.case_id = x.case_id
	 WHERE x.deleted_at IS NULL
),
met AS (
	SELECT d.*, max(x.examination_id IS NOT NULL
	               AND (x.started IS NULL
	                    OR (x.started <= d.latest AND (x.ended IS NULL OR x.ended >= d.received)))) AS held,
	       min(x.started) FILTER (WHERE x.started > d.latest) AS later
	  FROM due AS d
	  LEFT JOIN examination AS x ON x.citizen_id = d.citizen_id
	 GROUP BY d.notification_id
)
SELECT CASE WHEN m.later IS NOT NULL THEN 'info' END AS consequence,
       'notification' AS entity, m.notification_id AS record_key, m.case_id, m.citizen_id, 'outcome' AS field,
       m.outcome || coalesce(', undersøgelse først ' || iso(m.later), '') AS found,
       'en undersøgelse i gang senest ' || iso(m.latest) AS expected, m.received AS event_day, m.file, m.line
  FROM met AS m
  LEFT JOIN open AS o ON o.citizen_id = m.citizen_id
 WHERE NOT m.held
   AND (o.until IS NULL OR o.until > iso(m.latest))

-- id: D07
-- version: 1
-- scope: cases
-- consequence: info
-- kind: entry
-- legal: Danmarks Statistik, underretningsstatistikken: én underretning pr. barn
-- text_da: Barnets sag begyndte den dag, en søskende fik en underretning, men barnet har ingen selv. Gjaldt
--  underretningen flere børn, registreres den på hvert af dem.
-- text_en: The child's case began on the day a sibling was notified about, and the child has no notification of its
--  own. One that is about several children is entered on each of them.
-- who: sagsbehandler
-- reads: staging_case_file staging_notification staging_relation
-- blames: opened_on
-- checks: staging_case_file WHERE deleted_at IS NULL AND target_group <> 'disability'
-- param: days 7 dage før og efter, hvor barnets egen underretning kan ligge
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: En underretning på barnet i fagsystemet, hvis den gjaldt også det
-- mend_en: A notification on the child in the case system, if it was about that one too
-- by: 14

-- Siblings have a mother or father in common. Both ends of the days around it are included. A child
-- with a notification whose day cannot be read is not asked about.
WITH
opened AS MATERIALIZED (
	SELECT case_id, citizen_id, day(opened_on) AS at, file, line
	  FROM staging_case_file
	 WHERE deleted_at IS NULL
	   AND target_group <> 'disability'
	   AND day(opened_on) BETWEEN :as_of - :back AND :as_of
),
notified AS MATERIALIZED (
	SELECT citizen_id, min(notification_id) AS notification_id, day(received_at) AS at
	  FROM staging_notification
	 WHERE deleted_at IS NULL
	   AND day(received_at) BETWEEN :as_of - :back - :days AND :as_of + :days
	 GROUP BY citizen_id, day(received_at)
),
own AS MATERIALIZED (
	SELECT o.*
	  FROM opened AS o
	  LEFT JOIN notified AS n ON n.citizen_id = o.citizen_id AND n.at BETWEEN o.at - :days AND o.at + :days
	 WHERE n.citizen_id IS NULL
	   AND o.citizen_id NOT IN (SELECT citizen_id FROM staging_notification
	                             WHERE deleted_at IS NULL AND day(received_at) IS NULL AND citizen_id IS NOT NULL)
),
parent AS MATERIALIZED (
	SELECT adult_pnr, citizen_id
	  FROM staging_relation
	 WHERE deleted_at IS NULL
	   AND kind IN ('mother', 'father')
)
SELECT 'case_file' AS entity, o.case_id AS record_key, o.case_id, o.citizen_id, 'opened_on' AS field,
       'åbnet ' || iso(o.at) || ' uden underretning' AS found, 'barnets egen underretning' AS expected,
       'notification ' || min(n.notification_id) AS clash, o.at AS event_day, o.file, o.line
  FROM own AS o
  JOIN parent AS p ON p.citizen_id = o.citizen_id
  JOIN parent AS q ON q.adult_pnr = p.adult_pnr AND q.citizen_id <> o.citizen_id
  JOIN notified AS n ON n.citizen_id = q.citizen_id AND n.at = o.at
 GROUP BY o.case_id

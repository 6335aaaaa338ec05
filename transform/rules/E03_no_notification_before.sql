-- id: E03
-- version: 1
-- scope: case
-- consequence: info
-- kind: entry
-- legal: BL §§ 18-20 og 136; før 2024 SEL §§ 50 og 155: en undersøgelse begynder med en underretning, en ansøgning
--  eller egen viden
-- text_da: Sagen begyndte med en undersøgelse, og der er ingen underretning om barnet. Mangler den, bliver den ikke
--  indberettet. En ansøgning eller egen viden er svar nok.
-- text_en: The case began with an examination, and there is no notification about the child. If it is missing it is not
--  reported. An application or own knowledge is answer enough.
-- who: sagsbehandler
-- reads: staging_examination staging_case_file staging_notification staging_municipality_change
-- blames: aware_on
-- checks: staging_examination WHERE deleted_at IS NULL
-- param: days 30 dage mellem sagens åbning og undersøgelsen, for at den hører til åbningen
-- param: before 180 dage før undersøgelsen, hvor underretningen kan ligge
-- param: back 365 dage tilbage, som der spørges om
-- spares: migrated
-- mend_da: Underretningen om barnet i fagsystemet
-- mend_en: The notification about the child in the case system
-- by: 30

-- The first examination of a case of a vulnerable child. Up to a week after it began a notification may be received, both ends
-- included. Not asked in a case that our municipality took over.
WITH
first AS MATERIALIZED (
	SELECT case_id, min(day(aware_on)) AS aware
	  FROM staging_examination
	 WHERE deleted_at IS NULL
	 GROUP BY case_id
	HAVING count(*) = count(day(aware_on))
),
begun AS MATERIALIZED (
	SELECT examination_id, case_id, day(aware_on) AS aware, day(started_on) AS started, file, line
	  FROM staging_examination
	 WHERE deleted_at IS NULL
),
opening AS MATERIALIZED (
	SELECT x.examination_id, x.case_id, c.citizen_id, f.aware, x.started, x.file, x.line
	  FROM first AS f
	  JOIN staging_case_file AS c ON c.case_id = f.case_id
	  JOIN begun AS x ON x.case_id = f.case_id AND x.aware = f.aware
	 WHERE c.deleted_at IS NULL
	   AND c.target_group = 'vulnerable'
	   AND f.aware BETWEEN :as_of - :back AND :as_of
	   AND f.aware BETWEEN day(c.opened_on) - :days AND day(c.opened_on) + :days
	   AND NOT EXISTS (SELECT 1 FROM staging_municipality_change AS m
	                    WHERE m.case_id = f.case_id AND m.role = 'acting' AND m.deleted_at IS NULL)
),
notified AS MATERIALIZED (
	SELECT citizen_id, day(received_at) AS at
	  FROM staging_notification
	 WHERE deleted_at IS NULL
)
SELECT 'examination' AS entity, min(o.examination_id) AS record_key, o.case_id, o.citizen_id, 'aware_on' AS field,
       iso(o.aware) AS found, 'en underretning om barnet forinden' AS expected, o.aware AS event_day, o.file, o.line
  FROM opening AS o
  LEFT JOIN notified AS n ON n.citizen_id = o.citizen_id
                         AND (n.at IS NULL OR n.at BETWEEN o.aware - :before AND coalesce(o.started, o.aware) + 7)
 GROUP BY o.case_id
HAVING count(n.citizen_id) = 0

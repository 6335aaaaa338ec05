-- id: F04
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 32, 82, 89, 90 og 114; før 2024 SEL §§ 32, 36, 44, 45, 52 og 76: indsatsernes målgruppe
-- text_da: Barnets eller den unges alder passer ikke til indsatsen: den er begyndt uden for aldersgruppen, eller den
--  løber videre efter det 18. år.
-- text_en: The age does not fit the measure: it was begun outside its age group, or it runs on beyond 18.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file staging_citizen codelist_attr
-- blames: started_on ended_on
-- checks: staging_measure WHERE deleted_at IS NULL
-- param: contact 6 år; yngre børn har ikke en kontaktperson
-- param: practice 12 år; yngre har ikke praktik
-- spares: unborn
-- mend_da: Indsatsens kode og datoer, eller en ny afgørelse om ungestøtte, i fagsystemet
-- mend_en: The code and days of the measure, or a new decision on support for the young, in the case system
-- by: 14

-- Ages on the first day, both ends included. What is for children ends the day before the 18th birthday; born 29 February: 18 on 1
-- March. Family-directed measures have no age of the child. Begun before the birth is age 0. From 23 on it is rule B14's. An end more than
-- two years ahead is rule C02's, none in a closed case rule C05's.
WITH
fits (code, youngest, oldest) AS MATERIALIZED (
	SELECT code, 18, 22 FROM codelist_attr WHERE list = 'pgf' AND name = 'age_from' AND value = '18'
	UNION ALL
	SELECT code, CASE WHEN code IN ('230', '269') THEN :contact WHEN code IN ('240', '277') THEN :practice ELSE 0 END, 17
	  FROM codelist_attr
	 WHERE list = 'pgf' AND name = 'directed' AND value = 'person'
	   AND code NOT IN (SELECT code FROM codelist_attr WHERE list = 'pgf' AND name = 'age_from')
	UNION ALL
	VALUES ('001', 0, 17), ('002', 0, 17), ('003', 6, 17), ('004', 0, 17), ('005', 0, 17), ('006', 0, 17), ('007', 12, 17),
	       ('008', 0, 17)
),
born AS MATERIALIZED (
	SELECT m.measure_id, m.case_id, k.citizen_id, m.code, f.youngest, f.oldest, day(m.started_on) AS started,
	       m.ended_on, k.closed_on, coalesce(pnr_day(c.pnr), day(c.birth_date)) AS birth, m.file, m.line
	  FROM staging_measure AS m
	  JOIN fits AS f ON f.code = m.code
	  JOIN staging_case_file AS k ON k.case_id = m.case_id
	  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	 WHERE m.deleted_at IS NULL
	   AND c.deleted_at IS NULL
	   AND c.unborn <> '1'
),
grown AS (
	SELECT *, CASE WHEN started < birth THEN 0 ELSE age(birth, started) END AS age,
	       add_months(birth, 216) + (age(birth, add_months(birth, 216)) < 18) AS adult
	  FROM born
	 WHERE birth IS NOT NULL
	   AND started IS NOT NULL
)
SELECT 'measure' AS entity, measure_id AS record_key, case_id, citizen_id, 'started_on' AS field,
       age || ' år ved start ' || iso(started) AS found, youngest || '-' || oldest || ' år' AS expected,
       'kode ' || code AS clash, started AS event_day, file, line
  FROM grown
 WHERE age NOT BETWEEN youngest AND oldest
   AND age <= 22
UNION ALL
SELECT 'measure', measure_id, case_id, citizen_id, 'ended_on', coalesce(ended_on, 'løber'), 'slut senest ' || iso(adult - 1),
       'kode ' || code, adult, file, line
  FROM grown
 WHERE age <= 17
   AND oldest = 17
   AND (day(ended_on) BETWEEN adult AND :as_of + 731 OR (ended_on IS NULL AND closed_on IS NULL AND adult <= :as_of))

-- id: A10
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: Databeskyttelsesforordningen, artikel 5, stk. 1, litra c (dataminimering); databeskyttelseslovens § 11 om personnumre
-- text_da: Et felt, der ikke er beregnet til det, indeholder et personnummer. Feltet vises åbent på lister og i filer. Bruges nummeret
--  som id i fagsystemet, står det på alle lister og i det, der afleveres; så standses afleveringen.
-- text_en: A field not meant for it holds a personal number. The field is shown openly on lists and in files. Where the number is used
--  as an id in the case system, it stands on every list and in what is delivered; then the delivery is stopped.
-- who: sagsbehandler
-- mend_da: Feltet i fagsystemet: slet nummeret, og skriv det i feltet til personnummer. Er det et id: profilen eller udtrækket (drift)
-- mend_en: The field in the case system: delete the number, and write it where numbers belong. If it is an id: the profile or export (operations)
-- by: 1
-- reads: staging_citizen staging_team staging_caseworker staging_case_file staging_measure staging_notification
--  staging_placement_event staging_facility staging_relation staging_cpr_person
-- checks: staging_citizen WHERE deleted_at IS NULL
-- checks: staging_team WHERE deleted_at IS NULL
-- checks: staging_caseworker WHERE deleted_at IS NULL
-- checks: staging_case_file WHERE deleted_at IS NULL
-- checks: staging_measure WHERE deleted_at IS NULL
-- checks: staging_notification WHERE deleted_at IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL
-- checks: staging_facility
-- blames: name foreign_no initials email kle facility_id provider_cvr target_group citizen_id case_id measure_id
--  notification_id placement_id event_id

-- Ten digits, or six and four with one of "- /." between, not part of a longer number, whose date can be a birthday: not after today,
-- in the century of the seventh digit. In a text that is enough; in a field of identifiers (a P number is ten
-- digits too) it must be the number of somebody we know. Ids are told of once for each field, with no id shown.
WITH RECURSIVE
written (entity, record_key, case_id, citizen_id, field, value, free, id, file, line) AS MATERIALIZED (
	SELECT 'citizen', citizen_id, NULL, citizen_id, 'name', name, 1, 0, file, line FROM staging_citizen
	 WHERE deleted_at IS NULL AND name GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'citizen', citizen_id, NULL, citizen_id, 'foreign_no', foreign_no, 0, 0, file, line FROM staging_citizen
	 WHERE deleted_at IS NULL AND foreign_no GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'citizen', NULL, NULL, NULL, 'citizen_id', citizen_id, 0, 1, file, NULL FROM staging_citizen
	 WHERE deleted_at IS NULL AND citizen_id GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'team', team_id, NULL, NULL, 'name', name, 1, 0, file, line FROM staging_team
	 WHERE deleted_at IS NULL AND name GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'caseworker', caseworker_id, NULL, NULL, 'name', name, 1, 0, file, line FROM staging_caseworker
	 WHERE deleted_at IS NULL AND name GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'caseworker', caseworker_id, NULL, NULL, 'initials', initials, 0, 0, file, line FROM staging_caseworker
	 WHERE deleted_at IS NULL AND initials GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'caseworker', caseworker_id, NULL, NULL, 'email', email, 0, 0, file, line FROM staging_caseworker
	 WHERE deleted_at IS NULL AND email GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'kle', kle, 1, 0, file, line FROM staging_case_file
	 WHERE deleted_at IS NULL AND kle GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'case_file', NULL, NULL, NULL, 'case_id', case_id, 0, 1, file, NULL FROM staging_case_file
	 WHERE deleted_at IS NULL AND case_id GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'measure', measure_id, case_id, NULL, 'provider_cvr', provider_cvr, 0, 0, file, line FROM staging_measure
	 WHERE deleted_at IS NULL AND provider_cvr GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'measure', measure_id, case_id, NULL, 'facility_id', facility_id, 0, 0, file, line FROM staging_measure
	 WHERE deleted_at IS NULL AND facility_id GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'measure', NULL, NULL, NULL, 'measure_id', measure_id, 0, 1, file, NULL FROM staging_measure
	 WHERE deleted_at IS NULL AND measure_id GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'notification', NULL, NULL, NULL, 'notification_id', notification_id, 0, 1, file, NULL FROM staging_notification
	 WHERE deleted_at IS NULL AND notification_id GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'placement_event', event_id, case_id, NULL, 'facility_id', facility_id, 0, 0, file, line FROM staging_placement_event
	 WHERE deleted_at IS NULL AND facility_id GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'placement_event', NULL, NULL, NULL, 'placement_id', placement_id, 0, 1, file, NULL FROM staging_placement_event
	 WHERE deleted_at IS NULL AND placement_id GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'placement_event', NULL, NULL, NULL, 'event_id', event_id, 0, 1, file, NULL FROM staging_placement_event
	 WHERE deleted_at IS NULL AND event_id GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'facility', facility_id, NULL, NULL, 'name', name, 1, 0, file, line FROM staging_facility
	 WHERE name GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
	UNION ALL
	SELECT 'facility', facility_id, NULL, NULL, 'target_group', target_group, 1, 0, file, line FROM staging_facility
	 WHERE target_group GLOB '*[0-3][0-9][01][0-9][0-9][0-9]*[0-9][0-9][0-9][0-9]*'
),
-- Each place in these few texts where a number may begin.
place (entity, record_key, case_id, citizen_id, field, value, free, id, file, line, at) AS (
	SELECT *, 1 FROM written
	UNION ALL
	SELECT entity, record_key, case_id, citizen_id, field, value, free, id, file, line, at + 1
	  FROM place
	 WHERE at + 9 < length(value) AND at < 1000
),
number AS (
	SELECT *,
	       CASE WHEN substr(value, at, 10) GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
	                 AND substr(value, at + 10, 1) NOT GLOB '[0-9]'
	            THEN substr(value, at, 10)
	            WHEN substr(value, at, 11) GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][- /.][0-9][0-9][0-9][0-9]'
	                 AND substr(value, at + 11, 1) NOT GLOB '[0-9]'
	            THEN substr(value, at, 6) || substr(value, at + 7, 4) END AS pnr
	  FROM place
	 WHERE at = 1 OR substr(value, at - 1, 1) NOT GLOB '[0-9]'
),
found AS (
	SELECT *
	  FROM number
	 WHERE pnr_day(pnr) <= :as_of
	   AND pnr NOT GLOB '??????0000'
	   AND (free OR pnr IN (SELECT pnr FROM staging_citizen WHERE pnr IS NOT NULL)
	        OR pnr IN (SELECT mother_pnr FROM staging_citizen WHERE mother_pnr IS NOT NULL)
	        OR pnr IN (SELECT adult_pnr FROM staging_relation)
	        OR pnr IN (SELECT pnr FROM staging_cpr_person))
)
SELECT CASE field WHEN 'foreign_no' THEN 'record' END AS consequence, entity, record_key, case_id, citizen_id, field,
       mask(pnr) AS found, 'et felt uden personnummer' AS expected, file, line
  FROM found
 WHERE NOT id
 GROUP BY entity, record_key, field
UNION ALL
SELECT 'delivery', 'key', entity, NULL, NULL, field, 'personnumre som id', 'et id uden personnummer', max(file), NULL
  FROM found
 WHERE id
 GROUP BY entity, field

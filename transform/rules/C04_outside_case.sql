-- id: C04
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet: forløb hører til en sag
-- text_da: Indsatsen, undersøgelsen eller anbringelseshændelsen begynder, før sagen er åbnet, eller slutter,
--  efter at den er lukket.
-- text_en: The measure, examination or placement event begins before the case was opened or ends after it was
--  closed.
-- who: sagsbehandler
-- reads: staging_case_file staging_measure staging_examination staging_placement_event
-- checks: staging_measure WHERE deleted_at IS NULL
-- checks: staging_examination WHERE deleted_at IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL AND effect_on IS NOT NULL
-- blames: concluded_on effect_on ended_on started_on
-- mend_da: Postens datoer, eller sagens åbning og lukning, i fagsystemet
-- mend_en: The dates of the record, or when the case was opened and closed, in the case system
-- by: 30

-- The day of opening and the day of closing belong to the case. What is still open in a closed case is rule C05's, a day
-- before 1990 C02's.
WITH
part (entity, record_key, case_id, first_field, first, last_field, last, file, line) AS (
	SELECT 'measure', measure_id, case_id, 'started_on', started_on, 'ended_on', ended_on, file, line
	  FROM staging_measure
	 WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'examination', examination_id, case_id, 'started_on', started_on, 'concluded_on',
	       concluded_on, file, line
	  FROM staging_examination
	 WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'placement_event', event_id, case_id, 'effect_on', effect_on, 'effect_on', effect_on,
	       file, line
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND effect_on IS NOT NULL
),
outside AS MATERIALIZED (
	SELECT p.*, c.citizen_id, c.opened_on, c.closed_on
	  FROM part AS p
	  JOIN staging_case_file AS c ON c.case_id = p.case_id
	 WHERE c.deleted_at IS NULL
	   AND (p.first < c.opened_on OR coalesce(p.last, p.first) > c.closed_on)
)
SELECT entity, record_key, case_id, citizen_id, first_field AS field, first AS found,
       'tidligst ' || opened_on AS expected, 'case_file ' || case_id AS clash, file, line
  FROM outside
 WHERE day(first) < day(opened_on)
   AND day(first) >= ymd(1990, 1, 1)
UNION ALL
SELECT entity, record_key, case_id, citizen_id, CASE WHEN last IS NULL THEN first_field ELSE last_field END,
       coalesce(last, first), 'senest ' || closed_on, 'case_file ' || case_id, file, line
  FROM outside
 WHERE day(coalesce(last, first)) > day(closed_on)

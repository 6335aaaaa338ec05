-- id: F15
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 32, 82 og 89-90; før 2024 SEL §§ 44 og 52: den besluttede indsats bevilges
-- text_da: Indsatsen løber, og der er ingen bevilling på den. Den er ikke med i det forventede forbrug.
-- text_en: The measure runs, and nothing is granted for it. It is not in the expected cost.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file staging_appropriation codelist_attr
-- blames: measure_id
-- checks: staging_measure WHERE deleted_at IS NULL AND ended_on IS NULL
-- param: days 30 dage fra indsatsen begyndte, til bevillingen er der
-- mend_da: Bevillingen på indsatsen i fagsystemet
-- mend_en: The appropriation of the measure in the case system
-- with: open_measure
-- by: 14

-- Early preventive measures (BL § 30, before 2024 SEL § 11) may cost nothing. The last day is in time.
WITH
granted AS MATERIALIZED (
	SELECT DISTINCT measure_id
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND measure_id IS NOT NULL
)
SELECT 'measure' AS entity, m.measure_id AS record_key, m.case_id, m.citizen_id, 'measure_id' AS field,
       'løber siden ' || m.started_on || ', ingen bevilling' AS found,
       'en bevilling senest ' || iso(day(m.started_on) + :days) AS expected, day(m.started_on) AS event_day, m.file, m.line
  FROM open_measure AS m
  LEFT JOIN codelist_attr AS a ON a.list = 'pgf' AND a.name = 'kind' AND a.code = m.code AND a.value = 'early'
  LEFT JOIN granted AS g ON g.measure_id = m.measure_id
 WHERE day(m.started_on) + :days < :as_of
   AND a.code IS NULL
   AND g.measure_id IS NULL

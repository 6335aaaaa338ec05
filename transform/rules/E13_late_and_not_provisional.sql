-- id: E13
-- version: 1
-- scope: record
-- consequence: info
-- kind: entry
-- legal: BL § 20, stk. 3; er kommunen blevet opmærksom før 2024-01-01: SEL § 50
-- text_da: Undersøgelsen tog mere end 4 måneder, og der er ingen foreløbig vurdering fra inden fristen. Er den lavet,
--  så notér den.
-- text_en: The examination took more than 4 months, and there is no provisional assessment from before the time ran
--  out. If it was made, note it.
-- who: sagsbehandler
-- reads: staging_examination staging_case_file
-- blames: provisional_on
-- checks: staging_examination WHERE deleted_at IS NULL AND kind = 'boernefaglig' AND concluded_on IS NOT NULL
-- param: months 4 måneder fra kommunen blev opmærksom; til samme dag i måneden eller dens sidste
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Den foreløbige vurdering på undersøgelsen i fagsystemet
-- mend_en: The provisional assessment on the examination in the case system
-- by: 30

-- The last day itself is in time. One that still runs is rule E01's.
WITH late AS (
	SELECT x.examination_id, x.case_id, x.aware_on, x.provisional_on, x.concluded_on, x.file, x.line,
	       add_months(day(x.aware_on), :months) AS latest
	  FROM staging_examination AS x
	 WHERE x.deleted_at IS NULL
	   AND x.kind = 'boernefaglig'
	   AND day(x.concluded_on) >= :as_of - :back
)
SELECT 'examination' AS entity, l.examination_id AS record_key, l.case_id, c.citizen_id, 'provisional_on' AS field,
       l.provisional_on AS found,
       'senest ' || iso(l.latest) || CASE WHEN l.aware_on < '2024' THEN ' (SEL § 50)' ELSE ' (BL § 20, stk. 3)' END AS expected,
       'afsluttet ' || l.concluded_on AS clash, day(l.aware_on) AS event_day, l.file, l.line
  FROM late AS l
  LEFT JOIN staging_case_file AS c ON c.case_id = l.case_id
 WHERE day(l.concluded_on) > l.latest
   AND (l.provisional_on IS NULL OR day(l.provisional_on) > l.latest)

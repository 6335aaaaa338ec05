-- id: E01
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: BL § 20, stk. 3; er kommunen blevet opmærksom før 2024-01-01: SEL § 50
-- text_da: Den børnefaglige undersøgelse er ikke afsluttet inden 4 måneder efter, at kommunen blev opmærksom på
--  behovet. Er der lavet en foreløbig vurdering i tide, er det en oplysning.
-- text_en: The child-welfare examination was not concluded within 4 months after the municipality became aware of
--  the need. With a provisional assessment in time it is information.
-- who: sagsbehandler
-- reads: staging_examination staging_case_file
-- checks: staging_examination WHERE deleted_at IS NULL AND kind = 'boernefaglig' AND concluded_on IS NULL
-- blames: concluded_on
-- mend_da: Undersøgelsen i fagsystemet: afslut den, eller lav en foreløbig vurdering
-- mend_en: The examination in the case system: conclude it, or make a provisional assessment
-- by: 14
-- param: months 4 måneder fra kommunen blev opmærksom; til samme dag i måneden eller dens sidste

-- The last day itself is in time. Screening and assessment have no length in law.
WITH running AS (
	SELECT examination_id, case_id, aware_on, provisional_on, file, line,
	       add_months(day(aware_on), :months) AS latest
	  FROM staging_examination
	 WHERE deleted_at IS NULL
	   AND kind = 'boernefaglig'
	   AND concluded_on IS NULL
)
SELECT CASE WHEN day(r.provisional_on) <= r.latest THEN 'info' END AS consequence,
       'examination' AS entity, r.examination_id AS record_key, r.case_id, c.citizen_id,
       'concluded_on' AS field, NULL AS found,
       'senest ' || iso(r.latest) || CASE WHEN r.aware_on < '2024' THEN ' (SEL § 50)'
                                          ELSE ' (BL § 20, stk. 3)' END AS expected,
       'opmærksom ' || r.aware_on AS clash, r.file, r.line, r.latest AS due_day
  FROM running AS r
  LEFT JOIN staging_case_file AS c ON c.case_id = r.case_id
 WHERE r.latest < :as_of

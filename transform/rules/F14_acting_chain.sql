-- id: F14
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Retssikkerhedsloven § 9: én kommune ad gangen er handlekommune; den indberetter for sin tid
-- text_da: Skiftene af handlekommune hænger ikke sammen: et skift begynder ved en anden kommune end den, det forrige
--  endte ved, eller sagen nævner en anden handlekommune end det sidste skift. Der indberettes efter skiftene, hvert
--  fra sin dag og til den kommune, det nævner.
-- text_en: The changes of acting municipality do not fit together: a change begins at another municipality than the one
--  before it ended at, or the case file names another acting municipality than the last change. Reports follow the
--  changes, each from its day on and to the municipality it names.
-- who: sagsbehandler
-- reads: staging_municipality_change staging_case_file codelist
-- checks: staging_municipality_change WHERE deleted_at IS NULL AND role = 'acting'
-- blames: acting_municipality from_code
-- mend_da: Sagens kommuneskift i fagsystemet
-- mend_en: The changes of municipality of the case in the case system
-- by: 14

-- As transform/facts/131_fact_acting.sql reads them: without deleted changes and those without a day. A code of no list is A07's.
WITH
chain AS (
	SELECT m.case_id, c.citizen_id, m.changed_on, m.from_code, m.to_code, m.file, m.line,
	       c.acting_municipality, c.file AS case_file, c.line AS case_line,
	       lag(m.to_code) OVER w AS before, lag(m.changed_on) OVER w AS before_on,
	       lead(m.changed_on) OVER w AS next_on
	  FROM staging_municipality_change AS m
	  JOIN staging_case_file AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	   AND c.deleted_at IS NULL
	   AND m.role = 'acting'
	   AND day(m.changed_on) IS NOT NULL
	WINDOW w AS (PARTITION BY m.case_id ORDER BY day(m.changed_on), m.from_code, m.to_code)
)
SELECT 'municipality_change' AS entity, case_id || '/acting/' || changed_on AS record_key, case_id, citizen_id, 'from_code' AS field,
       from_code AS found, before AS expected, 'skift ' || before_on AS clash, file, line
  FROM chain
 WHERE before_on IS NOT NULL
   AND from_code <> before
   AND before IN (SELECT code FROM codelist WHERE list = 'kommune')
UNION ALL
SELECT 'case_file', case_id, case_id, citizen_id, 'acting_municipality', acting_municipality, to_code,
       'skift ' || changed_on, case_file, case_line
  FROM chain
 WHERE next_on IS NULL
   AND acting_municipality <> to_code
   AND to_code IN (SELECT code FROM codelist WHERE list = 'kommune')

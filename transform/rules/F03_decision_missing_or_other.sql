-- id: F03
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 32, 82 og 89-90; før 2024 SEL §§ 44 og 52: en indsats bygger på en afgørelse efter en paragraf
-- text_da: Indsatsen har ingen afgørelse, eller dens paragraf eller sag er en anden end afgørelsens.
-- text_en: The measure has no decision, or its paragraph or its case is another than the decision's.
-- who: sagsbehandler
-- reads: staging_measure staging_decision staging_case_file codelist codelist_attr
-- blames: decision_id code case_id
-- checks: staging_measure WHERE deleted_at IS NULL
-- mend_da: Indsatsens afgørelse og kode i fagsystemet
-- mend_en: The decision and the code of the measure in the case system
-- by: 14

-- Early preventive measures (BL § 30, before 2024 SEL § 11) may go without a decision. A decision that does not exist is told by the
-- check of the store (so is a case), a code that is in no list by rule A07.
WITH told AS MATERIALIZED (
	SELECT m.measure_id, m.case_id, c.citizen_id, m.code, m.decision_id, m.started_on, d.decision_id AS known,
	       d.basis_code, d.case_id AS other_case, a.value AS early, m.file, m.line
	  FROM staging_measure AS m
	  LEFT JOIN staging_decision AS d ON d.decision_id = m.decision_id AND d.deleted_at IS NULL
	  LEFT JOIN codelist_attr AS a ON a.list = 'pgf' AND a.name = 'kind' AND a.code = m.code AND a.value = 'early'
	  LEFT JOIN staging_case_file AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
)
SELECT 'measure' AS entity, measure_id AS record_key, case_id, citizen_id, 'decision_id' AS field, NULL AS found,
       'en afgørelse efter ' || code AS expected, 'begyndt ' || started_on AS clash, day(started_on) AS event_day, file, line
  FROM told
 WHERE decision_id IS NULL
   AND early IS NULL
   AND code IS NOT NULL
UNION ALL
SELECT 'measure', measure_id, case_id, citizen_id, 'code', code, basis_code, 'decision ' || known, day(started_on), file, line
  FROM told
 WHERE basis_code <> code
   AND code IN (SELECT code FROM codelist WHERE list IN ('pgf', 'handicapindsats'))
   AND basis_code IN (SELECT code FROM codelist WHERE list IN ('pgf', 'handicapindsats', 'grundlag'))
UNION ALL
SELECT 'measure', measure_id, case_id, citizen_id, 'case_id', case_id, other_case, 'decision ' || known, day(started_on), file, line
  FROM told
 WHERE other_case <> case_id
   AND other_case IN (SELECT case_id FROM staging_case_file)

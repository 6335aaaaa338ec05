-- id: A14
-- version: 1
-- scope: field
-- consequence: answer
-- kind: entry
-- legal: Leverance L231: UDL_NR og SAGSBEHANDLER; databeskyttelsesforordningen, artikel 5, stk. 1, litra d (rigtighed)
-- text_da: Feltet er udfyldt med noget, der kun holder pladsen: tegn uden bogstaver og tal, x'er, nuller, "ukendt", "test" eller
--  lignende. Står det i det udenlandske nummer, indberettes barnet under det.
-- text_en: The field is filled with a placeholder: signs without letters and digits, x's, zeros, "unknown", "test" or the like. In the
--  foreign number it is what the child is reported under.
-- who: sagsbehandler
-- mend_da: Feltet i fagsystemet: skriv den rigtige værdi, eller lad det være tomt
-- mend_en: The field in the case system: write the true value, or leave it empty
-- by: 14
-- reads: staging_citizen staging_team staging_caseworker staging_case_file staging_measure
-- checks: staging_citizen WHERE deleted_at IS NULL
-- checks: staging_team WHERE deleted_at IS NULL
-- checks: staging_caseworker WHERE deleted_at IS NULL
-- checks: staging_case_file WHERE deleted_at IS NULL
-- checks: staging_measure WHERE deleted_at IS NULL
-- blames: foreign_no name initials kle provider_cvr facility_id
-- param: words ukendt|uoplyst|test|dummy|ingen|mangler|n/a|na|nn|n.n.|tbd|unknown|none|null ord, der kun holder pladsen, skilt af |

-- Eight signs or more are not looked at unless they are one of the words. A foreign number stops its record.
WITH
short (entity, record_key, case_id, citizen_id, field, value, file, line) AS MATERIALIZED (
	SELECT 'citizen', citizen_id, NULL, citizen_id, 'foreign_no', foreign_no, file, line FROM staging_citizen
	 WHERE deleted_at IS NULL AND foreign_no IS NOT NULL
	UNION ALL
	SELECT 'citizen', citizen_id, NULL, citizen_id, 'name', name, file, line FROM staging_citizen
	 WHERE deleted_at IS NULL AND length(name) <= 8
	UNION ALL
	SELECT 'team', team_id, NULL, NULL, 'name', name, file, line FROM staging_team WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'caseworker', caseworker_id, NULL, NULL, 'name', name, file, line FROM staging_caseworker
	 WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'caseworker', caseworker_id, NULL, NULL, 'initials', initials, file, line FROM staging_caseworker
	 WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'kle', kle, file, line FROM staging_case_file
	 WHERE deleted_at IS NULL AND length(kle) < 8
	UNION ALL
	SELECT 'measure', measure_id, case_id, NULL, 'provider_cvr', provider_cvr, file, line FROM staging_measure
	 WHERE deleted_at IS NULL AND (length(provider_cvr) < 8 OR provider_cvr = '00000000')
	UNION ALL
	SELECT 'measure', measure_id, case_id, NULL, 'facility_id', facility_id, file, line FROM staging_measure
	 WHERE deleted_at IS NULL AND length(facility_id) < 8
)
SELECT CASE field WHEN 'foreign_no' THEN 'record' END AS consequence, entity, record_key, case_id, citizen_id, field,
       CASE WHEN entity IN ('citizen', 'caseworker') AND field <> 'initials' THEN 'en pladsholder, ' || mask(value)
            ELSE value END AS found,
       'en værdi, eller tomt' AS expected, file, line
  FROM short
 WHERE value NOT GLOB '*[1-9a-wyzA-WYZæøåÆØÅ]*'
    OR field <> 'initials' AND instr('|' || lower(:words) || '|', '|' || lower(trim(value)) || '|') > 0

-- id: G07
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Barnets lov § 46, stk. 1 (før 2024 servicelovens § 52): samtykke fra forældremyndighedens indehaver og den unge, der er fyldt 15 år; § 47
--  (før § 58): uden samtykke
-- text_da: Samtykket passer ikke til grundlaget for anbringelsen: ved en anbringelse med samtykke mangler det, eller den unges eller
--  forældrenes mangler; eller afgørelsen er truffet uden samtykke, men alle har samtykket.
-- text_en: The consent does not go with the basis of the placement: one with consent lacks it, or lacks that of the young person or the
--  parents; or the decision was made without consent though all have given it.
-- who: sagsbehandler
-- reads: staging_decision staging_case_file staging_citizen staging_cpr_person codelist_attr
-- checks: staging_decision WHERE deleted_at IS NULL AND kind IN ('placement', 'compulsory', 'provisional')
-- blames: consent_code
-- param: age 15 år, fra denne alder skal den unge selv samtykke
-- spares: migrated
-- mend_da: Afgørelsen i fagsystemet: samtykke, eller afgørelsens grundlag
-- mend_en: The decision in the case system: consent, or the basis of the decision
-- by: 14

-- The age is that of the day of the decision; on the birthday the young person consents. Without a known birth day only what does not
-- depend on it is judged. The committee may decide without consent though all consent (§ 47, stk. 3): information. From 18 on
-- there are no parents to ask.
WITH
basis AS MATERIALIZED (
	SELECT code, value FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent'
),
decided AS (
	SELECT d.decision_id, d.case_id, k.citizen_id, d.basis_code, d.consent_code, d.decided_on, b.value AS basis,
	       day(d.decided_on) AS at, d.file, d.line,
	       age(coalesce(CASE p.birth_precision WHEN 'day' THEN p.birth END, pnr_day(c.pnr), day(c.birth_date)),
	           day(d.decided_on)) AS years
	  FROM staging_decision AS d
	 CROSS JOIN basis AS b ON b.code = d.basis_code
	  JOIN staging_case_file AS k ON k.case_id = d.case_id
	  LEFT JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE d.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND d.kind IN ('placement', 'compulsory', 'provisional')
),
judged AS (
	SELECT *, CASE basis
	               WHEN 'with' THEN
	                    CASE WHEN consent_code IS NULL OR consent_code IN ('none', 'not_needed') THEN 'samtykke'
	                         WHEN consent_code = 'child' AND years < 18 THEN 'samtykke fra forældremyndighedens indehaver'
	                         WHEN consent_code = 'parents' AND years >= 18 THEN 'samtykke fra den unge'
	                         WHEN consent_code = 'parents' AND years >= :age THEN 'samtykke også fra den unge' END
	               WHEN 'without' THEN
	                    CASE WHEN consent_code = 'parents_child' OR consent_code = 'parents' AND years < :age
	                         THEN 'uden samtykke, eller et grundlag med samtykke' END END AS expected
	  FROM decided
)
SELECT CASE basis WHEN 'without' THEN 'info' END AS consequence, 'decision' AS entity, decision_id AS record_key, case_id,
       citizen_id, 'consent_code' AS field, consent_code AS found, expected,
       'grundlag ' || basis_code || coalesce(', ' || years || ' år', '') AS clash, at AS event_day, file, line
  FROM judged
 WHERE expected IS NOT NULL

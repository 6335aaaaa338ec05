-- id: E11
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL §§ 91 og 111, stk. 2; til og med 2023 SEL § 140: handleplan. En ny afgørelse fra 2024 får barnets plan
--  eller ungeplan
-- text_da: Planens art hører til en anden lov end den, afgørelsen eller planen er fra.
-- text_en: The kind of plan belongs to another act than the decision or the plan is from.
-- who: sagsbehandler
-- reads: staging_plan staging_decision staging_case_file codelist_attr
-- blames: kind
-- checks: staging_plan WHERE deleted_at IS NULL AND decision_id IS NOT NULL
-- mend_da: Planens art i fagsystemet
-- mend_en: The kind of the plan in the case system
-- by: 30

-- A handleplan may not follow a decision of 2024 or later; a barnets plan or ungeplan may not be written before 2024.
SELECT 'plan' AS entity, p.plan_id AS record_key, p.case_id, c.citizen_id, 'kind' AS field, p.kind AS found,
       CASE a.value WHEN 'SEL' THEN 'barnets_plan eller ungeplan' ELSE 'handleplan' END AS expected,
       CASE a.value WHEN 'SEL' THEN 'afgjort ' || d.decided_on ELSE 'skrevet ' || p.written_on END AS clash,
       CASE a.value WHEN 'SEL' THEN day(d.decided_on) ELSE day(p.written_on) END AS event_day, p.file, p.line
  FROM staging_plan AS p
  JOIN codelist_attr AS a ON a.list = 'plan_kind' AND a.name = 'law' AND a.code = p.kind
  LEFT JOIN staging_decision AS d ON d.decision_id = p.decision_id
  LEFT JOIN staging_case_file AS c ON c.case_id = p.case_id
 WHERE p.deleted_at IS NULL
   AND CASE a.value WHEN 'SEL' THEN day(d.decided_on) >= ymd(2024, 1, 1) ELSE day(p.written_on) < ymd(2024, 1, 1) END

-- id: G25
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation anbringelser: grundlag ved hver afgørelse; barnets lov §§ 46, 47 og 143 (før 2024 servicelovens §§
--  52, 58 og 75)
-- text_da: Grundlaget på anbringelsens hændelse er et andet end på den afgørelse, den er knyttet til, eller afgørelsens art passer ikke til dens
--  grundlag. Der indberettes efter hændelsen.
-- text_en: The legal basis of the placement's event is another than that of the decision it is tied to, or the kind of the decision
--  does not go with its basis. Reports follow the event.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_decision codelist_attr
-- checks: staging_placement_event WHERE deleted_at IS NULL AND decision_id IS NOT NULL
-- checks: staging_decision WHERE deleted_at IS NULL AND kind IN ('placement', 'compulsory', 'provisional')
-- blames: basis_code kind
-- spares: migrated
-- mend_da: Hændelsens eller afgørelsens grundlag
-- mend_en: The basis of the event or of the decision
-- by: 14

-- A change of place (1) carries the basis of the time and may be tied to a decision on the place alone: it is not compared.
WITH
basis AS MATERIALIZED (
	SELECT code, value AS consent FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent'
)
SELECT 'placement_event' AS entity, v.event_id AS record_key, v.case_id, k.citizen_id, 'basis_code' AS field, v.basis_code AS found,
       d.basis_code AS expected, 'decision ' || d.decision_id AS clash, coalesce(day(v.effect_on), day(v.decided_on)) AS event_day,
       v.file, v.line
  FROM staging_placement_event AS v
  JOIN staging_decision AS d ON d.decision_id = v.decision_id
  JOIN staging_case_file AS k ON k.case_id = v.case_id
 WHERE v.deleted_at IS NULL
   AND d.deleted_at IS NULL
   AND k.deleted_at IS NULL
   AND v.event_code IN ('0', '0.2', '2', '7', '7.2')
   AND v.basis_code <> d.basis_code
   AND v.basis_code IN (SELECT code FROM basis)
   AND d.basis_code IN (SELECT code FROM basis)
UNION ALL
SELECT 'decision', d.decision_id, d.case_id, k.citizen_id, 'kind', d.kind,
       CASE b.consent WHEN 'with' THEN 'placement (med samtykke)' WHEN 'provisional' THEN 'provisional (foreløbig)'
                      ELSE 'compulsory (uden samtykke)' END,
       'grundlag ' || d.basis_code, day(d.decided_on), d.file, d.line
  FROM staging_decision AS d
 CROSS JOIN basis AS b ON b.code = d.basis_code
  JOIN staging_case_file AS k ON k.case_id = d.case_id
 WHERE d.deleted_at IS NULL
   AND k.deleted_at IS NULL
   AND CASE d.kind WHEN 'placement' THEN b.consent IN ('without', 'provisional')
                   WHEN 'compulsory' THEN b.consent IN ('with', 'provisional')
                   WHEN 'provisional' THEN b.consent IN ('with', 'without') END

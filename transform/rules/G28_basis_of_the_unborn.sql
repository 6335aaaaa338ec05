-- id: G28
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Barnets lov § 46, stk. 4, og § 47: afgørelse om at anbringe et ufødt barn ved fødslen; Danmarks Statistik: grundlagene 14 og 15 fra 2024
-- text_da: Afgørelsen er truffet efter et grundlag for ufødte, skønt barnet var født, eller omvendt.
-- text_en: The decision was made on a basis for the unborn though the child was born, or the other way round.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_citizen staging_cpr_person codelist_attr
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code = '0.2' AND basis_code IS NOT NULL
-- blames: basis_code
-- valid: 2024-01-01..
-- spares: migrated
-- mend_da: Hændelsens grundlag eller datoen for afgørelsen
-- mend_en: The basis of the event or the day of the decision
-- by: 14

-- On the day of birth either will do. Not stated (99) contradicts nothing.
WITH
basis AS MATERIALIZED (
	SELECT code, max(name = 'unborn' AND value = '1') AS unborn
	  FROM codelist_attr
	 WHERE list = 'grundlag'
	   AND code <> '99'
	 GROUP BY code
),
decided AS (
	SELECT v.event_id, v.case_id, k.citizen_id, v.basis_code, day(v.decided_on) AS at, c.unborn = '1' AS unborn, v.file, v.line,
	       CASE WHEN c.unborn = '0' THEN coalesce(CASE p.birth_precision WHEN 'day' THEN p.birth END, pnr_day(c.pnr),
	                                              day(c.birth_date)) END AS birth
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND c.deleted_at IS NULL
	   AND v.event_code = '0.2'
)
SELECT 'placement_event' AS entity, d.event_id AS record_key, d.case_id, d.citizen_id, 'basis_code' AS field, d.basis_code AS found,
       CASE WHEN b.unborn THEN 'et grundlag for et født barn' ELSE 'et grundlag for et ufødt barn (14 eller 15)' END AS expected,
       'afgjort ' || iso(d.at) || coalesce(', født ' || iso(d.birth), ', ufødt') AS clash, d.at AS event_day, d.file, d.line
  FROM decided AS d
 CROSS JOIN basis AS b ON b.code = d.basis_code
 WHERE CASE WHEN b.unborn THEN d.birth < d.at ELSE d.unborn OR d.birth > d.at END

-- id: I01
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- legal: Retssikkerhedsloven § 84, stk. 1; kommunen godkender de tal, der offentliggøres
-- text_da: Barnet eller indsatsen var med i det godkendte tal ved årets udgang, og kilden har den ikke længere:
--  den er forsvundet uden at være afsluttet.
-- text_en: The child or measure was in the figure approved for the end of the year, and the source has it no
--  more: it is gone without having ended.
-- who: sagsbehandler
-- reads: ledger_approval ledger_approval_row staging_placement_event staging_case_file staging_measure
-- checks: ledger_approval WHERE replaced_by IS NULL AND tab IN ('ANBAAR9', 'ISBU04')
-- blames: placement measure_id
-- mend_da: Anbringelsen eller indsatsen i fagsystemet: genskab den, eller afslut den
-- mend_en: The placement or the measure in the case system: restore it, or end it
-- by: 14

-- The last year approved, by table: ANBAAR9 has the children placed on 31 December, ISBU04 the measures active on it.
-- What was deleted counts as gone too. What is there and no longer counts is rule I04's. A part of a measure has the id
-- <measure>~2.
WITH
approved AS MATERIALIZED (
	SELECT a.approval, a.tab, a.year, substr(a.approved_at, 1, 10) AS told
	  FROM ledger_approval AS a
	 WHERE a.replaced_by IS NULL
	   AND a.tab IN ('ANBAAR9', 'ISBU04')
	   AND a.year = (SELECT max(b.year) FROM ledger_approval AS b WHERE b.tab = a.tab AND b.replaced_by IS NULL)
),
child AS MATERIALIZED (
	SELECT DISTINCT c.citizen_id
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS c ON c.case_id = v.case_id
	 WHERE v.deleted_at IS NULL
),
counted AS MATERIALIZED (
	SELECT a.tab, a.year, a.told, r.counted, r.citizen_id,
	       CASE WHEN r.counted GLOB '*~[0-9]*' AND rtrim(r.counted, '0123456789') GLOB '*~'
	            THEN substr(r.counted, 1, length(rtrim(r.counted, '0123456789')) - 1)
	            ELSE r.counted END AS thing
	  FROM approved AS a
	  JOIN ledger_approval_row AS r ON r.approval = a.approval
)
SELECT 'citizen' AS entity, k.citizen_id AS record_key, k.citizen_id, 'placement' AS field,
       'ingen anbringelse i kilden' AS found, 'anbragt ' || k.year || '-12-31' AS expected,
       'godkendt ' || k.told AS clash
  FROM counted AS k
 WHERE k.tab = 'ANBAAR9'
   AND k.citizen_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM child AS c WHERE c.citizen_id = k.citizen_id)
UNION
SELECT 'measure', k.counted, k.citizen_id, 'measure_id', 'ikke i kilden',
       'aktiv ' || k.year || '-12-31', 'godkendt ' || k.told
  FROM counted AS k
 WHERE k.tab = 'ISBU04'
   AND NOT EXISTS (SELECT 1 FROM staging_measure AS m
                    WHERE m.measure_id = k.thing AND m.deleted_at IS NULL)

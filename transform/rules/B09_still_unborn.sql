-- id: B09
-- version: 1
-- scope: record
-- consequence: answer
-- kind: external
-- legal: Danmarks Statistik, statistikdokumentation underretninger: et ufødt barn vises for sig, et født på sit eget personnummer
-- text_da: Barnet står som ufødt, men terminen er overskredet med mere end 4 uger, eller barnet har allerede sit eget personnummer. Er
--  det født, skal det have nummeret og ikke længere stå som ufødt; blev det ikke født, lukkes sagen.
-- text_en: The child stands as unborn, but the expected date is more than 4 weeks past, or the child has its own number already. If it
--  is born it must have the number and no longer stand as unborn; if it was not born, the case is closed.
-- who: sagsbehandler
-- mend_da: Barnets stamdata i fagsystemet: personnummer, og ikke længere ufødt; eller luk sagen
-- mend_en: The child's master data in the case system: the number, and no longer unborn; or close the case
-- by: 14
-- reads: staging_citizen staging_case_file staging_notification staging_cpr_person staging_cpr_child
-- checks: staging_citizen WHERE deleted_at IS NULL AND unborn = '1'
-- blames: unborn
-- param: days 28 dage efter terminen; den sidste tåles

-- Where nothing is open any more there is nothing to mend: the notification was about an unborn child.
WITH
unborn AS MATERIALIZED (
	SELECT citizen_id, pnr, mother_pnr, day(due_date) AS due, file, line
	  FROM staging_citizen
	 WHERE deleted_at IS NULL
	   AND unborn = '1'
),
open AS MATERIALIZED (
	SELECT citizen_id, max(case_id) AS case_id
	  FROM (SELECT citizen_id, case_id FROM staging_case_file
	         WHERE deleted_at IS NULL AND closed_on IS NULL AND citizen_id IN (SELECT citizen_id FROM unborn)
	        UNION ALL
	        SELECT citizen_id, case_id FROM staging_notification
	         WHERE deleted_at IS NULL AND closed_on IS NULL AND citizen_id IN (SELECT citizen_id FROM unborn))
	 GROUP BY citizen_id
),
-- What CPR has of the mother's children around that day.
born AS MATERIALIZED (
	SELECT u.citizen_id, min(p.birth) AS birth
	  FROM unborn AS u
	  CROSS JOIN staging_cpr_child AS k ON k.pnr = u.mother_pnr
	  CROSS JOIN staging_cpr_person AS p ON p.pnr = k.child_pnr
	 WHERE p.birth BETWEEN u.due - 120 AND u.due + 42
	 GROUP BY u.citizen_id
)
SELECT 'citizen' AS entity, u.citizen_id AS record_key, o.case_id, u.citizen_id, 'unborn' AS field,
       CASE WHEN pnr_day(u.pnr) IS NOT NULL THEN 'ufødt med personnummer ' || mask(u.pnr)
            ELSE 'ufødt, termin ' || iso(u.due) END AS found,
       CASE WHEN pnr_day(u.pnr) IS NOT NULL THEN 'født' ELSE 'født, eller en lukket sag' END AS expected,
       CASE WHEN b.birth IS NOT NULL THEN 'CPR: moderen fik et barn ' || iso(b.birth) END AS clash, u.file, u.line
  FROM unborn AS u
  JOIN open AS o ON o.citizen_id = u.citizen_id
  LEFT JOIN born AS b ON b.citizen_id = u.citizen_id
 WHERE pnr_day(u.pnr) IS NOT NULL
    OR u.due < :as_of - :days

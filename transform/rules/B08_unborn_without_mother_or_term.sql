-- id: B08
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation underretninger: et ufødt barn indberettes på den gravides personnummer
-- text_da: Det ufødte barn mangler moderens personnummer eller terminsdato, eller terminen passer ikke med underretningen eller sagen:
--  den ligger fra 4 uger før til 40 uger efter. Uden moderens nummer kan underretningen ikke indberettes.
-- text_en: The unborn child lacks the mother's number or the expected date of birth, or that date does not go with the notification or
--  case: it lies from 4 weeks before to 40 weeks after. Without the mother's number the notification cannot be reported.
-- who: sagsbehandler
-- mend_da: Det ufødte barns stamdata i fagsystemet: moderens personnummer og terminsdato
-- mend_en: The unborn child's master data in the case system: the mother's number and the expected date
-- by: 7
-- reads: staging_citizen staging_notification staging_case_file
-- checks: staging_citizen WHERE deleted_at IS NULL AND unborn = '1'
-- blames: mother_pnr due_date
-- param: before 28 dage, som terminen højst ligger før underretningen; begge ender med
-- param: after 280 dage, som terminen højst ligger efter den; begge ender med

-- The first notification tells when; without one the day the case was opened does. The row of a minimum.
WITH
unborn AS MATERIALIZED (
	SELECT citizen_id, mother_pnr, due_date, file, line
	  FROM staging_citizen
	 WHERE deleted_at IS NULL
	   AND unborn = '1'
),
told (citizen_id, clash, at) AS MATERIALIZED (
	SELECT citizen_id, 'notification ' || notification_id, min(day(received_at))
	  FROM staging_notification
	 WHERE deleted_at IS NULL AND citizen_id IN (SELECT citizen_id FROM unborn)
	 GROUP BY citizen_id
	HAVING min(day(received_at)) IS NOT NULL
),
opened (citizen_id, clash, at) AS MATERIALIZED (
	SELECT citizen_id, 'case_file ' || case_id, min(day(opened_on))
	  FROM staging_case_file
	 WHERE deleted_at IS NULL AND citizen_id IN (SELECT citizen_id FROM unborn)
	 GROUP BY citizen_id
),
about AS (
	SELECT u.*, coalesce(t.clash, o.clash) AS clash, coalesce(t.at, o.at) AS at
	  FROM unborn AS u
	  LEFT JOIN told AS t ON t.citizen_id = u.citizen_id
	  LEFT JOIN opened AS o ON o.citizen_id = u.citizen_id
)
SELECT 'record' AS consequence, 'citizen' AS entity, citizen_id AS record_key, citizen_id, 'mother_pnr' AS field,
       NULL AS found, 'moderens personnummer' AS expected, NULL AS clash, file, line
  FROM about
 WHERE nullif(mother_pnr, '0000000000') IS NULL
UNION ALL
SELECT 'answer', 'citizen', citizen_id, citizen_id, 'due_date', NULL, 'en terminsdato', NULL, file, line
  FROM about
 WHERE due_date IS NULL
UNION ALL
SELECT 'answer', 'citizen', citizen_id, citizen_id, 'due_date', due_date,
       'fra ' || iso(at - :before) || ' til ' || iso(at + :after), clash, file, line
  FROM about
 WHERE day(due_date) NOT BETWEEN at - :before AND at + :after

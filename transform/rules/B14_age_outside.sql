-- id: B14
-- version: 1
-- scope: record
-- consequence: answer
-- kind: entry
-- legal: Bekendtgørelse om dataindberetninger på socialområdet (BEK 1295/2023), § 1: underretninger 0-17 år og ufødte (BL §§ 132, 133, 135;
--  før 2024 SEL §§ 152-154), indsatser 0-22 år, døgnophold 18-22 år (BL § 114, stk. 1, nr. 1, og § 120; før 2024 SEL § 76, stk. 3, nr. 1, og § 76 a)
-- text_da: Barnets alder på dagen ligger uden for det, der indberettes: underretninger og anbringelser til dagen før 18 år, døgnophold
--  for unge fra 18 til dagen før 23, indsatser til dagen før 23. Eller hændelsen ligger mere end 42 uger før fødslen.
-- text_en: The child's age on the day is outside what is reported: notifications and placements to the day before 18, stays of young
--  people from 18 to the day before 23, measures to the day before 23. Or the event lies more than 42 weeks before birth.
-- who: sagsbehandler
-- mend_da: Datoen i fagsystemet, eller borgerens fødselsdag eller personnummer
-- mend_en: The date in the case system, or the person's birth date or number
-- by: 14
-- reads: staging_citizen staging_case_file staging_notification staging_measure staging_placement_event
-- checks: staging_notification WHERE deleted_at IS NULL
-- checks: staging_measure WHERE deleted_at IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '0.2', '7', '7.2')
-- checks: staging_case_file WHERE deleted_at IS NULL
-- blames: received_at started_on effect_on decided_on opened_on
-- spares: unborn

-- A notification may be from before birth: the child was unborn then. Born 29 February: 18 on 1 March. What is too
-- old the returns leave out themselves, with a reason; a measure from before the birth is one of age 0 to them. Days before 1990 or far ahead are rule C02's. Young people stand in the stays from the birthday itself.
WITH
child AS MATERIALIZED (
	SELECT k.case_id, k.citizen_id, k.opened_on, k.file, k.line, coalesce(pnr_day(c.pnr), day(c.birth_date)) AS birth
	  FROM staging_case_file AS k
	  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	 WHERE k.deleted_at IS NULL
	   AND c.deleted_at IS NULL
),
dated (entity, record_key, case_id, citizen_id, field, value, birth, first, last, file, line) AS (
	SELECT 'notification', n.notification_id, n.case_id, n.citizen_id, 'received_at', n.received_at,
	       coalesce(pnr_day(c.pnr), day(c.birth_date)), -294, 18, n.file, n.line
	  FROM staging_notification AS n
	  JOIN staging_citizen AS c ON c.citizen_id = n.citizen_id
	 WHERE n.deleted_at IS NULL AND c.deleted_at IS NULL
	UNION ALL
	SELECT 'measure', m.measure_id, m.case_id, k.citizen_id, 'started_on', m.started_on, k.birth, -294, 23, m.file, m.line
	  FROM staging_measure AS m
	  JOIN child AS k ON k.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	UNION ALL
	SELECT 'placement_event', v.event_id, v.case_id, k.citizen_id, CASE WHEN v.event_code = '0.2' THEN 'decided_on' ELSE 'effect_on' END,
	       CASE WHEN v.event_code = '0.2' THEN v.decided_on ELSE v.effect_on END, k.birth,
	       CASE WHEN v.event_code IN ('7', '7.2') THEN add_months(k.birth, 216) + (age(k.birth, add_months(k.birth, 216)) < 18) - k.birth
	            ELSE -294 END,
	       CASE WHEN v.event_code IN ('7', '7.2') THEN 23 ELSE 18 END, v.file, v.line
	  FROM staging_placement_event AS v
	  JOIN child AS k ON k.case_id = v.case_id
	 WHERE v.deleted_at IS NULL AND v.event_code IN ('0', '0.2', '7', '7.2')
	UNION ALL
	SELECT 'case_file', case_id, case_id, citizen_id, 'opened_on', opened_on, birth, -294, 23, file, line
	  FROM child
)
-- first: days from birth, with that day; last: the age at which it is over.
SELECT entity, record_key, case_id, citizen_id, field, value AS found,
       CASE WHEN day(value) < birth + first THEN 'tidligst ' || iso(birth + first)
            ELSE 'senest ' || iso(add_months(birth, 12 * last) - (age(birth, add_months(birth, 12 * last)) >= last)) END AS expected,
       file, line
  FROM dated
 WHERE birth IS NOT NULL
   AND day(value) BETWEEN ymd(1990, 1, 1) AND :as_of + 731
   AND (day(value) < birth + first OR day(value) > birth AND age(birth, day(value)) >= last)

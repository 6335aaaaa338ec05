-- id: D11
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 137, stk. 1: sagen genvurderes af mindst én, der ikke før har deltaget i den
-- text_da: Underretningen kom, mens en støttende indsats eller en anbringelse løb, og den er ikke vurderet af en, der
--  er ny i sagen.
-- text_en: The notification came during a support measure or a placement, and nobody new to the case assessed it.
-- who: sagsbehandler
-- reads: codelist_attr staging_case_file staging_measure staging_notification staging_placed
-- blames: second_assessor_id
-- checks: staging_notification WHERE deleted_at IS NULL AND assessed_at IS NOT NULL
-- param: back 365 dage tilbage, som der spørges om
-- valid: 2024-01-01..
-- mend_da: Genvurderingen på underretningen i fagsystemet: en anden end den første og sagens egen
-- mend_en: The second assessment on the notification in the case system: by another than the first and than the case's
--  own
-- by: 7

-- Support measures are those of BL § 32. One that begins or ends on the day of receipt does not count as running,
-- nor one from before its case (rule C04's).
WITH
running (citizen_id, what, first, last) AS MATERIALIZED (
	SELECT c.citizen_id, 'measure ' || m.measure_id, day(m.started_on), coalesce(m.ended_on, c.closed_on, '9999-12-31')
	  FROM staging_measure AS m
	  JOIN codelist_attr AS a ON a.list = 'pgf' AND a.name = 'bl' AND a.code = m.code
	  JOIN staging_case_file AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	   AND m.kind = 'support'
	   AND a.value LIKE 'BL § 32,%'
	   AND (m.ended_on IS NULL OR day(m.ended_on) >= :as_of - :back)
	   AND m.started_on >= c.opened_on
	UNION ALL
	SELECT c.citizen_id, 'placement ' || p.placement_id, p.first, coalesce(iso(p.last), c.closed_on, '9999-12-31')
	  FROM staging_placed AS p
	  JOIN staging_case_file AS c ON c.case_id = p.case_id
	 WHERE p.last IS NULL OR p.last >= :as_of - :back
),
assessed AS MATERIALIZED (
	SELECT n.notification_id, n.case_id, n.citizen_id, day(n.received_at) AS received, n.assessor_id,
	       n.second_assessor_id, k.caseworker_id, n.file, n.line
	  FROM staging_notification AS n
	  LEFT JOIN staging_case_file AS k ON k.case_id = n.case_id
	 WHERE n.deleted_at IS NULL
	   AND n.assessed_at IS NOT NULL
	   AND day(n.received_at) >= :as_of - :back
	   AND (n.second_assessor_id IS NULL OR n.second_assessor_id IN (n.assessor_id, k.caseworker_id))
)
SELECT 'notification' AS entity, a.notification_id AS record_key, a.case_id, a.citizen_id, 'second_assessor_id' AS field,
       a.second_assessor_id || CASE WHEN a.second_assessor_id = a.assessor_id THEN ', som også vurderede først'
                                    ELSE ', som har sagen' END AS found,
       'vurderet af en, der er ny i sagen' AS expected, min(r.what) AS clash, a.received AS event_day, a.file, a.line
  FROM assessed AS a
  JOIN running AS r ON r.citizen_id = a.citizen_id AND r.first < a.received AND r.last > iso(a.received)
 GROUP BY a.notification_id

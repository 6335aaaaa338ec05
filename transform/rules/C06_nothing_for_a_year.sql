-- id: C06
-- version: 1
-- scope: case
-- consequence: info
-- kind: entry
-- legal: Ingen frist i loven; en sag, hvor intet sker, lukkes, eller der følges op (BL § 95 om opfølgning på indsatser)
-- text_da: Sagen er åben, men i 12 måneder er der hverken kommet underretninger, undersøgelser, afgørelser, planer, opfølgninger eller
--  anbringelseshændelser til, og ingen indsats, undersøgelse eller anbringelse løber.
-- text_en: The case is open, but in 12 months there came no notification, examination, decision, plan, follow-up or placement event, and
--  no measure, examination or placement is running.
-- who: sagsbehandler
-- mend_da: Luk sagen i fagsystemet, eller registrér det, der er sket
-- mend_en: Close the case in the case system, or enter what has happened
-- by: 30
-- reads: staging_case_file staging_notification staging_examination staging_decision staging_plan staging_followup staging_measure
--  staging_placement_event
-- checks: staging_case_file WHERE deleted_at IS NULL AND closed_on IS NULL
-- blames: opened_on
-- param: months 12 måneder uden noget; netop så mange er for mange

-- Only what is of the last months, or runs, is gathered; ISO dates sort as text. A follow-up that is still to come counts.
WITH
placement AS MATERIALIZED (
	SELECT min(case_id) AS case_id,
	       max(effect_on) FILTER (WHERE event_code IN ('0', '7', '7.2', '7.5')) AS started,
	       max(effect_on) FILTER (WHERE event_code IN ('5', '5.5')) AS ended,
	       max(coalesce(effect_on, decided_on)) AS at
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	 GROUP BY placement_id
),
alive (case_id) AS (
	SELECT case_id FROM staging_notification
	 WHERE deleted_at IS NULL AND received_at > iso(add_months(:as_of, -:months)) || 'x'
	UNION ALL
	SELECT case_id FROM staging_examination
	 WHERE deleted_at IS NULL AND coalesce(concluded_on, 'x') > iso(add_months(:as_of, -:months))
	UNION ALL
	SELECT case_id FROM staging_decision WHERE deleted_at IS NULL AND decided_on > iso(add_months(:as_of, -:months))
	UNION ALL
	SELECT case_id FROM staging_plan WHERE deleted_at IS NULL AND written_on > iso(add_months(:as_of, -:months))
	UNION ALL
	SELECT case_id FROM staging_followup
	 WHERE deleted_at IS NULL AND max(coalesce(held_on, ''), coalesce(next_due_on, '')) > iso(add_months(:as_of, -:months))
	UNION ALL
	SELECT case_id FROM staging_measure
	 WHERE deleted_at IS NULL AND coalesce(ended_on, 'x') > iso(add_months(:as_of, -:months))
	UNION ALL
	SELECT case_id FROM placement
	 WHERE at > iso(add_months(:as_of, -:months)) OR started IS NOT NULL AND (ended IS NULL OR ended < started)
),
-- Of a child with two open cases the empty one is rule B06's.
several AS MATERIALIZED (
	SELECT citizen_id FROM staging_case_file
	 WHERE deleted_at IS NULL AND closed_on IS NULL AND citizen_id IS NOT NULL
	 GROUP BY citizen_id
	HAVING count(*) > 1
),
-- Notifications may stand on the child without a case.
told AS MATERIALIZED (
	SELECT citizen_id FROM staging_notification
	 WHERE deleted_at IS NULL AND case_id IS NULL AND citizen_id IS NOT NULL
	   AND received_at > iso(add_months(:as_of, -:months)) || 'x'
)
SELECT 'case_file' AS entity, case_id AS record_key, case_id, citizen_id, 'opened_on' AS field,
       'åben siden ' || opened_on || ', intet i ' || :months || ' måneder' AS found, 'en hændelse, eller en lukket sag' AS expected,
       file, line
  FROM staging_case_file
 WHERE deleted_at IS NULL
   AND closed_on IS NULL
   AND day(opened_on) <= add_months(:as_of, -:months)
   AND case_id NOT IN (SELECT case_id FROM alive WHERE case_id IS NOT NULL)
   AND citizen_id NOT IN (SELECT citizen_id FROM told)
   AND citizen_id NOT IN (SELECT citizen_id FROM several)

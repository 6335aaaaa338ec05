-- id: C11
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Afgørelsen går forud for iværksættelsen, bortset fra foreløbige afgørelser (BL § 143, stk. 1 og 2; før 2024 SEL § 75)
-- text_da: Afgørelsen er truffet, efter at den fik virkning: indsatsen eller anbringelsen begyndte uden en afgørelse, eller en af
--  datoerne er forkert. Foreløbige afgørelser og domme er ikke med.
-- text_en: The decision was taken after it took effect: the measure or placement began without a decision, or one of the dates is wrong.
--  Provisional decisions and sentences are left out.
-- who: sagsbehandler
-- mend_da: Afgørelsesdatoen eller startdatoen i fagsystemet
-- mend_en: The date of the decision or of the start in the case system
-- by: 30
-- reads: staging_decision staging_measure staging_placement_event staging_case_file
-- checks: staging_decision WHERE deleted_at IS NULL AND effect_on IS NOT NULL
-- checks: staging_measure WHERE deleted_at IS NULL AND decision_id IS NOT NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '1') AND effect_on IS NOT NULL
-- blames: effect_on started_on
-- param: days 0 dage, som virkningen må ligge før afgørelsen
-- param: urgent 3|4|5|6|11|13 anbringelsesgrundlag, der må iværksættes først, skilt af |

-- The same day is no fault; a day before 1990 is rule C02's, a start before the case was opened C04's. Each decision is told of once: on itself, else on what rests on it. A later decision on the same
-- measure (a change) does not make its start wrong: only a decision that gives the start as its own effect does.
WITH
late (entity, record_key, case_id, field, effect, decided, decision_id, file, line) AS (
	SELECT 'decision', decision_id, case_id, 'effect_on', effect_on, decided_on, NULL, file, line
	  FROM staging_decision
	 WHERE deleted_at IS NULL
	   AND effect_on < decided_on
	   AND kind NOT IN ('provisional', 'refusal')
	   AND instr('|' || :urgent || '|', '|' || coalesce(CASE WHEN kind IN ('support', 'early', 'disability', 'youth', 'order') THEN '' ELSE basis_code END, '') || '|') = 0
	UNION ALL
	SELECT 'measure', m.measure_id, m.case_id, 'started_on', m.started_on, d.decided_on, d.decision_id, m.file, m.line
	  FROM staging_measure AS m
	  JOIN staging_decision AS d ON d.decision_id = m.decision_id
	 WHERE m.deleted_at IS NULL AND d.deleted_at IS NULL
	   AND m.started_on < d.decided_on
	   AND d.kind NOT IN ('provisional', 'refusal')
	   AND coalesce(d.effect_on, d.decided_on) >= d.decided_on
	UNION ALL
	SELECT 'placement_event', v.event_id, v.case_id, 'effect_on', v.effect_on, d.decided_on, d.decision_id, v.file, v.line
	  FROM staging_placement_event AS v
	  JOIN staging_decision AS d ON d.decision_id = v.decision_id
	 WHERE v.deleted_at IS NULL AND d.deleted_at IS NULL
	   AND v.event_code IN ('0', '1')
	   AND v.effect_on < d.decided_on
	   AND d.kind NOT IN ('provisional', 'refusal')
	   AND instr('|' || :urgent || '|', '|' || coalesce(v.basis_code, d.basis_code, '') || '|') = 0
	   AND coalesce(d.effect_on, d.decided_on) >= d.decided_on
)
SELECT l.entity, l.record_key, l.case_id, k.citizen_id, l.field, l.effect AS found, 'tidligst ' || iso(day(l.decided) - :days) AS expected,
       'decision ' || l.decision_id AS clash, l.file, l.line, day(l.effect) AS event_day
  FROM late AS l
  LEFT JOIN staging_case_file AS k ON k.case_id = l.case_id
 WHERE day(l.effect) < day(l.decided) - :days
   AND day(l.effect) >= ymd(1990, 1, 1)
   AND (l.entity = 'decision' OR k.opened_on IS NULL OR day(k.opened_on) IS NULL OR day(l.effect) >= day(k.opened_on))

-- id: J03
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: conversion
-- legal: Ingen bestemmelse; egen kontrol af kommunens samlede tal, før de godkendes
-- text_da: En kode, der blev brugt i perioden før, bruges slet ikke mere, selv om den gælder; eller én kode er
--  pludselig brugt i det meste.
-- text_en: A code that was used in the period before is not used at all any more though it is in force; or one
--  code is suddenly used in most rows.
-- who: ledelse
-- reads: staging_case_file staging_decision staging_examination staging_measure staging_notification
--  staging_placement_event staging_notification_reason codelist
-- checks: staging_notification WHERE deleted_at IS NULL AND (SELECT min(received_at) FROM staging_notification) < iso(add_months(:period_end + 1, -2 * :months) + 1)
-- checks: staging_measure WHERE deleted_at IS NULL AND (SELECT min(started_on) FROM staging_measure) < iso(add_months(:period_end + 1, -2 * :months) + 1)
-- checks: staging_placement_event WHERE deleted_at IS NULL AND (SELECT min(effect_on) FROM staging_placement_event) < iso(add_months(:period_end + 1, -2 * :months) + 1)
-- blames: vanished alone
-- param: months 12 måneder i en periode
-- param: least 12 gange brugt i perioden før, så ingen nu ikke er tilfældigt
-- param: rows 50 rækker, et felt skal have for at blive bedømt
-- param: share 60 procent, én kode må have
-- param: points 15 procentpoint, dens andel må stige
-- mend_da: Fagsystemets lister, eller omsætningen af koder i udtrækket
-- mend_en: The lists of the case system, or the mapping of codes in the extract
-- with: two_periods
-- by: 30

-- By the day of the event, in the period up to the last closed month and the one before it. A code that has ended, or
-- began later than the period before, is not judged.
WITH
used (field, lists, code, later, n) AS MATERIALIZED (
	SELECT 'notification.notifier_code', 'underretter', notifier_code, day(received_at) > (SELECT before FROM edge), count(*)
	  FROM staging_notification
	 WHERE deleted_at IS NULL AND notifier_code IS NOT NULL
	   AND day(received_at) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'notification.outcome', 'outcome', outcome, day(received_at) > (SELECT before FROM edge), count(*)
	  FROM staging_notification
	 WHERE deleted_at IS NULL AND outcome IS NOT NULL
	   AND day(received_at) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'measure.code', 'pgf handicapindsats', code, day(started_on) > (SELECT before FROM edge), count(*)
	  FROM staging_measure
	 WHERE deleted_at IS NULL AND code IS NOT NULL
	   AND day(started_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'placement_event.place_type', 'ansted', place_type, day(effect_on) > (SELECT before FROM edge), count(*)
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND place_type IS NOT NULL
	   AND day(effect_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'placement_event.basis_code', 'grundlag', basis_code, day(effect_on) > (SELECT before FROM edge), count(*)
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND basis_code IS NOT NULL
	   AND day(effect_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'placement_event.end_reason', 'end_reason', end_reason, day(effect_on) > (SELECT before FROM edge), count(*)
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND end_reason IS NOT NULL
	   AND day(effect_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'placement_event.change_reason', 'change_reason', change_reason, day(effect_on) > (SELECT before FROM edge), count(*)
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL AND change_reason IS NOT NULL
	   AND day(effect_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'examination.kind', 'examination_kind', kind, day(started_on) > (SELECT before FROM edge), count(*)
	  FROM staging_examination
	 WHERE deleted_at IS NULL AND kind IS NOT NULL
	   AND day(started_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'examination.conclusion', 'conclusion', conclusion, day(concluded_on) > (SELECT before FROM edge), count(*)
	  FROM staging_examination
	 WHERE deleted_at IS NULL AND conclusion IS NOT NULL
	   AND day(concluded_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'decision.kind', 'decision_kind', kind, day(decided_on) > (SELECT before FROM edge), count(*)
	  FROM staging_decision
	 WHERE deleted_at IS NULL AND kind IS NOT NULL
	   AND day(decided_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'case_file.close_reason', 'close_reason', close_reason, day(closed_on) > (SELECT before FROM edge), count(*)
	  FROM staging_case_file
	 WHERE deleted_at IS NULL AND close_reason IS NOT NULL
	   AND day(closed_on) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
	UNION ALL
	SELECT 'notification_reason.reason_code', 'aarsag_underretning', r.reason_code, day(n.received_at) > (SELECT before FROM edge), count(*)
	  FROM staging_notification_reason AS r
	  JOIN staging_notification AS n ON n.notification_id = r.notification_id
	 WHERE r.deleted_at IS NULL AND n.deleted_at IS NULL
	   AND day(n.received_at) BETWEEN (SELECT earlier + 1 FROM edge) AND (SELECT last FROM edge)
	 GROUP BY 3, 4
),
counted AS MATERIALIZED (
	SELECT field, lists, code, coalesce(sum(n) FILTER (WHERE later), 0) AS now,
	       coalesce(sum(n) FILTER (WHERE NOT later), 0) AS before
	  FROM used
	 GROUP BY field, lists, code
),
field AS MATERIALIZED (SELECT field, sum(now) AS now, sum(before) AS before FROM counted GROUP BY field),
in_force AS MATERIALIZED (
	SELECT DISTINCT list, code
	  FROM codelist
	 WHERE coalesce(valid_from, 0) <= (SELECT before FROM edge)
	   AND (valid_to IS NULL OR valid_to >= :period_end)
)
SELECT 'code' AS entity, c.field || '/' || c.code AS record_key, 'vanished' AS field,
       '0, forskel ' || printf('%+d', -c.before) AS found,
       c.before || ' i perioden før' AS expected, 'perioden til ' || iso(:period_end) AS clash
  FROM counted AS c
  JOIN field AS f ON f.field = c.field
 WHERE c.now = 0
   AND c.before >= :least
   AND f.now >= :rows
   AND EXISTS (SELECT 1 FROM in_force AS l
                WHERE l.code = c.code AND instr(' ' || c.lists || ' ', ' ' || l.list || ' ') > 0)
UNION ALL
SELECT 'code', c.field || '/' || c.code, 'alone',
       c.now * 100 / f.now || ' % af ' || f.now || ', forskel '
       || printf('%+d', c.now * 100 / f.now - c.before * 100 / f.before) || ' point',
       c.before * 100 / f.before || ' % i perioden før, højst ' || :share || ' %',
       'perioden til ' || iso(:period_end)
  FROM counted AS c
  JOIN field AS f ON f.field = c.field
 WHERE f.now >= :rows
   AND f.before >= :rows
   AND c.now * 100 > f.now * :share
   AND c.now * 100 / f.now - c.before * 100 / f.before > :points

-- id: C07
-- version: 1
-- scope: cases
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, statistikdokumentation: et barn er kun anbragt ét sted og efter én paragraf ad gangen
-- text_da: To anbringelser af samme barn overlapper hinanden, eller to undersøgelser af samme art af samme barn gør.
-- text_en: Two placements of one child overlap, or two examinations of the same kind of one child do.
-- who: sagsbehandler
-- reads: staging_case_file staging_placement_event staging_examination
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '7', '7.2', '7.5')
-- checks: staging_examination WHERE deleted_at IS NULL
-- blames: effect_on started_on
-- mend_da: De to forløbs datoer i fagsystemet
-- mend_en: The dates of the two spells in the case system
-- by: 14

-- One may begin on the day the other ends. The one that begins later is named, the other is the clash.
WITH
placement AS (
	SELECT placement_id, min(case_id) AS case_id,
	       min(effect_on) FILTER (WHERE event_code IN ('0', '7', '7.2', '7.5')) AS first,
	       max(effect_on) FILTER (WHERE event_code IN ('0', '7', '7.2', '7.5')) AS again,
	       max(effect_on) FILTER (WHERE event_code IN ('5', '5.5')) AS last
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND (effect_on IS NULL OR day(effect_on) IS NOT NULL)
	 GROUP BY placement_id
),
spell (entity, kind, record_key, case_id, field, first, last, file, line) AS (
	SELECT 'placement', NULL, placement_id, case_id, 'effect_on', first,
	       CASE WHEN last >= again THEN last ELSE '9999-12-31' END, NULL, NULL
	  FROM placement
	 WHERE first IS NOT NULL
	UNION ALL
	SELECT 'examination', kind, examination_id, case_id, 'started_on', started_on,
	       coalesce(concluded_on, '9999-12-31'), file, line
	  FROM staging_examination
	 WHERE deleted_at IS NULL
	   AND day(started_on) IS NOT NULL
	   AND (concluded_on IS NULL OR day(concluded_on) IS NOT NULL)
),
-- The latest end among those that began before, with its id behind the ten characters of the date.
met AS (
	SELECT s.*, c.citizen_id,
	       max(s.last || s.record_key) OVER (PARTITION BY c.citizen_id, s.entity, s.kind
	                                             ORDER BY s.first, s.last, s.record_key
	                                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
	  FROM spell AS s
	  JOIN staging_case_file AS c ON c.case_id = s.case_id
	 WHERE c.deleted_at IS NULL
)
SELECT entity, record_key, case_id, citizen_id, field, first AS found,
       CASE substr(before, 1, 10) WHEN '9999-12-31' THEN 'efter at den anden er afsluttet'
                                  ELSE 'tidligst ' || substr(before, 1, 10) END AS expected,
       entity || ' ' || substr(before, 11) AS clash, file, line
  FROM met
 WHERE first < substr(before, 1, 10)

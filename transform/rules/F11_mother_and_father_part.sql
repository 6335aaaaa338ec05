-- id: F11
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, L201: en indsats indberettes én gang; sager delt på mor og far lægges sammen
-- text_da: En indsats er delt på mor og far (id med -Mor og -Far), og delene passer ikke sammen: de har ikke samme
--  paragraf, eller den samlede indsats går ikke fra den første start til den sidste slutning.
-- text_en: A measure is divided between mother and father (ids with -Mor and -Far), and the parts do not fit: they have
--  not the same paragraph, or the whole does not go from the first start to the last end.
-- who: sagsbehandler
-- reads: staging_measure staging_case_file
-- blames: code started_on ended_on
-- checks: staging_measure WHERE deleted_at IS NULL
-- mend_da: De delte indsatser i fagsystemet
-- mend_en: The divided measures in the case system
-- by: 14

-- Parts of one child with the same id but for its last four characters. The whole, where it stands beside them, runs while any part runs.
WITH
part AS MATERIALIZED (
	SELECT substr(m.measure_id, 1, length(m.measure_id) - 4) AS stem, c.citizen_id, min(m.measure_id) AS measure_id, min(m.case_id) AS case_id,
	       min(m.code) AS code, max(m.code) AS other, count(*) AS n, min(m.started_on) AS started, max(m.measure_id) AS last_id,
	       CASE WHEN count(m.ended_on) = count(*) THEN max(m.ended_on) END AS ended,
	       count(day(m.started_on)) = count(*) AND count(m.ended_on) = count(day(m.ended_on)) AS sure,
	       min(m.file) AS file, min(m.line) AS line
	  FROM staging_measure AS m
	  JOIN staging_case_file AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	   AND (m.measure_id LIKE '%-mor' OR m.measure_id LIKE '%-far')
	 GROUP BY 1, 2
)
SELECT 'measure' AS entity, measure_id AS record_key, case_id, citizen_id, 'code' AS field, code AS found, other AS expected,
       'measure ' || last_id AS clash, day(started) AS event_day, file, line
  FROM part
 WHERE code <> other
UNION ALL
SELECT 'measure', w.measure_id, w.case_id, p.citizen_id, 'started_on', w.started_on, p.started, 'measure ' || p.measure_id,
       day(p.started), w.file, w.line
  FROM part AS p
  JOIN staging_measure AS w ON w.measure_id = p.stem
 WHERE w.deleted_at IS NULL
   AND p.sure
   AND day(w.started_on) <> day(p.started)
UNION ALL
SELECT 'measure', w.measure_id, w.case_id, p.citizen_id, 'ended_on', w.ended_on, coalesce(p.ended, 'løber'), 'measure ' || p.measure_id,
       day(p.started), w.file, w.line
  FROM part AS p
  JOIN staging_measure AS w ON w.measure_id = p.stem
 WHERE w.deleted_at IS NULL
   AND p.sure
   AND (w.ended_on IS NULL OR day(w.ended_on) IS NOT NULL)
   AND w.ended_on IS NOT p.ended

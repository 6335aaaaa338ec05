-- id: E02
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: BL § 20 og §§ 18-19; før 2024 SEL § 50: undersøgelsen ender i en begrundet stillingtagen, og den følges op
-- text_da: Undersøgelsen er afsluttet uden en konklusion; eller konklusionen siger indsats, anbringelse eller en ny
--  undersøgelse, og intet af det er besluttet eller begyndt inden for fristen.
-- text_en: The examination ended without a conclusion; or the conclusion says a measure, a placement or another
--  examination, and none was decided or begun in time.
-- who: sagsbehandler
-- reads: codelist_attr staging_case_file staging_decision staging_examination staging_measure staging_placed
-- blames: conclusion
-- checks: staging_examination WHERE deleted_at IS NULL AND concluded_on IS NOT NULL
-- param: days 60 dage fra undersøgelsen er afsluttet, til der er besluttet eller begyndt noget
-- param: back 365 dage tilbage, som der spørges om
-- mend_da: Undersøgelsens konklusion, eller afgørelsen og indsatsen, i fagsystemet
-- mend_en: The conclusion of the examination, or the decision and the measure, in the case system
-- by: 14

-- The last day is in time, and what ran already when the examination began will do. A refusal answers too, and a
-- placement answers for a measure. What cannot be read counts. Not asked where the case is closed by then.
WITH
due AS MATERIALIZED (
	SELECT x.examination_id, x.case_id, c.citizen_id, x.conclusion, a.value AS leads_to, day(x.started_on) AS started,
	       day(x.concluded_on) AS ended, x.file, x.line
	  FROM staging_examination AS x
	  JOIN staging_case_file AS c ON c.case_id = x.case_id
	  LEFT JOIN codelist_attr AS a ON a.list = 'conclusion' AND a.name = 'leads_to' AND a.code = x.conclusion
	 WHERE x.deleted_at IS NULL
	   AND c.deleted_at IS NULL
	   AND day(x.concluded_on) >= :as_of - :back
	   AND (x.conclusion IS NULL
	        OR (a.value IS NOT NULL
	            AND day(x.concluded_on) + :days < :as_of
	            AND (c.closed_on IS NULL OR day(c.closed_on) > day(x.concluded_on) + :days)))
),
about AS MATERIALIZED (
	SELECT case_id, citizen_id FROM staging_case_file WHERE citizen_id IN (SELECT citizen_id FROM due WHERE leads_to IS NOT NULL)
),
-- What was done for such a child, and which words of a conclusion it answers.
done (citizen_id, answers, id, first, last) AS MATERIALIZED (
	SELECT c.citizen_id, 'measure', NULL, day(m.started_on), day(m.ended_on)
	  FROM staging_measure AS m CROSS JOIN about AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	UNION ALL
	SELECT c.citizen_id, CASE WHEN d.kind = 'refusal' THEN 'measure placement' WHEN a.value = 'placement' THEN 'measure placement'
	                          ELSE a.value END, NULL, day(d.decided_on), day(d.decided_on)
	  FROM staging_decision AS d
	 CROSS JOIN about AS c ON c.case_id = d.case_id
	  LEFT JOIN codelist_attr AS a ON a.list = 'decision_kind' AND a.name = 'about' AND a.code = d.kind
	 WHERE d.deleted_at IS NULL
	UNION ALL
	SELECT c.citizen_id, 'measure placement', NULL, p.first, p.last
	  FROM staging_placed AS p CROSS JOIN about AS c ON c.case_id = p.case_id
	UNION ALL
	SELECT c.citizen_id, 'examination', x.examination_id, day(x.started_on), day(x.concluded_on)
	  FROM staging_examination AS x CROSS JOIN about AS c ON c.case_id = x.case_id
	 WHERE x.deleted_at IS NULL
)
SELECT 'examination' AS entity, d.examination_id AS record_key, d.case_id, d.citizen_id, 'conclusion' AS field,
       d.conclusion AS found,
       CASE WHEN d.conclusion IS NULL THEN 'en konklusion'
            ELSE CASE d.leads_to WHEN 'measure' THEN 'en afgørelse eller indsats' WHEN 'placement' THEN 'en afgørelse om anbringelse'
                                 ELSE 'den næste undersøgelse' END || ' senest ' || iso(d.ended + :days) END AS expected,
       'afsluttet ' || iso(d.ended) AS clash, d.ended AS event_day, d.file, d.line
  FROM due AS d
  LEFT JOIN done AS o ON o.citizen_id = d.citizen_id
                     AND instr(o.answers, d.leads_to) > 0
                     AND o.id IS NOT d.examination_id
                     AND (o.first IS NULL OR o.first <= d.ended + :days)
                     AND (o.last IS NULL OR o.last >= d.started)
 GROUP BY d.examination_id
HAVING d.conclusion IS NULL OR count(o.citizen_id) = 0

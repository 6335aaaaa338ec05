-- id: F01
-- version: 1
-- scope: case
-- consequence: record
-- kind: entry
-- legal: BL § 213: en indsats efter serviceloven fortsætter efter den, til der træffes en ny afgørelse efter barnets
--  lov
-- text_da: Afgørelsen er truffet på en dag, hvor indsatsens paragraf ikke gjaldt: længe før den trådte i kraft, eller
--  efter den var ophævet. Enten er koden forkert, eller der mangler en ny afgørelse.
-- text_en: The decision was taken on a day on which the paragraph of the measure was not in force: long before it came
--  into force, or after it was repealed. Either the code is wrong, or a new decision is missing.
-- who: sagsbehandler
-- reads: staging_measure staging_decision staging_case_file codelist
-- blames: code
-- checks: staging_measure WHERE deleted_at IS NULL AND decision_id IS NOT NULL
-- param: days 92 dage før paragraffen træder i kraft, hvor der kan træffes afgørelse med virkning fra ikrafttrædelsen
-- mend_da: Indsatsens kode, eller afgørelsen den bygger på, i fagsystemet
-- mend_en: The code of the measure, or the decision it rests on, in the case system
-- by: 7

-- From the first to the last day of the code in its list. A list begins with its collection: a code that is in it from
-- its first day held before too. Whether the code holds on the day the measure begins is rule A07's.
WITH
listed AS MATERIALIZED (
	SELECT list, code, min(coalesce(valid_from, -999999)) AS first, max(coalesce(valid_to, 999999)) AS last
	  FROM codelist
	 WHERE list IN ('pgf', 'handicapindsats')
	 GROUP BY list, code
),
held AS MATERIALIZED (
	SELECT code, CASE WHEN first > (SELECT min(o.first) FROM listed AS o WHERE o.list = l.list) THEN first - :days
	                  ELSE -999999 END AS first, last, first AS begins
	  FROM listed AS l
),
-- Few: decided on a day on which some list did not have the code.
beside AS MATERIALIZED (
	SELECT m.measure_id, m.case_id, m.code, m.started_on, m.file, m.line, d.decision_id, d.decided_on, day(d.decided_on) AS decided
	  FROM staging_measure AS m
	 CROSS JOIN staging_decision AS d ON d.decision_id = m.decision_id
	 WHERE m.deleted_at IS NULL
	   AND d.deleted_at IS NULL
	   AND day(d.decided_on) NOT BETWEEN (SELECT max(h.first) FROM held AS h WHERE h.code = m.code)
	                                 AND (SELECT min(h.last) FROM held AS h WHERE h.code = m.code)
)
SELECT 'measure' AS entity, m.measure_id AS record_key, m.case_id, c.citizen_id, 'code' AS field, m.code AS found,
       'en paragraf, der gjaldt ' || m.decided_on AS expected,
       'decision ' || m.decision_id || ', paragraffen ' || CASE WHEN m.decided > h.last THEN 'ophørte ' || iso(h.last)
                                                               ELSE 'begyndte ' || iso(h.begins) END AS clash,
       m.decided AS event_day, m.file, m.line
  FROM beside AS m
 CROSS JOIN held AS h ON h.code = m.code
  LEFT JOIN staging_case_file AS c ON c.case_id = m.case_id
 WHERE (m.decided < h.first OR m.decided > h.last)
   AND coalesce(day(m.started_on) BETWEEN iif(h.first = -999999, h.first, h.begins) AND h.last, 1)

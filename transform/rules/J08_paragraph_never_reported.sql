-- id: J08
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: external
-- legal: Danmarks Statistik, støttende indsatser: serviceloven § 57 a-c er undertalt, fordi ikke alle
--  fagsystemer indberetter dem
-- text_da: En paragraf, som en kommune af denne størrelse plejer at bruge, har ingen indsats i perioden eller i
--  perioden før. Måske har fagsystemet den ikke med.
-- text_en: A paragraph that a municipality of this size uses has no measure in the period or in the one before
--  it. Perhaps the case system does not carry it.
-- who: ledelse
-- reads: staging_measure codelist
-- checks: staging_measure WHERE deleted_at IS NULL AND (SELECT min(started_on) FROM staging_measure) < iso(add_months(:period_end + 1, -2 * :months) + 1)
-- blames: code
-- param: months 12 måneder i en periode
-- param: codes 455=500,260=10000,274=20000 koder i listen pgf, med det antal begyndte indsatser i en periode, fra hvilket én ventes
-- mend_da: Spørg leverandøren, om fagsystemet sender paragraffen
-- mend_en: Ask the supplier whether the case system sends the paragraph
-- with: two_periods
-- by: 90

-- The default names the three of which the authority says that some case systems leave them out: 455 orders to parents
-- (SEL § 57 a), 260 to the young person (§ 57 b), 274 network meetings (§ 57 c). The numbers are ours.
WITH
begun AS MATERIALIZED (
	SELECT m.code, day(m.started_on) > e.before AS now
	  FROM staging_measure AS m
	 CROSS JOIN edge AS e
	 WHERE m.deleted_at IS NULL
	   AND day(m.started_on) > e.earlier
	   AND day(m.started_on) <= e.last
),
size AS MATERIALIZED (SELECT coalesce(sum(now), 0) AS now, count(*) - coalesce(sum(now), 0) AS before FROM begun),
usual AS MATERIALIZED (
	SELECT l.code, max(l.label_da) AS label,
	       CAST(substr(',' || :codes, instr(',' || :codes, ',' || l.code || '=') + length(l.code) + 2) AS INTEGER)
	               AS least
	  FROM codelist AS l
	 WHERE l.list = 'pgf'
	   AND instr(',' || :codes, ',' || l.code || '=') > 0
	   AND coalesce(l.valid_from, 0) <= (SELECT before FROM edge)
	   AND (l.valid_to IS NULL OR l.valid_to >= :period_end)
	 GROUP BY l.code
)
SELECT 'code' AS entity, 'measure.code/' || u.code AS record_key, 'code' AS field,
       '0 af ' || s.now || ' indsatser: ' || u.label AS found,
       'mindst én af ' || u.least || '; perioden før 0 af ' || s.before || ', forskel +0' AS expected,
       'perioden til ' || iso(:period_end) AS clash
  FROM usual AS u
 CROSS JOIN size AS s
 WHERE s.now >= u.least
   AND s.before > 0
   AND NOT EXISTS (SELECT 1 FROM begun AS b WHERE b.code = u.code)

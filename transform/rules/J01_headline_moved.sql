-- id: J01
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: entry
-- after: records
-- legal: Danmarks Statistik, anbringelser: kommunen godkender hovedtallene (anbragte, iværksatte, med samtykke,
--  i plejefamilie)
-- text_da: Et hovedtal har flyttet sig mere end ventet siden perioden før. Det kan være rigtigt, men nogen skal
--  kunne sige hvorfor.
-- text_en: A headline figure has moved more than expected since the period before. It may be right, but
--  somebody must be able to say why.
-- who: ledelse
-- reads: agg_kpi fact_placed fact_citizen codelist_attr
-- checks: agg_kpi WHERE team_id = '' AND kpi IN ('placed', 'measures_active', 'disability_active') AND month = month(add_months(:period_end + 1, -:months) - 1)
-- checks: agg_kpi WHERE team_id = '' AND kpi = 'placements_started' AND month = month(add_months(:period_end + 1, -2 * :year) - 1)
-- blames: change expectation
-- param: months 1 måneder mellem de to dage, børn og indsatser tælles
-- param: year 12 måneders iværksatte anbringelser, mod de samme måneder før
-- param: percent 10 procent, et tal må flytte sig
-- param: children 10 børn eller indsatser, et tal må flytte sig
-- param: spread 3 gange roden af begge summer, som iværksatte må flytte sig tilfældigt
-- param: expected - tal, der ventes: NAVN=TAL, skilt af komma
-- mend_da: Svar med grunden, eller ret det i fagsystemet, der har flyttet tallet
-- mend_en: Answer with the reason, or mend in the case system what moved the figure
-- by: 30

-- Children and measures on the last day of the last closed month and :months before it; placements started in :year
-- months. All limits must be passed: small towns move by percent, large ones by number. `expected` names the figures as
-- record_key has them.
WITH
edge AS MATERIALIZED (
	SELECT :period_end AS last, add_months(:period_end + 1, -:months) - 1 AS before,
	       add_months(:period_end + 1, -:year) - 1 AS year, add_months(:period_end + 1, -2 * :year) - 1 AS earlier
),
name (figure, label) AS (
	VALUES ('placed', 'anbragte'), ('consent', 'anbragte med samtykke'), ('foster', 'anbragte i plejefamilie'),
	       ('placements_started', 'iværksatte anbringelser'), ('measures_active', 'støttende indsatser'),
	       ('disability_active', 'handicapindsatser')
),
placed AS MATERIALIZED (
	SELECT p.child, p.first <= e.last AND coalesce(p.until > e.last, 1) AS now,
	       p.first <= e.before AND coalesce(p.until > e.before, 1) AS before,
	       p.basis IN (SELECT code FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent' AND value = 'with')
	               AS consent,
	       p.place_type IN (SELECT code FROM codelist_attr WHERE list = 'ansted' AND name = 'group' AND value = 'foster')
	               AS foster
	  FROM fact_placed AS p
	 CROSS JOIN fact_citizen AS b ON b.citizen_id = p.citizen_id
	 CROSS JOIN edge AS e
	 WHERE b.unborn OR b.birth IS NULL OR age(b.birth, e.last) <= 22
),
kept AS MATERIALIZED (
	SELECT count(DISTINCT child) FILTER (WHERE now AND consent) AS consent,
	       count(DISTINCT child) FILTER (WHERE before AND consent) AS consent_before,
	       count(DISTINCT child) FILTER (WHERE now AND foster) AS foster,
	       count(DISTINCT child) FILTER (WHERE before AND foster) AS foster_before,
	       EXISTS (SELECT 1 FROM agg_kpi WHERE kpi = 'placed' AND team_id = ''
	                  AND month = (SELECT month(before) FROM edge)) AS known
	  FROM placed
),
-- A month without a row lies before the first recorded event of the figure: then there is no period before. chance: what
-- a sum of events moves by itself.
pair (figure, now, before, chance) AS MATERIALIZED (
	SELECT k.kpi, coalesce(sum(k.numerator) FILTER (WHERE k.month = month(e.last)), 0),
	       sum(k.numerator) FILTER (WHERE k.month = month(e.before)), 0
	  FROM agg_kpi AS k
	 CROSS JOIN edge AS e
	 WHERE k.team_id = ''
	   AND k.kpi IN ('placed', 'measures_active', 'disability_active')
	 GROUP BY k.kpi
	UNION ALL
	SELECT k.kpi, sum(k.numerator) FILTER (WHERE k.month > month(e.year)),
	       CASE count(*) FILTER (WHERE k.month <= month(e.year)) WHEN :year
	       THEN sum(k.numerator) FILTER (WHERE k.month <= month(e.year)) END,
	       CAST(:spread * sqrt(sum(k.numerator)) AS INTEGER)
	  FROM agg_kpi AS k
	 CROSS JOIN edge AS e
	 WHERE k.team_id = ''
	   AND k.kpi = 'placements_started'
	   AND k.month > month(e.earlier)
	   AND k.month <= month(e.last)
	 GROUP BY k.kpi
	UNION ALL
	SELECT 'consent', consent, CASE WHEN known THEN consent_before END, 0 FROM kept
	UNION ALL
	SELECT 'foster', foster, CASE WHEN known THEN foster_before END, 0 FROM kept
),
told AS (
	SELECT x.figure, n.label, x.now, x.before, x.chance,
	       CASE WHEN instr(',' || :expected, ',' || x.figure || '=') > 0
	            THEN CAST(substr(',' || :expected, instr(',' || :expected, ',' || x.figure || '=')
	                             + length(x.figure) + 2) AS INTEGER) END AS wanted
	  FROM pair AS x
	  JOIN name AS n ON n.figure = x.figure
	 WHERE x.before IS NOT NULL
)
SELECT 'key_figure' AS entity, figure AS record_key, 'change' AS field,
       label || ' ' || now || ', forskel ' || printf('%+d', now - before)
       || CASE WHEN before > 0 THEN printf(' (%+d %%)', (now - before) * 100 / before) ELSE '' END AS found,
       before || ' i perioden før, højst ' || max(:children, before * :percent / 100, chance) || ' fra' AS expected,
       'til ' || iso(:period_end) AS clash
  FROM told
 WHERE abs(now - before) > max(:children, before * :percent / 100, chance)
UNION ALL
SELECT 'key_figure', figure, 'expectation',
       label || ' ' || now || ', forskel ' || printf('%+d', now - wanted),
       wanted || ' ventet, højst ' || max(:children, wanted * :percent / 100) || ' fra; ' || before || ' i perioden før',
       'til ' || iso(:period_end)
  FROM told
 WHERE abs(now - wanted) > max(:children, wanted * :percent / 100)

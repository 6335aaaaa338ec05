-- id: I04
-- version: 1
-- scope: periods
-- consequence: answer
-- kind: external
-- after: facts
-- legal: Retssikkerhedsloven § 84, stk. 1; kommunen godkender de tal, der offentliggøres
-- text_da: Efter at årets tal blev godkendt, er barnet eller indsatsen kommet med i beholdningen 31. december
--  eller gået ud af den.
-- text_en: Since the figures of the year were approved, the child or measure has come into the stock of 31
--  December or gone out of it.
-- who: sagsbehandler
-- reads: ledger_approval ledger_approval_row fact_placed fact_supported fact_citizen
-- checks: ledger_approval WHERE replaced_by IS NULL AND tab IN ('ANBAAR9', 'ISBU04')
-- blames: placed active
-- mend_da: Datoerne i fagsystemet; eller godkend tallene igen med indberet approve
-- mend_en: The dates in the case system; or approve the figures again with indberet approve
-- by: 30

-- As tables ANBAAR9 and ISBU04 count: placed at the end of 31 December, active on it (the day included), at most 22 years
-- old. The years that may still be published anew: three. The step `check approved` tells of all tables, by cell; this
-- tells of whom.
WITH
approved AS MATERIALIZED (
	SELECT a.approval, a.tab, a.year, ymd(a.year, 12, 31) AS day, substr(a.approved_at, 1, 10) AS told
	  FROM ledger_approval AS a
	 WHERE a.replaced_by IS NULL
	   AND a.tab IN ('ANBAAR9', 'ISBU04')
	   AND a.year > year(:as_of) - 4
),
now AS MATERIALIZED (
	SELECT DISTINCT a.approval, p.child AS counted
	  FROM fact_placed AS p
	 CROSS JOIN fact_citizen AS b ON b.citizen_id = p.citizen_id
	 CROSS JOIN approved AS a ON a.tab = 'ANBAAR9' AND p.first <= a.day AND (p.until IS NULL OR p.until > a.day)
	 WHERE b.unborn OR b.birth IS NULL OR b.birth > a.day OR age(b.birth, a.day) <= 22
	UNION ALL
	SELECT a.approval, m.record
	  FROM fact_supported AS m
	 CROSS JOIN fact_citizen AS b ON b.citizen_id = m.citizen_id
	 CROSS JOIN approved AS a ON a.tab = 'ISBU04' AND m.first <= a.day AND (m.last IS NULL OR m.last >= a.day)
	 WHERE m.kind = 'support'
	   AND (b.unborn OR b.birth IS NULL OR b.birth > a.day OR age(b.birth, a.day) <= 22)
),
was AS MATERIALIZED (
	SELECT DISTINCT a.approval, r.counted
	  FROM approved AS a
	  JOIN ledger_approval_row AS r ON r.approval = a.approval
),
changed (approval, counted, there) AS (
	SELECT approval, counted, 0 FROM was
	EXCEPT
	SELECT approval, counted, 0 FROM now
	UNION ALL
	SELECT approval, counted, 1 FROM (SELECT approval, counted FROM now EXCEPT SELECT approval, counted FROM was)
),
known AS MATERIALIZED (
	SELECT c.approval, c.counted, c.there, a.tab, a.year, a.told
	  FROM changed AS c
	  JOIN approved AS a ON a.approval = c.approval
),
active AS MATERIALIZED (SELECT DISTINCT record, case_id, citizen_id FROM fact_supported)
SELECT 'citizen' AS entity, k.counted AS record_key, NULL AS case_id, k.counted AS citizen_id,
       'placed' AS field,
       CASE k.there WHEN 1 THEN 'anbragt ' ELSE 'ikke anbragt ' END || k.year || '-12-31' AS found,
       CASE k.there WHEN 1 THEN 'ikke i det godkendte tal' ELSE 'i det godkendte tal' END AS expected,
       'ANBAAR9 ' || k.year || ', godkendt ' || k.told AS clash
  FROM known AS k
 WHERE k.tab = 'ANBAAR9'
   AND EXISTS (SELECT 1 FROM fact_citizen AS b WHERE b.citizen_id = k.counted)
UNION ALL
SELECT 'measure', k.counted, m.case_id, m.citizen_id, 'active',
       CASE k.there WHEN 1 THEN 'aktiv ' ELSE 'ikke aktiv ' END || k.year || '-12-31',
       CASE k.there WHEN 1 THEN 'ikke i det godkendte tal' ELSE 'i det godkendte tal' END,
       'ISBU04 ' || k.year || ', godkendt ' || k.told
  FROM known AS k
  LEFT JOIN active AS m ON m.record = k.counted
 WHERE k.tab = 'ISBU04'

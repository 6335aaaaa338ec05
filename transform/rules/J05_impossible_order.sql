-- id: J05
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: entry
-- after: facts
-- legal: Ingen bestemmelse; egen kontrol af kommunens samlede tal, før de godkendes
-- text_da: To tal står i en umulig rækkefølge: der er flere af det, der følger efter, end af det, det følger
--  af.
-- text_en: Two figures stand in an impossible order: there are more of what follows than of what it follows
--  from.
-- who: ledelse
-- reads: staging_notification staging_placement_event staging_visit staging_plan staging_decision codelist_attr
--  fact_placement_spell
-- checks: staging_notification WHERE deleted_at IS NULL
-- checks: staging_placement_event WHERE deleted_at IS NULL
-- checks: staging_visit WHERE deleted_at IS NULL
-- checks: staging_plan WHERE deleted_at IS NULL
-- blames: order
-- param: months 12 måneder i en periode
-- param: more 10 flere, der kan være hængt over fra perioden før
-- param: percent 10 procent, der kan være hængt over
-- mend_da: Det, der mangler at blive registreret: underretninger, afgørelser eller anbringelser
-- mend_en: What has not been registered: notifications, decisions or placements
-- by: 30

-- By day, in the period up to the last closed month. What was decided in one period and happened in the next is the
-- overhang that the limits allow; both must be passed.
WITH
-- Two periods: 1 the latest, 2 the one before it. Days first to last, both in.
period (nr, first, last) AS MATERIALIZED (
	VALUES (1, add_months(:period_end + 1, -:months), :period_end),
	       (2, add_months(:period_end + 1, -2 * :months), add_months(:period_end + 1, -:months) - 1)
),
about_placement AS MATERIALIZED (
	SELECT d.decision_id, day(d.decided_on) AS decided, d.kind
	  FROM staging_decision AS d
	 WHERE d.deleted_at IS NULL
	   AND d.kind IN (SELECT code FROM codelist_attr
	                   WHERE list = 'decision_kind' AND name = 'about' AND value = 'placement')
),
-- What may not be more (much) than what (least): each thing with the days it belongs to, both in.
thing (pair, side, id, first, last) AS (
	SELECT 'assessed', 'much', notification_id, day(assessed_at), day(assessed_at)
	  FROM staging_notification WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'assessed', 'least', notification_id, day(received_at), day(received_at)
	  FROM staging_notification WHERE deleted_at IS NULL
	UNION ALL
	SELECT 'plans', 'much', p.plan_id, day(p.written_on), day(p.written_on)
	  FROM staging_plan AS p
	  JOIN about_placement AS d ON d.decision_id = p.decision_id
	 WHERE p.deleted_at IS NULL
	UNION ALL
	SELECT 'plans', 'least', decision_id, decided, decided FROM about_placement
	UNION ALL
	SELECT 'started', 'much', event_id, day(effect_on), day(effect_on)
	  FROM staging_placement_event WHERE deleted_at IS NULL AND event_code = '0'
	UNION ALL
	SELECT 'started', 'least', decision_id, decided, decided
	  FROM about_placement WHERE kind IN ('placement', 'compulsory', 'provisional')
	UNION ALL
	SELECT 'ended', 'much', event_id, day(effect_on), day(effect_on)
	  FROM staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('5', '5.5')
	UNION ALL
	SELECT 'visited', 'much', placement_id, day(visited_on), day(visited_on)
	  FROM staging_visit WHERE deleted_at IS NULL
	UNION ALL
	SELECT n.pair, 'least', s.placement_id, s.started, coalesce(s.ended, 9999999)
	  FROM fact_placement_spell AS s
	 CROSS JOIN (SELECT 'ended' AS pair UNION ALL SELECT 'visited') AS n
),
counted AS MATERIALIZED (
	SELECT t.pair, w.nr, count(DISTINCT t.id) FILTER (WHERE t.side = 'much') AS much,
	       count(DISTINCT t.id) FILTER (WHERE t.side = 'least') AS least
	  FROM thing AS t
	 CROSS JOIN period AS w
	 WHERE t.first <= w.last
	   AND t.last >= w.first
	 GROUP BY t.pair, w.nr
),
name (pair, much, least) AS (
	VALUES ('assessed', 'vurderede underretninger', 'modtagne'),
	       ('plans', 'planer ved anbringelse', 'afgørelser om anbringelse'),
	       ('started', 'iværksatte anbringelser', 'afgørelser om anbringelse'),
	       ('ended', 'ophørte anbringelser', 'anbringelser i perioden'),
	       ('visited', 'anbringelser med tilsyn', 'anbringelser i perioden')
)
SELECT 'key_figure' AS entity, c.pair AS record_key, 'order' AS field,
       c.much || ' ' || n.much || ', ' || c.least || ' ' || n.least || ', forskel ' || printf('%+d', c.much - c.least)
               AS found,
       'ikke flere ' || n.much || ' end ' || n.least
       || coalesce('; perioden før ' || b.much || ' og ' || b.least, '') AS expected,
       'perioden til ' || iso(:period_end) AS clash
  FROM counted AS c
  JOIN name AS n ON n.pair = c.pair
  LEFT JOIN counted AS b ON b.pair = c.pair AND b.nr = 2
 WHERE c.nr = 1
   AND c.much - c.least > max(:more, c.least * :percent / 100)

-- id: G09
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Ankestyrelsen, genbehandlingsfrister: en anbringelse uden samtykke behandles igen af børne- og ungeudvalget inden 1 år, eller inden 2 år,
--  hvis barnet har været anbragt inden for det seneste år; udvalget kan fastsætte en anden frist
-- text_da: Anbringelsen uden samtykke er ikke behandlet igen af børne- og ungeudvalget inden fristen.
-- text_en: The placement without consent was not taken up again by the committee within its term.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_citizen staging_cpr_person codelist_attr
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code = '0.2' AND basis_code IN (SELECT code FROM codelist_attr WHERE list = 'grundlag' AND name = 'consent' AND value = 'without')
-- blames: decided_on
-- param: first 12 måneder, når barnet ikke har været anbragt inden for det seneste år
-- param: later 24 måneder, når barnet har
-- param: before 60 dage, en anbringelse op til afgørelsen ikke tæller
-- mend_da: Anbringelsens hændelser: registrér den nye afgørelse (0.2) eller forelæggelsen (4); er en anden frist fastsat, så svar med den
-- mend_en: The events of the placement: enter the new decision (0.2) or the presentation (4); where another term was set, answer with it
-- by: 14

-- On the same day of the month a year or two later it is in time. Counted from the latest decision or presentation of a placement that
-- still runs without consent; those of the youth crime board have terms of their own. From 18 on there is nothing to review.
WITH
basis AS MATERIALIZED (
	SELECT code, max(value) FILTER (WHERE name = 'consent') AS consent, max(name = 'lbu' AND value = '1') AS lbu
	  FROM codelist_attr
	 WHERE list = 'grundlag'
	 GROUP BY code
),
event AS MATERIALIZED (
	SELECT v.event_id, v.placement_id, v.case_id, k.citizen_id, v.event_code, b.consent, b.lbu,
	       CASE WHEN v.event_code IN ('0.2', '4') THEN coalesce(day(v.decided_on), day(v.effect_on))
	            ELSE day(v.effect_on) END AS at, v.file, v.line
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	  LEFT JOIN basis AS b ON b.code = v.basis_code
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.placement_id IS NOT NULL
),
-- Where an event that could end or change it has no day nothing is said.
state AS (
	SELECT placement_id, min(at) FILTER (WHERE event_code IN ('0', '7.5')) AS first,
	       max(at) FILTER (WHERE event_code IN ('0', '7.5')) AS begun,
	       max(at) FILTER (WHERE event_code IN ('5', '5.5')) AS ended,
	       max(at) FILTER (WHERE event_code IN ('0.2', '4')) AS taken_up,
	       max(at) FILTER (WHERE event_code IN ('0', '0.2', '2', '7.5') AND consent = 'without' AND NOT lbu) AS forced,
	       max(at) FILTER (WHERE event_code IN ('0', '0.2', '2', '7', '7.2') AND (consent <> 'without' OR lbu)) AS other,
	       sum(at IS NULL AND event_code IN ('0.2', '2', '4', '5', '5.5')) AS undated
	  FROM event
	 GROUP BY placement_id
),
running AS (
	SELECT *, add_months(taken_up, CASE WHEN first < taken_up - :before THEN :later ELSE :first END) AS due
	  FROM state
	 WHERE forced IS NOT NULL
	   AND begun IS NOT NULL
	   AND undated = 0
	   AND (ended IS NULL OR ended < begun)
	   AND (other IS NULL OR other < forced)
),
latest AS (
	SELECT e.*, r.taken_up, r.due, row_number() OVER (PARTITION BY e.placement_id ORDER BY e.at DESC, e.event_id DESC) AS nr
	  FROM running AS r
	  JOIN event AS e ON e.placement_id = r.placement_id AND e.at <= r.taken_up
	 WHERE r.due < :as_of
	   AND e.event_code = '0.2'
)
SELECT 'placement_event' AS entity, l.event_id AS record_key, l.case_id, l.citizen_id, 'decided_on' AS field,
       'sidst behandlet ' || iso(l.taken_up) AS found, 'behandlet igen senest ' || iso(l.due) AS expected,
       'placement ' || l.placement_id AS clash, l.at AS event_day, l.due AS due_day, l.file, l.line
  FROM latest AS l
  LEFT JOIN staging_citizen AS c ON c.citizen_id = l.citizen_id
  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
 WHERE l.nr = 1
   AND coalesce(age(coalesce(CASE p.birth_precision WHEN 'day' THEN p.birth END, pnr_day(c.pnr), day(c.birth_date)), l.due), 0) < 18

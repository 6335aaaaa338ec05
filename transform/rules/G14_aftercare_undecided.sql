-- id: G14
-- version: 1
-- scope: case
-- consequence: answer
-- kind: entry
-- legal: Barnets lov § 111, stk. 1 (før 2024 servicelovens § 68, stk. 11 og 12): senest 6 måneder før anbringelsen ophører ved det 18. år træffes
--  afgørelse om støtte efter; hændelse 6 indberettes altid
-- text_da: Den unge er anbragt og fylder eller fyldte 18 år, og der er ingen afgørelse (hændelse 6) om støtten efter det 18. år, skønt den
--  skulle være truffet 6 måneder før.
-- text_en: The young person is placed and turns or turned 18, and there is no decision (event 6) on support from then on, though it was due
--  6 months before.
-- who: sagsbehandler
-- reads: staging_placement_event staging_case_file staging_citizen staging_cpr_person staging_decision
-- checks: staging_placement_event WHERE deleted_at IS NULL AND event_code IN ('0', '7.5')
-- blames: event_code
-- param: months 6 måneder før det 18. år
-- param: since 12 måneder, en fødselsdag længere tilbage ses der ikke på
-- mend_da: Anbringelsens hændelser: registrér afgørelsen om støtte efter det 18. år (hændelse 6), også når den er, at der ingen er
-- mend_en: The events of the placement: enter the decision on support after 18 (event 6), also where it is that there will be none
-- by: 14

-- Due on the day six months before the 18th birthday (born 29 February: 1 March); found from the day after. Not for who was placed
-- later than that, or left before the birthday. A decision on aftercare or support of the young in the case will do.
WITH
child AS (
	SELECT c.citizen_id,
	       coalesce(CASE p.birth_precision WHEN 'day' THEN p.birth END, pnr_day(c.pnr), day(c.birth_date)) AS birth
	  FROM staging_citizen AS c
	  LEFT JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE c.deleted_at IS NULL
),
grown AS MATERIALIZED (
	SELECT citizen_id, add_months(birth, 216) + (age(birth, add_months(birth, 216)) < 18) AS adult
	  FROM child
	 WHERE age(birth, add_months(:as_of, :months) + 1) >= 18
	   AND age(birth, add_months(:as_of, -:since)) < 18
),
state AS (
	SELECT v.placement_id, min(k.case_id) AS case_id, k.citizen_id, g.adult, add_months(g.adult, -:months) AS due,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7.5') AND day(v.effect_on) < g.adult) AS started,
	       min(day(v.effect_on)) FILTER (WHERE v.event_code IN ('0', '7.5')) AS begun,
	       max(day(v.effect_on)) FILTER (WHERE v.event_code IN ('5', '5.5')) AS ended,
	       max(v.event_code = '6') AS decided,
	       sum(day(v.effect_on) IS NULL AND v.event_code IN ('0', '5', '5.5', '7.5')) AS undated
	  FROM staging_placement_event AS v
	  JOIN staging_case_file AS k ON k.case_id = v.case_id
	  JOIN grown AS g ON g.citizen_id = k.citizen_id
	 WHERE v.deleted_at IS NULL
	   AND k.deleted_at IS NULL
	   AND v.placement_id IS NOT NULL
	 GROUP BY v.placement_id, k.citizen_id
),
support AS MATERIALIZED (
	SELECT DISTINCT case_id FROM staging_decision WHERE deleted_at IS NULL AND kind IN ('aftercare', 'youth')
)
SELECT 'placement' AS entity, placement_id AS record_key, case_id, citizen_id, 'event_code' AS field, NULL AS found,
       'hændelse 6 senest ' || iso(due) AS expected, '18 år ' || iso(adult) AS clash, due AS event_day, due AS due_day
  FROM state
 WHERE due < :as_of
   AND started <= due
   AND (ended IS NULL OR ended >= begun AND ended < started OR ended >= min(:as_of, adult - 1))
   AND NOT decided
   AND undated = 0
   AND case_id NOT IN (SELECT case_id FROM support)

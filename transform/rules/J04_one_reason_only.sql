-- id: J04
-- version: 1
-- scope: macro
-- consequence: answer
-- kind: entry
-- legal: Danmarks Statistik, underretninger og anbringelser: flere årsager kan angives; en kommune angav kun én
-- text_da: Næsten alle har kun én årsag, hvor flere er sædvanlige. Måske kan fagsystemet eller udtrækket kun
--  tage én med.
-- text_en: Nearly all have one reason only where several are usual. Perhaps the case system or the extract can
--  carry only one.
-- who: drift
-- reads: staging_notification staging_notification_reason staging_placement_event staging_placement_reason
-- checks: staging_notification WHERE deleted_at IS NULL AND (SELECT min(received_at) FROM staging_notification) < iso(add_months(:period_end + 1, -2 * :months) + 1)
-- blames: reasons
-- param: months 12 måneder i en periode
-- param: rows 30 med årsag, før der sammenlignes
-- param: percent 90 procent, der må have kun én årsag
-- param: points 20 procentpoint, andelen må stige
-- mend_da: Feltet til årsager i fagsystemet, eller udtrækket fra det
-- mend_en: The field for reasons in the case system, or the extract from it
-- with: two_periods
-- by: 30

-- Of notifications and of placements that have a reason at all. Started placements in the country had 1.5 reasons each in
-- 2023 (3,530 placements, 5,314 reasons).
WITH
thing (kind, day, reasons) AS (
	SELECT 'notification', day(n.received_at), count(*)
	  FROM staging_notification_reason AS r
	  JOIN staging_notification AS n ON n.notification_id = r.notification_id
	 WHERE r.deleted_at IS NULL
	   AND n.deleted_at IS NULL
	 GROUP BY r.notification_id
	UNION ALL
	SELECT 'placement', coalesce(day(v.decided_on), day(v.effect_on)), count(*)
	  FROM staging_placement_reason AS r
	  JOIN staging_placement_event AS v ON v.event_id = r.event_id
	 WHERE r.deleted_at IS NULL
	   AND v.deleted_at IS NULL
	 GROUP BY r.event_id
),
counted AS MATERIALIZED (
	SELECT t.kind, count(*) FILTER (WHERE t.day > e.before) AS now,
	       count(*) FILTER (WHERE t.day > e.before AND t.reasons = 1) AS single,
	       count(*) FILTER (WHERE t.day <= e.before) AS before,
	       count(*) FILTER (WHERE t.day <= e.before AND t.reasons = 1) AS single_before
	  FROM thing AS t
	 CROSS JOIN edge AS e
	 WHERE t.day > e.earlier
	   AND t.day <= e.last
	 GROUP BY t.kind
)
SELECT 'reasons' AS entity, kind AS record_key, 'reasons' AS field,
       single * 100 / now || ' % af ' || now || ' har kun én årsag, forskel '
       || printf('%+d', single * 100 / now - single_before * 100 / before) || ' point' AS found,
       single_before * 100 / before || ' % i perioden før, højst ' || :percent || ' %' AS expected,
       'perioden til ' || iso(:period_end) AS clash
  FROM counted
 WHERE now >= :rows
   AND before > 0
   AND (single * 100 > now * :percent OR single * 100 / now - single_before * 100 / before > :points)

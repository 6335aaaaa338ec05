-- id: G22
-- version: 1
-- scope: macro
-- consequence: info
-- kind: external
-- legal: BEK 61/2023 om Tilbudsportalen § 10: takster indberettes for hvert tilbud
-- text_da: Tilbuddet har ingen døgntakst for en dag, et barn var anbragt der.
-- text_en: The facility has no price for a day on which a child was placed there.
-- who: tilbudskonsulent
-- reads: staging_facility_spell staging_facility_stay staging_facility staging_placement_event
-- checks: staging_facility_stay WHERE facility_id IN (SELECT facility_id FROM staging_facility)
-- blames: day_price
-- mend_da: Tilbuddets takst på Tilbudsportalen
-- mend_en: The price of the facility in its register
-- by: 60
-- param: months 12 måneder tilbage fra kørselsdagen

-- Each facility once: the first such day of any child.
WITH
priced AS MATERIALIZED (
	SELECT facility_id, valid_from, coalesce(valid_to, 2932896) AS valid_to
	  FROM staging_facility_spell
	 WHERE day_price IS NOT NULL
),
stay AS MATERIALIZED (
	SELECT facility_id, event_id, max(first, add_months(:as_of, -:months)) AS first,
	       min(coalesce(last, :as_of), :as_of) AS last
	  FROM staging_facility_stay
	 WHERE facility_id IN (SELECT facility_id FROM staging_facility_spell)
	   AND first <= :as_of
	   AND (last IS NULL OR last >= add_months(:as_of, -:months))
),
-- A day can lack a price only where a stay begins or a priced spell has ended.
candidate (facility_id, event_id, at) AS (
	SELECT facility_id, event_id, first FROM stay
	UNION ALL
	SELECT s.facility_id, s.event_id, p.valid_to + 1
	  FROM stay AS s
	  JOIN priced AS p ON p.facility_id = s.facility_id AND p.valid_to + 1 BETWEEN s.first AND s.last
)
SELECT 'facility' AS entity, facility_id AS record_key, 'day_price' AS field,
       'ingen ' || iso(min(at)) AS found, 'en takst' AS expected,
       count(DISTINCT event_id) || ' ophold' AS clash
  FROM candidate AS c
 WHERE NOT EXISTS (SELECT 1 FROM priced AS p
                    WHERE p.facility_id = c.facility_id AND c.at BETWEEN p.valid_from AND p.valid_to)
 GROUP BY facility_id

-- text: who has custody of a child by CPR, mother and father looked up among the parents
-- reads: fact_citizen fact_pnr staging_cpr_person staging_cpr_custody staging_cpr_parents
-- writes: fact_custody

-- A child may have a parent and another holder. Of a parent whose number CPR does not know, the custody is kept and the
-- holder is unknown. Foster parents have no custody; CPR does not know of placements.
DELETE FROM fact_custody;

INSERT INTO fact_custody (citizen_id, place, kind, code, holder_pnr, started, started_precision,
                          started_uncertain)
WITH
held AS (
	SELECT c.citizen_id, k.kind AS code,
	       CASE k.kind WHEN '0003' THEN 'mother' WHEN '0004' THEN 'father' ELSE 'other' END AS kind,
	       CASE k.kind WHEN '0003' THEN a.mother_pnr WHEN '0004' THEN a.father_pnr
	                   ELSE k.holder_pnr END AS holder,
	       k.started, k.started_precision, k.started_uncertain
	  FROM fact_citizen AS c
	  JOIN staging_cpr_custody AS k ON k.pnr = c.pnr
	  LEFT JOIN staging_cpr_parents AS a ON a.pnr = c.pnr
),
known AS (
	SELECT h.citizen_id, h.kind, h.code, coalesce(n.current, h.holder) AS holder, h.started,
	       h.started_precision, h.started_uncertain
	  FROM held AS h
	  LEFT JOIN fact_pnr AS n ON n.old = h.holder
	UNION
	SELECT c.citizen_id, 'none', NULL, NULL, NULL, NULL, NULL
	  FROM fact_citizen AS c
	  JOIN staging_cpr_person AS p ON p.pnr = c.pnr
	 WHERE p.status < 20
	   AND age(c.birth, :as_of) < 18
	   AND NOT EXISTS (SELECT 1 FROM staging_cpr_custody AS k WHERE k.pnr = c.pnr)
)
SELECT citizen_id,
       row_number() OVER (PARTITION BY citizen_id ORDER BY code, started, holder, started_uncertain),
       kind, code, holder, started, started_precision, started_uncertain
  FROM known
 ORDER BY 1, 2;

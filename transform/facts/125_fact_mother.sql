-- text: the mother of a child, as the case store has her
-- reads: staging_relation fact_citizen fact_pnr
-- writes: fact_mother
DELETE FROM fact_mother;

INSERT INTO fact_mother (citizen_id, pnr)
WITH
related (citizen_id, pnr) AS MATERIALIZED (
	SELECT r.citizen_id, min(coalesce(p.current, r.adult_pnr))
	  FROM staging_relation AS r
	  LEFT JOIN fact_pnr AS p ON p.old = r.adult_pnr
	 WHERE r.kind = 'mother'
	   AND r.deleted_at IS NULL
	   AND pnr_day(r.adult_pnr) IS NOT NULL
	 GROUP BY r.citizen_id
)
SELECT c.citizen_id,
       coalesce(CASE WHEN pnr_day(c.mother_pnr) IS NOT NULL THEN c.mother_pnr END, r.pnr) AS mother
  FROM fact_citizen AS c
  LEFT JOIN related AS r ON r.citizen_id = c.citizen_id
 WHERE mother IS NOT NULL
 ORDER BY c.citizen_id;

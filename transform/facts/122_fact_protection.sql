-- text: name and address protection of children, with the day it began
-- reads: fact_citizen staging_cpr_protection
-- writes: fact_protection
DELETE FROM fact_protection;

INSERT INTO fact_protection (citizen_id, place, started, started_precision)
SELECT DISTINCT c.citizen_id,
       dense_rank() OVER (PARTITION BY c.citizen_id ORDER BY p.started, p.started_precision),
       p.started, p.started_precision
  FROM fact_citizen AS c
  JOIN staging_cpr_protection AS p ON p.pnr = c.pnr
 WHERE p.kind = '0001'
 ORDER BY 1, 2;

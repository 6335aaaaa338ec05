-- text: the parts of measures in which our municipality acts
-- reads: fact_measure fact_acting
-- writes: fact_measure_part

-- A stretch that touches the measure is a part of it: it ends on the last day ours acts, and begins the day ours
-- takes over. Parts after the first are records of their own, <measure>~2 and on.
DELETE FROM fact_measure_part;

INSERT INTO fact_measure_part (measure_id, part, stretch, record, first, last)
WITH
touched AS (
	SELECT m.measure_id, a.stretch, max(m.started, coalesce(a.started, m.started)) AS first,
	       CASE WHEN m.ended < a.ended THEN m.ended ELSE coalesce(a.ended - 1, m.ended) END AS last,
	       row_number() OVER (PARTITION BY m.measure_id ORDER BY a.stretch) AS part
	  FROM fact_measure AS m
	  JOIN fact_acting AS a ON a.case_id = m.case_id
	   AND (a.ended IS NULL OR m.started < a.ended)
	   AND (a.started IS NULL OR m.ended IS NULL OR max(m.started, m.ended) >= a.started)
)
SELECT measure_id, part, stretch, part_id(measure_id, part), first, last
  FROM touched
 ORDER BY measure_id, part;

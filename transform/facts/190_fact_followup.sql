-- text: follow-ups and supervision visits
-- reads: staging_followup staging_visit
-- writes: fact_followup fact_visit
DELETE FROM fact_followup;
DELETE FROM fact_visit;

INSERT INTO fact_followup (followup_id, case_id, measure_id, placement_id, held, next_due)
SELECT followup_id, case_id, measure_id, placement_id, day(held_on) AS held, day(next_due_on)
  FROM staging_followup
 WHERE deleted_at IS NULL
   AND case_id IS NOT NULL
   AND (held_on IS NULL OR held IS NOT NULL)
 ORDER BY followup_id;

INSERT INTO fact_visit (visit_id, placement_id, visited, child_talk)
SELECT visit_id, placement_id, day(visited_on) AS visited, coalesce(child_talk = '1', 0)
  FROM staging_visit
 WHERE deleted_at IS NULL
   AND placement_id IS NOT NULL
   AND visited IS NOT NULL
 ORDER BY visit_id;

-- text: when a child was placed, as the rules ask for it

-- One row a placement that is known for sure: every day of a start or an end in it is there and can be read. first and last are
-- days; last is the day it ended, NULL while it runs. What starts again after an end runs from the first start.
CREATE VIEW staging_placed AS
SELECT placement_id, min(case_id) AS case_id,
       min(day(effect_on)) FILTER (WHERE event_code NOT IN ('5', '5.5')) AS first,
       CASE WHEN max(day(effect_on)) FILTER (WHERE event_code IN ('5', '5.5'))
                 >= max(day(effect_on)) FILTER (WHERE event_code NOT IN ('5', '5.5'))
            THEN max(day(effect_on)) FILTER (WHERE event_code IN ('5', '5.5')) END AS last
  FROM staging_placement_event
 WHERE deleted_at IS NULL
   AND event_code IN ('0', '5', '5.5', '7', '7.2', '7.5')
 GROUP BY placement_id
HAVING count(*) = count(day(effect_on))
   AND min(day(effect_on)) FILTER (WHERE event_code NOT IN ('5', '5.5')) IS NOT NULL;

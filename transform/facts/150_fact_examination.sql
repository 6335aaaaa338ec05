-- text: screenings, assessments and examinations
-- reads: staging_examination fact_case
-- writes: fact_examination
DELETE FROM fact_examination;

INSERT INTO fact_examination (examination_id, case_id, citizen_id, kind, aware, started,
                              provisional, concluded, conclusion, team_id)
SELECT x.examination_id, x.case_id, c.citizen_id, x.kind, day(x.aware_on) AS aware,
       day(x.started_on) AS started, day(x.provisional_on), day(x.concluded_on) AS concluded,
       x.conclusion, c.team_id
  FROM staging_examination AS x
  LEFT JOIN fact_case AS c ON c.case_id = x.case_id
 WHERE x.deleted_at IS NULL
   AND x.case_id IS NOT NULL
   AND aware IS NOT NULL
   AND started IS NOT NULL
   AND (x.concluded_on IS NULL OR concluded IS NOT NULL)
 ORDER BY x.examination_id;

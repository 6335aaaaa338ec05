-- text: case files
-- reads: staging_case_file
-- writes: fact_case
DELETE FROM fact_case;

INSERT INTO fact_case (case_id, citizen_id, opened, closed, close_reason, target_group, acting,
                       residence, paying, caseworker_id, team_id)
SELECT case_id, citizen_id, day(opened_on) AS opened, day(closed_on) AS closed, close_reason,
       target_group, acting_municipality, residence_municipality, paying_municipality,
       caseworker_id, team_id
  FROM staging_case_file
 WHERE deleted_at IS NULL
   AND citizen_id IS NOT NULL
   AND opened IS NOT NULL
   AND (closed_on IS NULL OR closed IS NOT NULL)
 ORDER BY case_id;

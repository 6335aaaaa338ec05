-- text: teams and caseworkers
-- reads: staging_team staging_caseworker
-- writes: fact_team fact_caseworker
DELETE FROM fact_team;
DELETE FROM fact_caseworker;

INSERT INTO fact_team (team_id, name)
SELECT team_id, name FROM staging_team WHERE deleted_at IS NULL ORDER BY team_id;

-- Those who have left stay: old cases and measures name them.
INSERT INTO fact_caseworker (caseworker_id, team_id, initials)
SELECT caseworker_id, team_id, initials FROM staging_caseworker ORDER BY caseworker_id;

-- text: measures, with the first and last day they were granted on
-- reads: staging_measure staging_appropriation fact_case fact_measure
-- writes: fact_measure fact_measure_out
DELETE FROM fact_measure;
DELETE FROM fact_measure_out;

INSERT INTO fact_measure (measure_id, case_id, citizen_id, kind, code, started, ended, decision_id,
                          family_directed, granted_first, granted_last, provider_cvr, caseworker_id,
                          origin_id)
WITH granted AS MATERIALIZED (
	SELECT measure_id, min(day(granted_on)) AS first, max(day(granted_on)) AS last
	  FROM staging_appropriation
	 WHERE deleted_at IS NULL
	   AND status = 'granted'
	   AND measure_id IS NOT NULL
	 GROUP BY measure_id
)
SELECT m.measure_id, m.case_id, c.citizen_id, m.kind, m.code, day(m.started_on) AS started,
       day(m.ended_on) AS ended, m.decision_id, coalesce(m.family_directed = '1', 0),
       g.first, g.last, m.provider_cvr, m.caseworker_id, m.origin_measure_id
  FROM staging_measure AS m
  LEFT JOIN fact_case AS c ON c.case_id = m.case_id
  LEFT JOIN granted AS g ON g.measure_id = m.measure_id
 WHERE m.deleted_at IS NULL
   AND m.case_id IS NOT NULL
   AND started IS NOT NULL
   AND (m.ended_on IS NULL OR ended IS NOT NULL)
 ORDER BY m.measure_id;

INSERT INTO fact_measure_out (measure_id, kind, case_id, reason)
SELECT measure_id, kind, case_id, CASE WHEN deleted_at IS NULL THEN 'UNREADABLE' ELSE 'DELETED' END
  FROM staging_measure
 WHERE measure_id NOT IN (SELECT measure_id FROM fact_measure)
 ORDER BY measure_id;

-- text: measures without an end in open cases

open_measure AS (
	SELECT m.measure_id, m.case_id, c.citizen_id, m.kind, m.code, m.started_on, c.opened_on, m.file, m.line
	  FROM staging_measure AS m
	  JOIN staging_case_file AS c ON c.case_id = m.case_id
	 WHERE m.deleted_at IS NULL
	   AND c.deleted_at IS NULL
	   AND c.closed_on IS NULL
	   AND m.ended_on IS NULL
)

-- text: open cases with the number of the child that is in force: one that was replaced is followed

case_number (case_id, citizen_id, pnr, acting, file, line, steps) AS (
	SELECT k.case_id, k.citizen_id, c.pnr, k.acting_municipality, k.file, k.line, 0
	  FROM staging_case_file AS k
	  JOIN staging_citizen AS c ON c.citizen_id = k.citizen_id
	 WHERE k.deleted_at IS NULL
	   AND k.closed_on IS NULL
	   AND c.deleted_at IS NULL
	   AND pnr_day(c.pnr) IS NOT NULL
	UNION ALL
	SELECT n.case_id, n.citizen_id, p.pnr_current, n.acting, n.file, n.line, n.steps + 1
	  FROM case_number AS n
	  JOIN staging_cpr_person AS p ON p.pnr = n.pnr
	 WHERE p.pnr_current <> p.pnr
	   AND n.steps < 20
)

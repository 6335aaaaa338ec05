-- text: when a case had a measure or placement of a known kind, and cases in which one is not told rightly

case_active (case_id, started, ended) AS MATERIALIZED (
	SELECT case_id, started, coalesce(ended, 2932896) FROM fact_measure
	UNION ALL
	SELECT p.case_id, s.started, coalesce(s.ended, 2932896)
	  FROM fact_placement AS p
	  JOIN fact_placement_spell AS s ON s.placement_id = p.placement_id
),
case_unsure AS MATERIALIZED (
	SELECT case_id FROM fact_measure
	 WHERE ended < started
	    OR code IS NULL
	    OR NOT EXISTS (SELECT 1 FROM reported AS r WHERE r.kind = fact_measure.kind AND r.code = fact_measure.code)
	UNION
	SELECT m.case_id
	  FROM fact_measure AS m
	  JOIN fact_decision AS d ON d.decision_id = m.decision_id
	 WHERE d.basis <> m.code
	UNION
	SELECT case_id FROM fact_measure_out WHERE reason = 'UNREADABLE' AND case_id IS NOT NULL
	UNION
	SELECT p.case_id
	  FROM fact_placement AS p
	  JOIN fact_placement_spell AS s ON s.placement_id = p.placement_id
	 WHERE s.place_type IS NULL
	    OR s.place_type NOT IN (SELECT code FROM codelist WHERE list = 'ansted')
)

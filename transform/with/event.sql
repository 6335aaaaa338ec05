-- text: placement events of the year that are reported, as their form tells them

event AS (
	SELECT v.*, f.age, f.before_birth, f.opens, f.form, f.basis AS told_basis, b.sex
	  FROM fact_placement_event AS v
	  JOIN fact_event_form AS f ON f.event_id = v.event_id
	  JOIN fact_citizen AS b ON b.citizen_id = v.citizen_id
	 WHERE f.reason IS NULL
	   AND v.at BETWEEN :first AND :last
	   AND v.at <= :as_of
)

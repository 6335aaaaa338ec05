-- text: fields of the case store that a return carries: a finding on another holds no record back

carried (entity, field) AS (
	VALUES ('measure', '*'), ('placement_event', '*'), ('placement_reason', '*'), ('notification_reason', '*'),
	       ('notification', 'received_at'), ('notification', 'notifier_code'), ('notification', 'outcome'),
	       ('case_file', '*_municipality'), ('citizen', 'birth_date'), ('citizen', 'sex')
)

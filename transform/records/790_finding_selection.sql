-- text: what is held out of a return because a number is missing becomes a finding that says who can mend it
-- reads: record_l201 record_underretning record_anbringelse fact_case
-- writes: finding

-- Rules of transform/rules/ tell of all other reasons. Like those of a report, these findings go when transform
-- begins (stage 'report:…'), so that no record is stopped by the finding of an earlier night.
INSERT INTO finding (stage, rule, version, consequence, entity, record_key, case_id, citizen_id, field,
                     found, expected, who, note_da, note_en)
WITH
told (report, reason, field, expected, who, note_da, note_en) AS (
	VALUES
	('dst-l201', 'NO_GUARDIAN', 'guardian', 'en forælder eller værge med personnummer', 'sagsbehandler',
	 'Indsatsen holdes tilbage fra L201: barnet har ingen forælder eller værge i fagsystemet eller CPR. '
	 || 'Registrér én, eller lad driften sætte dst-l201.missing-guardian = zeros.',
	 'The measure is held back from L201: the child has no parent or guardian in the case system or CPR. '
	 || 'Enter one, or have operations set dst-l201.missing-guardian = zeros.'),
	('dst-underretninger', 'NO_MOTHER', 'mother_pnr', 'moderens personnummer', 'sagsbehandler',
	 'Underretningen holdes tilbage: barnet er ikke født, og moderens personnummer mangler.',
	 'The notification is held back: the child is not born, and its mother''s personal number is missing.'),
	('dst-underretninger', 'FOREIGN', 'foreign_no', 'et personnummer', 'sagsbehandler',
	 'Underretningen holdes tilbage: barnet har kun et udenlandsk nummer. '
	 || 'Registrér et personnummer, eller lad driften sætte dst-underretninger.foreign = send.',
	 'The notification is held back: the child has a foreign number only. '
	 || 'Enter a personal number, or have operations set dst-underretninger.foreign = send.'),
	('dst-anbringelser', 'NO_MOTHER', 'mother_pnr', 'moderens personnummer', 'sagsbehandler',
	 'Hændelsen holdes tilbage: barnet er ikke født, og moderens personnummer mangler.',
	 'The event is held back: the child is not born, and its mother''s personal number is missing.'),
	('dst-anbringelser', 'UNBORN', 'basis_code', 'grundlag 14 eller 15', 'sagsbehandler',
	 'Hændelsen holdes tilbage: barnet er ikke født, og grundlaget er ikke et af de to for ufødte børn, eller '
	 || 'indstillingen dst-anbringelser.unborn siger, at der ventes på fødslen.',
	 'The event is held back: the child is not born, and the basis is not one of the two for unborn children, or '
	 || 'the setting dst-anbringelser.unborn says to wait for the birth.'),
	('dst-anbringelser', 'FOREIGN', 'foreign_no', 'et personnummer', 'sagsbehandler',
	 'Hændelsen holdes tilbage: barnet har kun et udenlandsk nummer. '
	 || 'Registrér et personnummer, eller lad driften sætte dst-anbringelser.foreign = send.',
	 'The event is held back: the child has a foreign number only. '
	 || 'Enter a personal number, or have operations set dst-anbringelser.foreign = send.')
),
held (report, entity, record_key, reason, case_id, citizen_id) AS (
	SELECT 'dst-l201', 'measure', r.measure_id, r.reason, c.case_id, c.citizen_id
	  FROM record_l201 AS r
	  LEFT JOIN fact_case AS c ON c.case_id = r.case_id
	 WHERE r.reason = 'NO_GUARDIAN'
	UNION ALL
	SELECT 'dst-underretninger', 'notification', notification_id, reason, case_id, citizen_id
	  FROM record_underretning
	 WHERE reason IN ('NO_MOTHER', 'FOREIGN')
	UNION ALL
	SELECT 'dst-anbringelser', 'placement_event', event_id, reason, case_id, citizen_id
	  FROM record_anbringelse
	 WHERE reason IN ('NO_MOTHER', 'UNBORN', 'FOREIGN')
)
SELECT 'report:selection', h.report || '.' || h.reason, '1', 'record', h.entity, h.record_key, h.case_id,
       h.citizen_id, t.field, NULL, t.expected, t.who, t.note_da, t.note_en
  FROM held AS h
  JOIN told AS t ON t.report = h.report AND t.reason = h.reason
 ORDER BY h.report, h.record_key;

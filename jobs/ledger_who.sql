-- text: the citizens that an id means: a citizen, or the child of a case
SELECT citizen_id FROM staging_citizen WHERE citizen_id = :id
UNION
SELECT citizen_id FROM ledger_selection WHERE citizen_id = :id
UNION
SELECT citizen_id FROM staging_case_file WHERE case_id = :id AND citizen_id IS NOT NULL
UNION
SELECT citizen_id FROM ledger_selection WHERE case_id = :id AND citizen_id IS NOT NULL

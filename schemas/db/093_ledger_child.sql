-- text: what figures of earlier years were counted by, as each child stood over time

-- A row stands from the as-of day `since` until the next one of the child. placed: the day its first
-- placement took effect. The day run again ends as if it had been run once; a run for an earlier day
-- leaves the history as it is. Kept over transforms.
CREATE TABLE ledger_child (
	citizen_id TEXT    NOT NULL,
	since      INTEGER NOT NULL,    -- days, as the other columns
	birth      INTEGER,
	sex        TEXT,
	placed     INTEGER,
	PRIMARY KEY (citizen_id, since)
) STRICT, WITHOUT ROWID;

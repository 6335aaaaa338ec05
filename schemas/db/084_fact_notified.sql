-- text: notifications with the child as it was on the day, and what the yearly return says of each

CREATE TABLE fact_notified (
	notification_id TEXT PRIMARY KEY,
	citizen_id      TEXT NOT NULL,
	case_id         TEXT,
	received        INTEGER NOT NULL,
	notifier        TEXT,
	child           TEXT NOT NULL,      -- least id of the registrations that have the number in force
	unborn          INTEGER NOT NULL,   -- on the day
	by_mother       INTEGER NOT NULL,   -- 1: not born on the day, and reported on its mother's number
	birth           INTEGER,            -- NULL: not born yet, or not known
	age             INTEGER,            -- on the day; NULL: not born, or not known
	sex             TEXT,
	again           INTEGER NOT NULL    -- 1: another about the child in the 12 months before
) STRICT, WITHOUT ROWID;

-- Every notification of the case store, with the reason of each that the latest closed year does not count:
-- DELETED, UNREADABLE, PERIOD (received after the year), BEFORE (before it), AGE (18 or older on the
-- day). record_key is the notification's id.
CREATE TABLE record_ast_underretning (
	record_key   TEXT PRIMARY KEY,
	citizen_id   TEXT,
	case_id      TEXT,
	reason       TEXT,
	finding_rule TEXT
) STRICT, WITHOUT ROWID;

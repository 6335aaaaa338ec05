-- text: what the return of notifications needs beside the facts of all

-- Notifications of staging that are not in fact_notification, and why. With fact_notification it is every
-- notification that came, so that a return can say of each one whether it was selected.
CREATE TABLE fact_notification_out (
	notification_id TEXT PRIMARY KEY,
	citizen_id      TEXT,
	case_id         TEXT,
	reason          TEXT NOT NULL CHECK (reason IN ('DELETED', 'UNREADABLE'))
) STRICT, WITHOUT ROWID;

-- The mother's number that is in force now, of children of whom the case store knows one: as it stands with
-- the child, else the least of its relations.
CREATE TABLE fact_mother (
	citizen_id TEXT PRIMARY KEY,
	pnr        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- text: candidates of the returns that go record by record, selected or not
--
-- Every measure of the case store is in exactly one of the two tables. reason NULL = it goes into the
-- return; else why it does not, the first that applies of
--   DELETED      deleted in the case store
--   UNREADABLE   an id, a first or a last day cannot be read
--   KIND         its code belongs to the other kind of measure
--   NO_CASE      its case, or the child of the case, is not there
--   ACTING       another municipality has the duty to act
--   PERIOD       not begun at the end of the reporting month
--   CODE         the code is not in the list on the day it began, or is not of this return
--   AGE          the child was too old on the day it began
--   NO_PNR       no number to report the child under
--   NO_GUARDIAN  no parent or guardian, and the settings say to hold such records
--   BLOCKED      a rule stops it; finding_rule says which
-- finding_rule is also set beside the other reasons when a rule stops the record.
-- seq is the order of the return: by measure id.

CREATE TABLE record_l201 (
	seq          INTEGER PRIMARY KEY,
	measure_id   TEXT NOT NULL UNIQUE,
	case_id      TEXT,              -- NULL: not known
	citizen_id   TEXT,
	child_pnr    TEXT,
	guardian_pnr TEXT,
	code         TEXT,
	started      INTEGER,
	ended        INTEGER,           -- NULL: runs at the end of the reporting month
	reason       TEXT,
	finding_rule TEXT
) STRICT;

CREATE TABLE record_l231 (
	seq           INTEGER PRIMARY KEY,
	measure_id    TEXT NOT NULL UNIQUE,
	case_id       TEXT,             -- NULL: not known
	citizen_id    TEXT,
	pnr           TEXT,
	foreign_no    TEXT,
	sex_code      TEXT,             -- with foreign_no only
	birth         INTEGER,          -- with foreign_no only
	code          TEXT,
	started       INTEGER,
	ended         INTEGER,
	caseworker    TEXT,             -- initials
	origin_id     TEXT,             -- the measure it continues
	reason        TEXT,
	finding_rule  TEXT
) STRICT;

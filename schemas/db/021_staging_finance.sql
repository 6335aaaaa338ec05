-- text: staging of the finance, facility and portal feeds

-- Booked amounts. Typed, since there are many; `byte` leads back to the row in the archive.
CREATE TABLE staging_posting (
	posting      INTEGER PRIMARY KEY,
	file         INTEGER NOT NULL,
	line         INTEGER NOT NULL,
	byte         INTEGER NOT NULL,
	booked       INTEGER NOT NULL,              -- day
	account      TEXT    NOT NULL,              -- nine digits
	function     INTEGER NOT NULL,              -- its first five, e.g. 52821
	dranst       INTEGER NOT NULL,              -- its sixth: 1 operations, 2 refund, 3 works ...
	grouping     TEXT    NOT NULL,              -- its last three
	kind         TEXT,                          -- art
	amount       INTEGER NOT NULL,              -- øre; debit +, credit -
	pnr          TEXT,
	case_id      TEXT,
	cvr          TEXT,
	voucher      TEXT
) STRICT;

CREATE TABLE staging_budget (
	file         INTEGER NOT NULL,
	line         INTEGER NOT NULL,
	year         INTEGER NOT NULL,
	account      TEXT    NOT NULL,
	function     INTEGER NOT NULL,
	dranst       INTEGER NOT NULL,
	grouping     TEXT    NOT NULL,
	version      TEXT    NOT NULL CHECK (version IN ('original', 'corrected')),
	amount       INTEGER NOT NULL,              -- øre
	PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;

-- The facility register; everything as it came.
CREATE TABLE staging_facility (
	file         INTEGER NOT NULL,
	line         INTEGER NOT NULL,
	facility_id  TEXT,
	cvr          TEXT,
	p_number     TEXT,
	name         TEXT,
	kind         TEXT,
	target_group TEXT,
	places       TEXT,
	day_price    TEXT,
	valid_from   TEXT,
	valid_to     TEXT,
	municipality TEXT,
	status       TEXT,
	PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;

-- Notifications of concern that the digital portal handed over, counted by day.
CREATE TABLE staging_portal (
	file          INTEGER NOT NULL,
	line          INTEGER NOT NULL,
	received_on   INTEGER NOT NULL PRIMARY KEY, -- day
	notifications INTEGER NOT NULL
) STRICT;

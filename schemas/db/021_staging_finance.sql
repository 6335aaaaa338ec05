-- text: staging of the finance and portal feeds

-- Booked amounts. Typed, since there are many; `byte` leads back to the row in the archive.
CREATE TABLE staging_posting (
	posting      INTEGER PRIMARY KEY,
	file         INTEGER NOT NULL,
	line         INTEGER NOT NULL,
	byte         INTEGER NOT NULL,
	booked       INTEGER NOT NULL,              -- day
	account      TEXT,                          -- nine digits; NULL: only local_account is known
	function     INTEGER,                       -- its first five, e.g. 52821
	dranst       INTEGER,                       -- its sixth: 1 operations, 2 refund, 3 works ...
	grouping     TEXT,                          -- its last three
	kind         TEXT,                          -- art
	amount       INTEGER NOT NULL,              -- øre; debit +, credit -
	pnr          TEXT,
	case_id      TEXT,
	cvr          TEXT,
	voucher      TEXT,
	local_account TEXT                          -- 'psp:XG-0000000001': looked up in codelist_account
) STRICT;

-- A row for each version of the budget (version and amount), or one row with all versions.
CREATE TABLE staging_budget (
	file         INTEGER NOT NULL,
	line         INTEGER NOT NULL,
	byte         INTEGER NOT NULL DEFAULT 0,    -- many rows of an XML file may begin on one line
	year         INTEGER NOT NULL,
	account      TEXT,                          -- as in staging_posting
	function     INTEGER,
	dranst       INTEGER,
	grouping     TEXT,
	version      TEXT CHECK (version IN ('original', 'corrected', 'forecast')),
	amount       INTEGER,                       -- øre
	original     INTEGER,                       -- a row with a column for each version
	corrected    INTEGER,
	forecast     INTEGER,
	local_account TEXT,
	PRIMARY KEY (file, line, byte)
) STRICT, WITHOUT ROWID;

-- Notifications of concern that the digital portal handed over, counted by day.
CREATE TABLE staging_portal (
	file          INTEGER NOT NULL,
	line          INTEGER NOT NULL,
	received_on   INTEGER NOT NULL PRIMARY KEY, -- day
	notifications INTEGER NOT NULL
) STRICT;

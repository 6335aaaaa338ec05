-- text: errors of the authorities over time, and receipts that were set aside

-- A span in which an error of ledger_error was gone, and that it came back after.
CREATE TABLE ledger_error_return (
	report       TEXT    NOT NULL,
	record_key   TEXT    NOT NULL,
	code         TEXT    NOT NULL,
	gone         TEXT    NOT NULL,          -- as-of days
	back         TEXT    NOT NULL,
	PRIMARY KEY (report, record_key, code, gone)
) STRICT, WITHOUT ROWID;

-- Errors that stood in a list of errors (a validation round), by the list they were said in last: the
-- next list of the same period that does not say them takes them back.
CREATE TABLE ledger_error_list (
	report       TEXT    NOT NULL,
	period       TEXT    NOT NULL,
	record_key   TEXT    NOT NULL,
	code         TEXT    NOT NULL,
	PRIMARY KEY (report, period, record_key, code)
) STRICT, WITHOUT ROWID;

-- A receipt that could not be booked and that somebody has dealt with.
CREATE TABLE ledger_receipt_aside (
	sha256       TEXT    PRIMARY KEY,
	by_name      TEXT    NOT NULL,
	at           TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- How a delivery was handed over. by_name: who did it by hand; NULL: the program, to a folder.
CREATE TABLE ledger_handover (
	delivery     INTEGER PRIMARY KEY REFERENCES ledger_delivery,
	receiver     TEXT    NOT NULL,          -- section of the settings
	by_name      TEXT,
	at           TEXT    NOT NULL
) STRICT;

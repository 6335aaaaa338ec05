-- text: which figures of the statistical tables were approved, by whom, and what stood behind them
--
-- One row a table and year: the approval of a report covers its year and the two before, which are
-- published anew with it. A later approval of the same table and year takes its place; both are
-- kept. Kept over transforms.

CREATE TABLE ledger_approval (
	approval    INTEGER PRIMARY KEY AUTOINCREMENT,
	report      TEXT    NOT NULL,
	period      INTEGER NOT NULL,          -- year of the report
	tab         TEXT    NOT NULL,
	year        INTEGER NOT NULL,          -- year of the figures
	unit        TEXT    NOT NULL,
	by_name     TEXT    NOT NULL,
	note        TEXT,
	as_of       TEXT    NOT NULL,          -- day the figures are of
	approved_at TEXT    NOT NULL,          -- UTC
	cells       INTEGER NOT NULL,          -- how many the table has, also empty ones
	replaced_by INTEGER REFERENCES ledger_approval
) STRICT;

CREATE INDEX ledger_approval_valid ON ledger_approval (tab, year) WHERE replaced_by IS NULL;

-- The cells that were not 0; value as in agg_table_cell.
CREATE TABLE ledger_approval_cell (
	approval    INTEGER NOT NULL REFERENCES ledger_approval,
	d1          TEXT    NOT NULL,
	d2          TEXT    NOT NULL,
	d3          TEXT    NOT NULL,
	d4          TEXT    NOT NULL,
	d5          TEXT    NOT NULL,
	d6          TEXT    NOT NULL,
	n           INTEGER NOT NULL,
	value       INTEGER,
	PRIMARY KEY (approval, d1, d2, d3, d4, d5, d6)
) STRICT, WITHOUT ROWID;

-- What was behind them.
CREATE TABLE ledger_approval_row (
	approval    INTEGER NOT NULL REFERENCES ledger_approval,
	d1          TEXT    NOT NULL,
	d2          TEXT    NOT NULL,
	d3          TEXT    NOT NULL,
	d4          TEXT    NOT NULL,
	d5          TEXT    NOT NULL,
	d6          TEXT    NOT NULL,
	counted     TEXT    NOT NULL,
	citizen_id  TEXT
) STRICT;

CREATE INDEX ledger_approval_row_of ON ledger_approval_row (approval);

-- The cells that are no longer what was approved, as found by the last check. Absent: none.
CREATE TABLE agg_table_change (
	approval    INTEGER NOT NULL,
	tab         TEXT    NOT NULL,
	year        INTEGER NOT NULL,
	d1          TEXT    NOT NULL,
	d2          TEXT    NOT NULL,
	d3          TEXT    NOT NULL,
	d4          TEXT    NOT NULL,
	d5          TEXT    NOT NULL,
	d6          TEXT    NOT NULL,
	approved    INTEGER,
	now         INTEGER,
	PRIMARY KEY (tab, year, d1, d2, d3, d4, d5, d6)
) STRICT, WITHOUT ROWID;

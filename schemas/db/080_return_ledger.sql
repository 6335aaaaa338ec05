-- text: what was sent to each receiver, what it answered, and what it is believed to hold
--
-- A delivery is one package on its way. Test deliveries stand here too, and never touch ledger_held.
-- The baseline, ledger_held, moves only when a receipt accepts: what was never answered, or was
-- rejected, leaves it as it was. Times of the clock (UTC) stand in the columns that end in _at.

CREATE TABLE ledger_delivery (
	delivery     INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice
	report       TEXT    NOT NULL,
	period       TEXT    NOT NULL,
	as_of        TEXT    NOT NULL,
	definition   TEXT    NOT NULL,          -- the period its layout is in force from
	basis        TEXT    NOT NULL CHECK (basis IN ('changes', 'full', 'initial', 'whole', 'hand')),
	test         INTEGER NOT NULL CHECK (test IN (0, 1)),
	name         TEXT,                      -- of the package; NULL: not packed
	sha256       TEXT,
	bytes        INTEGER,
	added        INTEGER NOT NULL DEFAULT 0,
	changed      INTEGER NOT NULL DEFAULT 0,
	removed      INTEGER NOT NULL DEFAULT 0,
	replaces     INTEGER REFERENCES ledger_delivery, -- the unanswered or rejected one it stands for
	state        TEXT    NOT NULL CHECK (state IN ('built', 'signed', 'handed over', 'received',
	                                               'processed', 'unknown')),
	outcome      TEXT    CHECK (outcome IN ('accepted', 'partly', 'rejected')),
	by_name      TEXT,                      -- basis hand: who says so
	built_at     TEXT,
	signed_at    TEXT,
	handed_at    TEXT,
	received_at  TEXT,
	processed_at TEXT,
	CHECK ((state = 'processed') = (outcome IS NOT NULL))
) STRICT;

CREATE INDEX ledger_delivery_report ON ledger_delivery (report, test, state);
CREATE INDEX ledger_delivery_name ON ledger_delivery (name);

-- One record of a delivery. content: the values of the definition's columns in their order, parted by
-- the control character 31 (unit separator); a missing value is empty.
CREATE TABLE ledger_item (
	delivery     INTEGER NOT NULL REFERENCES ledger_delivery,
	record_key   TEXT    NOT NULL,
	op           TEXT    NOT NULL CHECK (op IN ('add', 'change', 'remove')),
	version      INTEGER NOT NULL DEFAULT 1, -- append-only returns: how many reports of this record there are
	content      TEXT    NOT NULL,
	outcome      TEXT    CHECK (outcome IN ('accepted', 'rejected')), -- NULL: not answered
	PRIMARY KEY (delivery, record_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_item_key ON ledger_item (record_key, delivery);

-- What the receiver is believed to hold: the item of the delivery that was accepted last.
CREATE TABLE ledger_held (
	report       TEXT    NOT NULL,
	record_key   TEXT    NOT NULL,
	delivery     INTEGER NOT NULL,
	PRIMARY KEY (report, record_key)
) STRICT, WITHOUT ROWID;

-- Selected or not, and why: a row stands from the as-of day `since` until another takes its place, so
-- that every run of every day can be answered. reason NULL: selected.
CREATE TABLE ledger_selection (
	report       TEXT    NOT NULL,
	record_key   TEXT    NOT NULL,
	since        TEXT    NOT NULL,
	until        TEXT,                      -- the as-of day it no longer held; NULL: it holds
	run_id       INTEGER,                   -- of the run that found it so
	reason       TEXT,                      -- a code of selection_reason; 'GONE': no longer in the source
	rule         TEXT,
	citizen_id   TEXT,
	case_id      TEXT,
	PRIMARY KEY (report, record_key, since)
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_selection_citizen ON ledger_selection (citizen_id);
CREATE INDEX ledger_selection_case ON ledger_selection (case_id);
CREATE INDEX ledger_selection_open ON ledger_selection (report, record_key) WHERE until IS NULL;

-- A receipt as it was read; the file itself is kept by its hash.
CREATE TABLE ledger_receipt (
	receipt      INTEGER PRIMARY KEY,
	sha256       TEXT    NOT NULL UNIQUE,
	file         TEXT    NOT NULL,          -- name without anything shaped like a personal number
	reader       TEXT    NOT NULL,          -- definition it was read by
	delivery     INTEGER REFERENCES ledger_delivery, -- NULL: none that we know
	state        TEXT    NOT NULL,          -- what it says: received, accepted, partly, rejected, unknown
	signed       INTEGER NOT NULL,          -- 1: it was signed, and the signature holds
	accepted     INTEGER NOT NULL DEFAULT 0,
	rejected     INTEGER NOT NULL DEFAULT 0,
	rules        TEXT,                      -- version of the authority's rules, as it says
	read_at      TEXT    NOT NULL
) STRICT;

CREATE INDEX ledger_receipt_delivery ON ledger_receipt (delivery);

-- An error of the authority, by record and its own code, kept over time.
CREATE TABLE ledger_error (
	report       TEXT    NOT NULL,
	record_key   TEXT    NOT NULL,          -- '': the whole delivery
	code         TEXT    NOT NULL,          -- as the authority writes it, known or not
	field        TEXT,
	text         TEXT    NOT NULL,
	rules        TEXT,                      -- version of the authority's rules
	delivery     INTEGER,                   -- the latest that it was said of
	first_seen   TEXT    NOT NULL,          -- as-of days
	last_seen    TEXT    NOT NULL,
	gone         TEXT,                      -- corrected or taken back; NULL: it stands
	times        INTEGER NOT NULL DEFAULT 1,
	came_back    INTEGER NOT NULL DEFAULT 0, -- how often it was said again after it was gone
	PRIMARY KEY (report, record_key, code)
) STRICT, WITHOUT ROWID;

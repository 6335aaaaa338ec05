-- text: facts: typed rows made from staging, one row a thing
--
-- Days are days since 1970-01-01, seconds since 1970-01-01T00:00:00 local time, amounts øre.
-- Rows that are deleted in the case store, and rows of which a value that decides (an id, a first
-- or last day) cannot be read, are not here; fact_left_out counts them for each entity. All of it
-- is made anew by every transform (transform/facts/), in the order of the key.

-- Old personal number -> the number that is in force now. Numbers that are in force are not here.
CREATE TABLE fact_pnr (
	old     TEXT PRIMARY KEY,
	current TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_team (
	team_id TEXT PRIMARY KEY,
	name    TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_caseworker (
	caseworker_id TEXT PRIMARY KEY,
	team_id       TEXT,
	initials      TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_citizen (
	citizen_id   TEXT PRIMARY KEY,
	pnr          TEXT,              -- in force now; NULL: none that is a number with a date in it
	pnr_source   TEXT,              -- as the case store has it; differs where CPR has given a new one
	foreign_no   TEXT,
	birth        INTEGER,           -- from CPR, else the number, else the case store
	birth_precision TEXT,           -- day, month or year: what CPR vouches for, else day; NULL: no birth date
	birth_uncertain INTEGER,        -- 1: CPR marks it as uncertain; NULL: not from CPR
	sex          TEXT CHECK (sex IN ('D', 'P')),    -- D boy, P girl; same order of sources
	unborn       INTEGER NOT NULL,
	due          INTEGER,
	mother_pnr   TEXT,              -- in force now
	protected    INTEGER NOT NULL,  -- name and address, in the case store or in CPR
	cpr_status   INTEGER,
	municipality TEXT,              -- of residence by CPR, three digits
	died         INTEGER,
	died_precision TEXT,
	cpr_until    INTEGER,           -- CPR has told no more of the child since this day (record 997); NULL: it does
	guardian_pnr TEXT               -- mother, father or guardian of the case store, else of CPR
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_case (
	case_id       TEXT PRIMARY KEY,
	citizen_id    TEXT NOT NULL,
	opened        INTEGER NOT NULL,
	closed        INTEGER,
	close_reason  TEXT,
	target_group  TEXT,
	acting        TEXT,
	residence     TEXT,
	paying        TEXT,
	caseworker_id TEXT,
	team_id       TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_case_citizen ON fact_case (citizen_id, opened);

CREATE TABLE fact_notification (
	notification_id TEXT PRIMARY KEY,
	citizen_id      TEXT NOT NULL,
	case_id         TEXT,
	received        INTEGER NOT NULL,
	received_secs   INTEGER NOT NULL,
	notifier        TEXT,
	anonymous       INTEGER,            -- NULL: not told
	professional    INTEGER,
	assessed_secs   INTEGER,
	acute           INTEGER,
	acknowledged    INTEGER,
	outcome         TEXT,
	closed          INTEGER,
	child_talk      INTEGER,
	team_id         TEXT        -- of the case, else of the one who assessed it
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_notification_reason (
	notification_id TEXT NOT NULL,
	reason          TEXT NOT NULL,
	PRIMARY KEY (notification_id, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_examination (
	examination_id TEXT PRIMARY KEY,
	case_id        TEXT NOT NULL,
	citizen_id     TEXT,
	kind           TEXT,
	aware          INTEGER NOT NULL,
	started        INTEGER NOT NULL,
	provisional    INTEGER,
	concluded      INTEGER,
	conclusion     TEXT,
	team_id        TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_decision (
	decision_id    TEXT PRIMARY KEY,
	case_id        TEXT NOT NULL,
	kind           TEXT,
	basis          TEXT,
	consent        TEXT,
	decided        INTEGER NOT NULL,
	effect         INTEGER,
	appealed       INTEGER,
	appeal_outcome TEXT,
	suspended      INTEGER NOT NULL,
	executed       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One placement: from the first event that puts it into effect to the last that ends it.
-- started NULL: decided, not (yet) put into effect.
CREATE TABLE fact_placement (
	placement_id     TEXT PRIMARY KEY,
	case_id          TEXT NOT NULL,
	citizen_id       TEXT,
	decided          INTEGER,
	started          INTEGER,
	ended            INTEGER,
	start_event      TEXT,          -- code: 0, 7, 7.2 or 7.5
	end_event        TEXT,          -- code: 5 or 5.5
	first_place_type TEXT,
	basis            TEXT,          -- at the start
	end_reason       TEXT,
	moved_to         TEXT
) STRICT, WITHOUT ROWID;

-- A stretch of a placement with one place and one legal basis. Half-open: the child was there on
-- day d when started <= d and (ended IS NULL or ended > d); ended is the day of the event that
-- ended it, which the register calls the last day. start_event and end_event are event codes;
-- 1.1 is a new category of the same place and not a move.
CREATE TABLE fact_placement_spell (
	placement_id       TEXT NOT NULL,
	spell              INTEGER NOT NULL,
	citizen_id         TEXT,
	started            INTEGER NOT NULL,
	ended              INTEGER,
	place_type         TEXT,
	basis              TEXT,
	facility_id        TEXT,
	place_municipality TEXT,
	start_event        TEXT NOT NULL,
	end_event          TEXT,
	PRIMARY KEY (placement_id, spell)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_measure (
	measure_id      TEXT PRIMARY KEY,
	case_id         TEXT NOT NULL,
	citizen_id      TEXT,
	kind            TEXT,
	code            TEXT,
	started         INTEGER NOT NULL,
	ended           INTEGER,
	decision_id     TEXT,
	family_directed INTEGER NOT NULL,
	granted_first   INTEGER,        -- first and last day of a grant of it
	granted_last    INTEGER,
	provider_cvr    TEXT,
	caseworker_id   TEXT,
	origin_id       TEXT            -- the measure it continues
) STRICT, WITHOUT ROWID;

-- Measures of staging that are not in fact_measure, and why. With fact_measure it is every measure
-- that came, so that a return can say of each one whether it was selected.
CREATE TABLE fact_measure_out (
	measure_id TEXT PRIMARY KEY,
	kind       TEXT,
	case_id    TEXT,
	reason     TEXT NOT NULL CHECK (reason IN ('DELETED', 'UNREADABLE'))
) STRICT, WITHOUT ROWID;

-- Postings on main accounts 0 to 6, summed. class tells apart what must not be netted unsaid: refund is
-- dranst 2, own_payment grouping 092, income the kinds 7xx and 8xx, expense the rest; unknown are
-- postings whose local account nobody has explained (function, dranst 0). matched: 'case' by
-- the case id on the posting; 'pnr' by the personal number to the case of that citizen that was
-- open on the day it was booked; 'none'. fit: 'one' measure or placement of the case is what the
-- account pays for in that month, 'several' or 'none' are, 'no_case' is known; only 'one' has an id.
-- The sums of amount and postings, with fact_cost_outside, are those of staging_posting.
CREATE TABLE fact_cost (
	case_id      TEXT,
	citizen_id   TEXT,              -- also where the citizen is known and no case was open
	function     INTEGER NOT NULL,
	dranst       INTEGER NOT NULL,
	grouping     TEXT NOT NULL,
	class        TEXT NOT NULL CHECK (class IN ('expense', 'income', 'own_payment', 'refund',
	                                            'unknown')),
	month        INTEGER NOT NULL,  -- yyyymm
	amount       INTEGER NOT NULL,
	postings     INTEGER NOT NULL,
	matched      TEXT NOT NULL CHECK (matched IN ('case', 'pnr', 'none')),
	measure_id   TEXT,
	placement_id TEXT,
	fit          TEXT NOT NULL CHECK (fit IN ('one', 'several', 'none', 'no_case'))
) STRICT;

CREATE TABLE fact_budget (
	year     INTEGER NOT NULL,
	function INTEGER NOT NULL,
	dranst   INTEGER NOT NULL,      -- 1 operations, 2 state refund, as booked amounts
	version  TEXT NOT NULL,
	amount   INTEGER NOT NULL,
	PRIMARY KEY (year, function, dranst, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_followup (
	followup_id  TEXT PRIMARY KEY,
	case_id      TEXT NOT NULL,
	measure_id   TEXT,
	placement_id TEXT,
	held         INTEGER,
	next_due     INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE fact_visit (
	visit_id     TEXT PRIMARY KEY,
	placement_id TEXT NOT NULL,
	visited      INTEGER NOT NULL,
	child_talk   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- staged = deleted + facts + left_out. left_out has a finding of extract for each row.
CREATE TABLE fact_left_out (
	entity   TEXT PRIMARY KEY,
	staged   INTEGER NOT NULL,
	deleted  INTEGER NOT NULL,
	facts    INTEGER NOT NULL,
	left_out INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- text: tables of finance that a municipality may add to: schemas/*.csv and profile/*.csv
--
-- Loaded anew each time facts are made. own: 1 from the workspace's profile folder, 0 built in. Days are
-- first and last day; an open end is the first or last day of the calendar.

-- What a local account stands for: profile/accounts.csv. The longest pattern that fits counts.
CREATE TABLE codelist_account (
	pattern    TEXT NOT NULL,                 -- GLOB over staging_posting.local_account: 'psp:XG-12*'
	account    TEXT NOT NULL,                 -- nine digits
	valid_from INTEGER NOT NULL,
	valid_to   INTEGER NOT NULL,
	text       TEXT,
	own        INTEGER NOT NULL,
	PRIMARY KEY (pattern, valid_from)
) STRICT, WITHOUT ROWID;

-- Which measures or places an account pays for.
CREATE TABLE codelist_account_measure (
	account    TEXT NOT NULL,                 -- nine characters, ? for any digit
	kind       TEXT NOT NULL CHECK (kind IN ('support', 'disability', 'placement')),
	codes      TEXT NOT NULL,                 -- of lists pgf, handicapindsats or ansted; * all
	valid_from INTEGER NOT NULL,
	valid_to   INTEGER NOT NULL,
	mark       TEXT NOT NULL,
	text       TEXT,
	own        INTEGER NOT NULL,
	PRIMARY KEY (account, kind, valid_from)
) STRICT, WITHOUT ROWID;

-- Accounts and what they are called, by year. Local groupings are allowed: the list is never closed.
CREATE TABLE codelist_account_text (
	account    TEXT NOT NULL,                 -- nine characters, ? for any digit
	first_year INTEGER NOT NULL,
	last_year  INTEGER NOT NULL,
	mark       TEXT NOT NULL,
	text       TEXT NOT NULL,
	own        INTEGER NOT NULL,
	PRIMARY KEY (account, first_year)
) STRICT, WITHOUT ROWID;

-- Central refund, barnets lov section 198: the share of a household's yearly cost above each limit.
-- A year that is not here is unknown: nothing is carried on from another year.
CREATE TABLE codelist_refund_threshold (
	year       INTEGER NOT NULL,
	limit_ore  INTEGER NOT NULL,
	percent    INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 100),
	mark       TEXT NOT NULL,
	own        INTEGER NOT NULL,
	PRIMARY KEY (year, limit_ore)
) STRICT, WITHOUT ROWID;

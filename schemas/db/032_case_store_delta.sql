-- text: how far the case store is read, and what is gone from it

-- The store as it was read last, in one row. Another store, municipality, profile or definition
-- makes the next reading full.
CREATE TABLE staging_store (
	one          INTEGER PRIMARY KEY CHECK (one = 1),
	place        TEXT    NOT NULL,              -- SHA-256 of its kind and place
	municipality TEXT    NOT NULL,
	profile      TEXT    NOT NULL,              -- SHA-256 of the profile's queries
	definitions  TEXT    NOT NULL,              -- SHA-256 of the entities' definitions and the program's version
	full_day     INTEGER NOT NULL               -- the day the last full reading stood for
) STRICT;

-- One row an entity that was read.
CREATE TABLE staging_watermark (
	entity       TEXT    PRIMARY KEY,
	newest       INTEGER,                       -- greatest changed_at read, seconds since 1970; NULL: none
	blank        INTEGER NOT NULL,              -- 1: there are times with a blank for the 'T'
	odd          INTEGER NOT NULL,              -- 1: there are times that begin like one and are none
	sum          TEXT    NOT NULL,              -- of the hashes of its rows, hex
	bytes        INTEGER NOT NULL,              -- of its rows
	missed       INTEGER NOT NULL DEFAULT 0,    -- rows a full reading found that changed_at had not told of
	missed_day   INTEGER                        -- the day that reading stood for
) STRICT, WITHOUT ROWID;

-- Rows that were staged and are no longer in the store: removed there, not marked as deleted. A
-- key that came again later stays here.
CREATE TABLE staging_gone (
	gone         INTEGER PRIMARY KEY,
	entity       TEXT    NOT NULL,
	record_key   TEXT    NOT NULL,              -- as in finding, secret parts masked
	case_id      TEXT,
	citizen_id   TEXT,
	day          INTEGER NOT NULL               -- the day of the reading that missed it
) STRICT;

CREATE INDEX staging_gone_entity ON staging_gone (entity, record_key);
CREATE INDEX staging_gone_day ON staging_gone (day, entity);

-- Findings of a row of the case store, by its key.
CREATE INDEX finding_casestore ON finding (entity, record_key) WHERE stage = 'extract:casestore';

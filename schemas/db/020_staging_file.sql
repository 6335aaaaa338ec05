-- text: files that came, files that are staged, and the text of rows that did not parse

-- One row for each distinct content that is staged. rows_in = staged + rejected.
CREATE TABLE staging_file (
	file         INTEGER PRIMARY KEY,
	feed         TEXT    NOT NULL,
	name         TEXT    NOT NULL,              -- as delivered
	sha256       TEXT    NOT NULL UNIQUE,       -- archive/<first two>/<sha256>
	bytes        INTEGER NOT NULL,
	municipality TEXT,                          -- three digits, from the name or the content
	period       TEXT,                          -- what a snapshot is a snapshot of, e.g. a year
	produced     INTEGER,                       -- day, from the name or the content
	previous     INTEGER,                       -- day of the delivery before, where the file says so
	trailer      INTEGER,                       -- number of records the file itself claims
	encoding     TEXT,
	"nothing"    INTEGER NOT NULL DEFAULT 0,    -- 1: the file says that there is nothing to report
	rows_in      INTEGER NOT NULL DEFAULT 0,
	staged       INTEGER NOT NULL DEFAULT 0,
	rejected     INTEGER NOT NULL DEFAULT 0,
	replaced_by  INTEGER,                       -- the later snapshot that took the place of these rows
	CHECK (rows_in = staged + rejected)
) STRICT;

-- One row for each file that came, staged or not.
CREATE TABLE staging_delivery (
	delivery     INTEGER PRIMARY KEY,
	name         TEXT    NOT NULL,
	feed         TEXT    NOT NULL,
	sha256       TEXT    NOT NULL,
	verdict      TEXT    NOT NULL CHECK (verdict IN ('loaded', 'duplicate', 'older', 'refused')),
	file         INTEGER,                       -- loaded: itself; duplicate: the one with this content
	run          INTEGER,
	acknowledged INTEGER NOT NULL DEFAULT 0,    -- 1: gone from the inbox
	inside       TEXT,                          -- SHA-256 of the .zip it came in, which has a row of its own (feed 'zip')
	place        INTEGER                        -- and its place there, from 1
) STRICT;

CREATE INDEX staging_delivery_sha256 ON staging_delivery (sha256);
CREATE INDEX staging_delivery_inside ON staging_delivery (inside) WHERE inside IS NOT NULL;
CREATE INDEX staging_delivery_open ON staging_delivery (delivery) WHERE acknowledged = 0;

-- Side files (extract/beside.h) and markers that came with a delivery; the archive has their text.
CREATE TABLE staging_beside (
	name   TEXT    NOT NULL,
	sha256 TEXT    NOT NULL,
	beside TEXT    NOT NULL,  -- SHA-256 of the file it stood beside
	bytes  INTEGER NOT NULL,
	PRIMARY KEY (name, sha256, beside)
) STRICT, WITHOUT ROWID;

CREATE INDEX staging_beside_sha256 ON staging_beside (sha256);
CREATE INDEX staging_beside_beside ON staging_beside (beside);

-- Rows that were rejected, and rows of which a value was left out: the text as it came (UTF-8,
-- control characters and foreign bytes as \xNN).
CREATE TABLE staging_raw (
	file         INTEGER NOT NULL,
	line         INTEGER NOT NULL,
	byte         INTEGER NOT NULL,
	raw          TEXT    NOT NULL,
	PRIMARY KEY (file, line, byte)
) STRICT, WITHOUT ROWID;

-- text: staging of CPR extracts: what is held of each person, as it stood on the day of the latest extract

-- Made to the definition extract/feeds/cpr_<product>.csv; a test holds the two together. Days are whole days;
-- X_precision is 'day', 'month' or 'year'; X_uncertain is 1 where CPR marks the date as uncertain. NULL: none, or
-- unknown to CPR. Codes keep their leading zeros: a municipality is four digits. line is the number of the record.

-- 001. One row for each personal number, also one that has been replaced (then pnr_current says by which).
CREATE TABLE staging_cpr_person (
	pnr                   TEXT    NOT NULL,
	pnr_current           TEXT,
	status                INTEGER NOT NULL,
	status_from           INTEGER,            -- day
	status_from_precision TEXT,
	status_from_uncertain INTEGER,            -- 0/1
	sex                   TEXT    NOT NULL,
	birth                 INTEGER,            -- day
	birth_precision       TEXT,
	birth_uncertain       INTEGER,            -- 0/1
	ended                 INTEGER,            -- day
	ended_precision       TEXT,
	ended_uncertain       INTEGER,            -- 0/1
	file                  INTEGER NOT NULL,
	line                  INTEGER NOT NULL,
	PRIMARY KEY (pnr)
) STRICT, WITHOUT ROWID;

-- 002. Municipality of the present address in Denmark. Street and house are not kept: no return, rule or figure asks where a
-- family lives, and an address that is protected is best not here. The archive has it.
CREATE TABLE staging_cpr_address (
	pnr                             TEXT    NOT NULL,
	municipality                    TEXT    NOT NULL,
	moved_in                        INTEGER,            -- day
	moved_in_precision              TEXT,
	moved_in_uncertain              INTEGER,            -- 0/1
	moved_to_municipality           INTEGER,            -- day
	moved_to_municipality_precision TEXT,
	moved_to_municipality_uncertain INTEGER,            -- 0/1
	from_municipality               TEXT,
	left_municipality               INTEGER,            -- day
	left_municipality_precision     TEXT,
	left_municipality_uncertain     INTEGER,            -- 0/1
	file                            INTEGER NOT NULL,
	line                            INTEGER NOT NULL,
	PRIMARY KEY (pnr)
) STRICT, WITHOUT ROWID;

-- 003. Addressing name; also of the dead.
CREATE TABLE staging_cpr_name (
	pnr  TEXT    NOT NULL,
	name TEXT,
	file INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (pnr)
) STRICT, WITHOUT ROWID;

-- 004. 0001 name and address, 0002 local directory, 0003 marketing. One that ends is absent from the next set.
CREATE TABLE staging_cpr_protection (
	pnr               TEXT    NOT NULL,
	kind              TEXT    NOT NULL,
	started           INTEGER,            -- day
	started_precision TEXT,
	file              INTEGER NOT NULL,
	line              INTEGER NOT NULL,
	PRIMARY KEY (pnr, line)
) STRICT, WITHOUT ROWID;

-- 005. Present emigration.
CREATE TABLE staging_cpr_emigration (
	pnr                 TEXT    NOT NULL,
	country             TEXT,
	emigrated           INTEGER,            -- day
	emigrated_precision TEXT,
	emigrated_uncertain INTEGER,            -- 0/1
	file                INTEGER NOT NULL,
	line                INTEGER NOT NULL,
	PRIMARY KEY (pnr)
) STRICT, WITHOUT ROWID;

-- 007. Present disappearance.
CREATE TABLE staging_cpr_disappearance (
	pnr                   TEXT    NOT NULL,
	disappeared           INTEGER,            -- day
	disappeared_precision TEXT,
	disappeared_uncertain INTEGER,            -- 0/1
	file                  INTEGER NOT NULL,
	line                  INTEGER NOT NULL,
	PRIMARY KEY (pnr)
) STRICT, WITHOUT ROWID;

-- 014. Stands on the parent.
CREATE TABLE staging_cpr_child (
	pnr       TEXT    NOT NULL,
	child_pnr TEXT    NOT NULL,
	file      INTEGER NOT NULL,
	line      INTEGER NOT NULL,
	PRIMARY KEY (pnr, line)
) STRICT, WITHOUT ROWID;

-- 015. Stands on the child. A name and a birth date only where there is no number.
CREATE TABLE staging_cpr_parents (
	pnr                    TEXT    NOT NULL,
	mother_pnr             TEXT,
	mother_birth           INTEGER,            -- day
	mother_birth_precision TEXT,
	mother_birth_uncertain INTEGER,            -- 0/1
	mother_name            TEXT,
	father_pnr             TEXT,
	father_birth           INTEGER,            -- day
	father_birth_precision TEXT,
	father_birth_uncertain INTEGER,            -- 0/1
	father_name            TEXT,
	file                   INTEGER NOT NULL,
	line                   INTEGER NOT NULL,
	PRIMARY KEY (pnr)
) STRICT, WITHOUT ROWID;

-- 016. Stands on the child: 0003 mother, 0004 father (see staging_cpr_parents), 0005 and 0006 holder_pnr.
CREATE TABLE staging_cpr_custody (
	pnr                   TEXT    NOT NULL,
	kind                  TEXT    NOT NULL,
	started               INTEGER,            -- day
	started_precision     TEXT,
	started_uncertain     INTEGER,            -- 0/1
	holder_pnr            TEXT,
	holder_from           INTEGER,            -- day
	holder_from_precision TEXT,
	file                  INTEGER NOT NULL,
	line                  INTEGER NOT NULL,
	PRIMARY KEY (pnr, line)
) STRICT, WITHOUT ROWID;

-- 017. Of an adult without legal capacity: 0000 not in CPR, 0001 guardian_pnr, 0002 by text.
CREATE TABLE staging_cpr_guardian (
	pnr                     TEXT    NOT NULL,
	started                 INTEGER,            -- day
	started_precision       TEXT,
	started_uncertain       INTEGER,            -- 0/1
	kind                    TEXT    NOT NULL,
	guardian_pnr            TEXT,
	guardian_from           INTEGER,            -- day
	guardian_from_precision TEXT,
	file                    INTEGER NOT NULL,
	line                    INTEGER NOT NULL,
	PRIMARY KEY (pnr)
) STRICT, WITHOUT ROWID;

-- 022. pnr is the one that is valid now.
CREATE TABLE staging_cpr_former_pnr (
	pnr               TEXT    NOT NULL,
	old_pnr           TEXT    NOT NULL,
	started           INTEGER,            -- day
	started_precision TEXT,
	started_uncertain INTEGER,            -- 0/1
	ended             INTEGER,            -- day
	ended_precision   TEXT,
	ended_uncertain   INTEGER,            -- 0/1
	file              INTEGER NOT NULL,
	line              INTEGER NOT NULL,
	PRIMARY KEY (pnr, line)
) STRICT, WITHOUT ROWID;

-- 023. correction: NULL valid, A annulled, K corrected, Æ technical.
CREATE TABLE staging_cpr_former_address (
	pnr                 TEXT    NOT NULL,
	correction          TEXT,
	municipality        TEXT,
	moved_in            INTEGER,            -- day
	moved_in_precision  TEXT,
	moved_in_uncertain  INTEGER,            -- 0/1
	moved_out           INTEGER,            -- day
	moved_out_precision TEXT,
	moved_out_uncertain INTEGER,            -- 0/1
	file                INTEGER NOT NULL,
	line                INTEGER NOT NULL,
	PRIMARY KEY (pnr, line)
) STRICT, WITHOUT ROWID;

-- 024. correction as in staging_cpr_former_address.
CREATE TABLE staging_cpr_former_emigration (
	pnr                 TEXT    NOT NULL,
	correction          TEXT,
	to_country          TEXT,
	emigrated           INTEGER,            -- day
	emigrated_precision TEXT,
	emigrated_uncertain INTEGER,            -- 0/1
	from_country        TEXT,
	returned            INTEGER,            -- day
	returned_precision  TEXT,
	returned_uncertain  INTEGER,            -- 0/1
	file                INTEGER NOT NULL,
	line                INTEGER NOT NULL,
	PRIMARY KEY (pnr, line)
) STRICT, WITHOUT ROWID;

-- 031 mother, 032 father, 033 child with clear-text address; protected_from: that address is protected.
CREATE TABLE staging_cpr_relative (
	kind                     TEXT,
	pnr                      TEXT    NOT NULL,
	relative_pnr             TEXT    NOT NULL,
	municipality             TEXT,
	protected_from           INTEGER,            -- day
	protected_from_precision TEXT,
	file                     INTEGER NOT NULL,
	line                     INTEGER NOT NULL,
	PRIMARY KEY (pnr, line)
) STRICT, WITHOUT ROWID;

-- 099. What made the person part of the extract.
CREATE TABLE staging_cpr_event (
	pnr               TEXT    NOT NULL,
	stamped           INTEGER,            -- day
	stamped_precision TEXT,
	event             TEXT,
	derived           TEXT,
	file              INTEGER NOT NULL,
	line              INTEGER NOT NULL,
	PRIMARY KEY (pnr, line)
) STRICT, WITHOUT ROWID;

-- 910. CPR's answer to bad input.
CREATE TABLE staging_cpr_error (
	subject TEXT,
	input   TEXT,
	number  TEXT,
	text    TEXT,
	file    INTEGER NOT NULL,
	line    INTEGER NOT NULL,
	PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;

-- 997. A subscription that has ended.
CREATE TABLE staging_cpr_closed (
	pnr               TEXT,
	stamped           INTEGER,            -- day
	stamped_precision TEXT,
	event             TEXT,
	key_constant      TEXT,
	file              INTEGER NOT NULL,
	line              INTEGER NOT NULL,
	PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;

-- Files that were loaded: the chain of each task. The next file must say that it follows the last one.
CREATE TABLE staging_cpr_file (
	file     INTEGER PRIMARY KEY,
	task     TEXT    NOT NULL,     -- OPGAVENR, six digits
	product  TEXT    NOT NULL,     -- the layout it was read with
	produced INTEGER NOT NULL,     -- day, PRODDTO
	previous INTEGER               -- day, PRODDTOFORRIG
) STRICT;

-- Every record is staged, counted only (its type is not kept), older (its person is held from a later extract of
-- another task), or rejected (staging_raw has it, and a finding).
CREATE TABLE staging_cpr_count (
	file        INTEGER NOT NULL,
	record_type TEXT    NOT NULL, -- three digits, or ??? where they were none
	records     INTEGER NOT NULL,
	staged      INTEGER NOT NULL,
	counted     INTEGER NOT NULL,
	older       INTEGER NOT NULL,
	rejected    INTEGER NOT NULL,
	PRIMARY KEY (file, record_type),
	CHECK (records = staged + counted + older + rejected)
) STRICT, WITHOUT ROWID;

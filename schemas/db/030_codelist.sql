-- text: code lists and their attributes

-- Code lists, from schemas/codelists/*.csv. Replaced whole when the program's lists change.
-- Days are days since 1970-01-01, first and last day included; NULL is unknown or open.

CREATE TABLE codelist (
	list       TEXT NOT NULL,
	code       TEXT NOT NULL,
	label_da   TEXT NOT NULL,
	label_en   TEXT,
	valid_from INTEGER,
	valid_to   INTEGER,
	mark       TEXT NOT NULL -- READ, INFERRED or LOCAL
) STRICT;
CREATE UNIQUE INDEX codelist_key ON codelist (list, code, valid_from, valid_to);

CREATE TABLE codelist_attr (
	list  TEXT NOT NULL,
	code  TEXT NOT NULL,
	name  TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (list, code, name)
) STRICT, WITHOUT ROWID;

-- One row: which lists the two tables hold.
CREATE TABLE codelist_loaded (
	sha256 TEXT NOT NULL
) STRICT;

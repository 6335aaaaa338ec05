-- text: rows that break a rule, and what each rule looked at

CREATE TABLE finding (
	finding      INTEGER PRIMARY KEY,
	stage        TEXT NOT NULL,                 -- 'extract:<source>' or 'transform'
	rule         TEXT NOT NULL,                 -- rule id, or <feed>.<column>.<kind>
	version      TEXT,
	consequence  TEXT NOT NULL CHECK (consequence IN ('delivery', 'record', 'answer', 'info')),
	entity       TEXT,
	record_key   TEXT,
	case_id      TEXT,
	citizen_id   TEXT,
	field        TEXT,
	found        TEXT,                          -- masked where the column is secret
	expected     TEXT,
	clash        TEXT,                          -- the other value it does not agree with
	file         INTEGER,
	line         INTEGER,
	who          TEXT,                          -- who can mend it
	note_da      TEXT,
	note_en      TEXT
) STRICT;

CREATE INDEX finding_stage ON finding (stage, rule);

-- A rule that looked at nothing has checked = 0 and says so in the note.
CREATE TABLE rule_result (
	rule         TEXT PRIMARY KEY,
	version      TEXT,
	checked      INTEGER NOT NULL,
	found        INTEGER NOT NULL,
	note         TEXT
) STRICT;

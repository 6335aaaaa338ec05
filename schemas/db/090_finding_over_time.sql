-- text: findings over time, and what each rule did not judge

-- The day of what the finding is about, where the rule tells; it decides which version of the law and
-- which limits hold.
ALTER TABLE finding ADD COLUMN event_day INTEGER;

-- skipped: records of which a field the rule reads is broken by its form; the finding on the form
-- stands instead. not_applicable: rows the rule is not about, before its time, or spared by their origin.
ALTER TABLE rule_result ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rule_result ADD COLUMN not_applicable INTEGER NOT NULL DEFAULT 0;

-- A finding over time: one row for what is the same finding night after night. It was seen `nights`
-- times before it was opened last, and since then in every night from first_night to closed_night, that one not
-- counted, or to the latest: so a night writes only what changed.
CREATE TABLE finding_life (
	identity     INTEGER PRIMARY KEY, -- ident() of rule, record, field and what it clashes with
	stage        TEXT    NOT NULL,
	rule         TEXT    NOT NULL,
	version      TEXT,                -- of the rule, when it was opened
	entity       TEXT,
	record_key   TEXT,
	field        TEXT,
	case_id      TEXT,
	first_seen   INTEGER NOT NULL,    -- days
	opened       INTEGER NOT NULL,    -- the day it was opened last
	first_night  INTEGER NOT NULL,    -- number of that night
	closed       INTEGER,             -- the day its cause was gone
	closed_night INTEGER,
	closed_why   TEXT CHECK (closed_why IN ('gone', 'off')),
	nights       INTEGER NOT NULL DEFAULT 0,
	came_back    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX finding_life_open ON finding_life (stage, rule) WHERE closed IS NULL;
CREATE INDEX finding_life_record ON finding_life (entity, record_key);

-- The latest night that findings of a stage were followed through.
CREATE TABLE finding_night (
	stages TEXT PRIMARY KEY,          -- the GLOB it was asked for
	night  INTEGER NOT NULL,
	as_of  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

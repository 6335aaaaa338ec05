-- text: what people answered to findings; nothing here is ever changed or deleted

-- An answer holds while the values it was given to are the same, and until it expires. The latest of an
-- identity is the one that counts; it is replaced by a newer one or withdrawn, and stays.
CREATE TABLE finding_answer (
	answer       INTEGER PRIMARY KEY,
	identity     INTEGER NOT NULL,    -- of the finding, as in finding_life
	stage        TEXT NOT NULL,
	rule         TEXT NOT NULL,
	version      TEXT,                -- of the rule, when it was answered
	consequence  TEXT NOT NULL,       -- of the finding, when it was answered
	entity       TEXT,
	record_key   TEXT,
	case_id      TEXT,
	field        TEXT,
	found        TEXT,
	clash        TEXT,
	kind         TEXT NOT NULL CHECK (kind IN ('correct', 'rule_wrong', 'waits', 'override')),
	reason       TEXT NOT NULL,
	by_name      TEXT NOT NULL,
	booked_at    TEXT NOT NULL,       -- UTC
	as_of        INTEGER NOT NULL,    -- day of the findings that were answered
	expires      INTEGER,             -- waits: the day it comes back; otherwise the last day it holds
	fingerprint  TEXT NOT NULL,       -- name=hash of each value the finding rests on
	source       TEXT,                -- workbook, sheet and row; NULL: given on the command line
	CHECK (expires IS NOT NULL OR kind NOT IN ('waits', 'override'))
) STRICT;

CREATE INDEX finding_answer_identity ON finding_answer (identity, answer);

CREATE TRIGGER finding_answer_kept BEFORE UPDATE ON finding_answer
BEGIN SELECT RAISE(ABORT, 'answers are not changed'); END;
CREATE TRIGGER finding_answer_there BEFORE DELETE ON finding_answer
BEGIN SELECT RAISE(ABORT, 'answers are not deleted'); END;

CREATE TABLE finding_answer_withdrawn (
	answer       INTEGER PRIMARY KEY REFERENCES finding_answer,
	by_name      TEXT NOT NULL,
	reason       TEXT,
	withdrawn_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER finding_answer_withdrawn_kept BEFORE UPDATE ON finding_answer_withdrawn
BEGIN SELECT RAISE(ABORT, 'withdrawals are not changed'); END;
CREATE TRIGGER finding_answer_withdrawn_there BEFORE DELETE ON finding_answer_withdrawn
BEGIN SELECT RAISE(ABORT, 'withdrawals are not deleted'); END;

-- Tonight's findings that are answered: the columns of finding, `answer` filled in. The number is its own.
CREATE TABLE finding_answered (
	finding      INTEGER PRIMARY KEY,
	stage        TEXT NOT NULL,
	rule         TEXT NOT NULL,
	version      TEXT,
	consequence  TEXT NOT NULL,
	entity       TEXT,
	record_key   TEXT,
	case_id      TEXT,
	citizen_id   TEXT,
	field        TEXT,
	found        TEXT,
	expected     TEXT,
	clash        TEXT,
	file         INTEGER,
	line         INTEGER,
	who          TEXT,
	note_da      TEXT,
	note_en      TEXT,
	event_day    INTEGER,
	due_day      INTEGER,
	caseworker_id TEXT,
	team_id      TEXT,
	answer       INTEGER
) STRICT;

CREATE INDEX finding_answered_stage ON finding_answered (stage, rule);

-- What an override lowered, as it was before.
CREATE TABLE finding_lowered (
	finding      INTEGER PRIMARY KEY,
	consequence  TEXT NOT NULL
) STRICT;

-- Open findings whose answer no longer holds, and why: a value changed (field names it), the answer expired, or
-- the finding now stops a record and the answer does not let it through.
CREATE TABLE finding_back (
	finding      INTEGER PRIMARY KEY,
	answer       INTEGER NOT NULL,
	why          TEXT NOT NULL CHECK (why IN ('changed', 'expired', 'stops')),
	field        TEXT
) STRICT;

-- What stops a record or a delivery, also where somebody has answered that it has to wait.
CREATE VIEW finding_stops AS
SELECT stage, rule, consequence, entity, record_key, case_id, citizen_id, field, found
  FROM finding WHERE consequence IN ('record', 'delivery')
UNION ALL
SELECT stage, rule, consequence, entity, record_key, case_id, citizen_id, field, found
  FROM finding_answered WHERE consequence IN ('record', 'delivery');

-- The old answer beside a finding that came back, in words.
CREATE VIEW finding_came_back AS
SELECT b.finding, b.answer, b.why, b.field, a.kind, a.reason, a.by_name, a.as_of, a.expires,
       'Kommer igen: ' || CASE b.why
            WHEN 'changed' THEN coalesce(b.field, 'en værdi') || ' er ændret'
            WHEN 'expired' THEN 'svaret udløb ' || coalesce(date(a.expires * 86400, 'unixepoch'), '')
            ELSE 'fundet holder nu posten tilbage' END AS back_da,
       'came back because ' || CASE b.why
            WHEN 'changed' THEN coalesce(b.field, 'a value') || ' changed'
            WHEN 'expired' THEN 'the answer expired on ' || coalesce(date(a.expires * 86400, 'unixepoch'), '')
            ELSE 'the finding now stops the record' END AS back_en,
       CASE a.kind WHEN 'correct' THEN 'korrekt' WHEN 'rule_wrong' THEN 'reglen er forkert'
                   WHEN 'waits' THEN 'afventer' ELSE 'godkendt alligevel' END
       || ' (' || date(a.as_of * 86400, 'unixepoch') || ', ' || a.by_name || '): ' || a.reason AS answer_da,
       a.kind || ' (' || date(a.as_of * 86400, 'unixepoch') || ', ' || a.by_name || '): ' || a.reason AS answer_en
  FROM finding_back AS b
  JOIN finding_answer AS a ON a.answer = b.answer;

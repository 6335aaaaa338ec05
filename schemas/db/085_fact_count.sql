-- text: facts that key figures and statistical tables count alike
--
-- What is counted is what our municipality answers for: only stretches in which it has the duty to act
-- (fact_acting), only children that are there (fact_citizen). Days are days since 1970-01-01.
-- child: the first citizen_id of those with the same number in force, else the citizen_id. Two
-- registrations of one child are one.

-- A placement put into effect, and one put into effect again after it ended. Not a move, not a
-- stay that goes on at 18 (7.2), not one taken over (7.5), not a new basis.
CREATE TABLE fact_placement_start (
	placement_id TEXT    NOT NULL,
	spell        INTEGER NOT NULL,  -- the first of it in fact_placement_spell
	case_id      TEXT    NOT NULL,
	citizen_id   TEXT    NOT NULL,
	started      INTEGER NOT NULL,
	ours         INTEGER NOT NULL,  -- 1: our municipality acted that day, so that it is counted
	basis        TEXT,
	place_type   TEXT,
	PRIMARY KEY (placement_id, spell)
) STRICT, WITHOUT ROWID;

-- Triggering reasons of such a placement, those of its decision or of the event itself.
CREATE TABLE fact_placement_reason (
	placement_id TEXT    NOT NULL,
	spell        INTEGER NOT NULL,  -- as in fact_placement_start
	reason       TEXT    NOT NULL,
	PRIMARY KEY (placement_id, spell, reason)
) STRICT, WITHOUT ROWID;

-- A spell of a placement, as far as our municipality acts. Half-open: the child is placed on day d
-- when first <= d AND (until IS NULL OR until > d).
CREATE TABLE fact_placed (
	placement_id TEXT    NOT NULL,
	spell        INTEGER NOT NULL,
	stretch      INTEGER NOT NULL,  -- of fact_acting
	case_id      TEXT    NOT NULL,
	citizen_id   TEXT    NOT NULL,
	child        TEXT    NOT NULL,
	began        INTEGER NOT NULL,  -- the spell itself: which of two began last
	first        INTEGER NOT NULL,
	until        INTEGER,
	basis        TEXT,
	place_type   TEXT,
	PRIMARY KEY (placement_id, spell, stretch)
) STRICT, WITHOUT ROWID;

-- A measure, as far as our municipality acts: as the returns L201 and L231 tell it. Both days are
-- within; last NULL: still runs. Only codes of the return, in force on the day it began.
CREATE TABLE fact_supported (
	measure_id   TEXT    NOT NULL,
	stretch      INTEGER NOT NULL,  -- of fact_acting
	record       TEXT    NOT NULL,  -- the id it is returned under: <measure_id>, <measure_id>~2 …
	case_id      TEXT    NOT NULL,
	citizen_id   TEXT    NOT NULL,
	child        TEXT    NOT NULL,
	kind         TEXT    NOT NULL,  -- support or disability
	code         TEXT    NOT NULL,
	part         TEXT,              -- of support: 5 early, 6 SEL or BL, 7 LBU
	first        INTEGER NOT NULL,
	last         INTEGER,
	PRIMARY KEY (measure_id, stretch)
) STRICT, WITHOUT ROWID;

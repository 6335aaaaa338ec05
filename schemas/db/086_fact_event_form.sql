-- text: facts: on which form a placement event is reported, and whether it counts

-- One row an event of fact_placement_event. It is judged alike for all returns and statistics of placements; what
-- a single return adds (period, the number of the child, findings) is not here. reason NULL: it counts; else
-- the first that applies of NO_CASE, NOT_IN_EFFECT, ACTING, CODE, NO_BIRTH, AGE, FORM, NOT_EXECUTED and
-- SUSPENDED, in the words of the code list selection_reason.
CREATE TABLE fact_event_form (
	event_id       TEXT PRIMARY KEY,
	form           TEXT CHECK (form IN ('0-17', '18-22')),  -- NULL: no birth date
	age            INTEGER,         -- whole years on the day; NULL: not known, or not born
	before_birth   INTEGER NOT NULL,
	of_unborn      INTEGER NOT NULL, -- 1: a basis of the placement is one for the unborn
	opens          INTEGER NOT NULL, -- 1: the decision that the placement begins with
	basis          TEXT,            -- of the event; of a decision that tells none, that of fact_decision
	consent        TEXT,
	reason         TEXT
) STRICT, WITHOUT ROWID;

-- text: facts: the events of placements, those of the case store and those that follow from a change of acting municipality

-- at: the day the event counts on: of a decision (0.2, 6) the day it was decided, else the day it took effect, and
-- without one the day it was decided. derived 1: not in the case store; a 7.5 or 5.5 made where a placement runs
-- on the day our municipality takes over the duty to act, or gives it away, and the case store has
-- no such event in that stretch. Its id is <placement>/<code>/<day>.
CREATE TABLE fact_placement_event (
	event_id           TEXT PRIMARY KEY,
	placement_id       TEXT NOT NULL,
	case_id            TEXT NOT NULL,
	citizen_id         TEXT,
	code               TEXT,
	at                 INTEGER NOT NULL,
	decided            INTEGER,
	effect             INTEGER,
	decision_id        TEXT,
	basis              TEXT,
	place_type         TEXT,
	facility_id        TEXT,
	place_municipality TEXT,
	change_reason      TEXT,
	end_reason         TEXT,
	moved_to           TEXT,
	derived            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX fact_placement_event_placement ON fact_placement_event (placement_id, at);

-- Events of staging that are not in fact_placement_event, and why.
CREATE TABLE fact_placement_event_out (
	event_id   TEXT PRIMARY KEY,
	case_id    TEXT,
	citizen_id TEXT,
	reason     TEXT NOT NULL CHECK (reason IN ('DELETED', 'UNREADABLE'))
) STRICT, WITHOUT ROWID;

-- Triggering reasons of a placement, told at the event that decides it.
CREATE TABLE fact_event_reason (
	event_id TEXT NOT NULL,
	reason   TEXT NOT NULL,
	PRIMARY KEY (event_id, reason)
) STRICT, WITHOUT ROWID;

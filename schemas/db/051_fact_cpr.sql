-- text: facts: what CPR says of the children, as it stands in the latest extract of each

-- A date is a day and how precise it is: 'day', 'month' or 'year', of which the day is then the first; uncertain 1
-- where CPR marks it so. Municipality codes are three digits, also of municipalities that have closed since.

-- Who has custody. kind none: CPR knows the child, who lives in Denmark and is under 18 on the as-of day, and no custody.
CREATE TABLE fact_custody (
	citizen_id        TEXT    NOT NULL,
	place             INTEGER NOT NULL,
	kind              TEXT    NOT NULL CHECK (kind IN ('mother', 'father', 'other', 'none')),
	code              TEXT,              -- 0003 mother, 0004 father, 0005 and 0006 another; NULL: none
	holder_pnr        TEXT,              -- in force now; NULL: a holder whose number CPR does not know
	started           INTEGER,
	started_precision TEXT,
	started_uncertain INTEGER,
	PRIMARY KEY (citizen_id, place)
) STRICT, WITHOUT ROWID;

-- Name and address protection in force. One that has ended is not in CPR's extracts.
CREATE TABLE fact_protection (
	citizen_id        TEXT    NOT NULL,
	place             INTEGER NOT NULL,
	started           INTEGER,
	started_precision TEXT,
	PRIMARY KEY (citizen_id, place)
) STRICT, WITHOUT ROWID;

-- Municipalities a child has lived in, in order. Addresses one after the other in one municipality are one stretch.
CREATE TABLE fact_residence (
	citizen_id        TEXT    NOT NULL,
	place             INTEGER NOT NULL,
	municipality      TEXT    NOT NULL,
	started           INTEGER NOT NULL,
	started_precision TEXT,
	started_uncertain INTEGER,
	ended             INTEGER,           -- NULL: lives there now
	ended_precision   TEXT,
	ended_uncertain   INTEGER,
	present           INTEGER NOT NULL,  -- 1: the present address
	PRIMARY KEY (citizen_id, place)
) STRICT, WITHOUT ROWID;

-- What moved a child into or out of the municipality's reach. in, out: to or from this municipality.
CREATE TABLE fact_move (
	citizen_id TEXT    NOT NULL,
	day        INTEGER NOT NULL,
	kind       TEXT    NOT NULL CHECK (kind IN ('in', 'out', 'emigrated', 'returned', 'disappeared', 'died')),
	from_code  TEXT,                     -- NULL: unknown, or from abroad
	to_code    TEXT,
	country    TEXT,                     -- of emigrated and returned, CPR's authority code
	precision  TEXT,
	uncertain  INTEGER,
	PRIMARY KEY (citizen_id, day, kind)
) STRICT, WITHOUT ROWID;

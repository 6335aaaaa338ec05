-- text: the facility register as facts: what held for a facility, from day to day

-- Spells that do not overlap: in one of them price, places, kind and approval are the same.
CREATE TABLE fact_facility (
	facility_id  TEXT NOT NULL,
	valid_from   INTEGER NOT NULL,  -- 0001-01-01 where not given
	valid_to     INTEGER,           -- last day; NULL open
	cvr          TEXT,
	p_number     TEXT,
	name         TEXT,
	kind         TEXT,              -- list facility_kind, or the register's word
	target_group TEXT,
	places       INTEGER,           -- normering
	day_price    INTEGER,           -- øre a day
	municipality TEXT,
	approved     INTEGER,           -- 1, 0, NULL not known
	PRIMARY KEY (facility_id, valid_from)
) STRICT, WITHOUT ROWID;

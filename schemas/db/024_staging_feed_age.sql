-- text: how old each feed was when it was last judged

CREATE TABLE staging_feed_age (
	feed     TEXT PRIMARY KEY,
	as_of    INTEGER NOT NULL, -- day
	name     TEXT,             -- the newest file; NULL for the case store
	produced INTEGER,          -- its day
	age      INTEGER,          -- in the unit of the limit
	"limit"  TEXT,             -- '4 dage', '2 arbejdsdage', 'senest 15-01'; NULL: none
	unused   INTEGER NOT NULL, -- files that came and could not be used
	verdict  TEXT NOT NULL CHECK (verdict IN ('fresh', 'stale', 'never', 'no limit', 'not expected'))
) STRICT, WITHOUT ROWID;

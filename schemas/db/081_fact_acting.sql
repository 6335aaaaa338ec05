-- text: when our municipality has the duty to act in a case

-- Half-open days, in the order of time, apart from one another: our municipality acts on day d when
-- coalesce(started <= d, 1) AND coalesce(ended > d, 1). started NULL: from the beginning; ended NULL: still.
-- ended is the day another municipality takes over, and the first on which ours no longer acts. A
-- case without a row is one in which ours never acts. transform/facts/131_fact_acting.sql says from what.
CREATE TABLE fact_acting (
	case_id TEXT    NOT NULL,
	stretch INTEGER NOT NULL,       -- 1, 2, …
	started INTEGER,
	ended   INTEGER,
	PRIMARY KEY (case_id, stretch)
) STRICT, WITHOUT ROWID;

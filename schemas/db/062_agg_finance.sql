-- text: how postings found the measure they pay for

-- By fit as in fact_cost: 'one', 'several', 'none', 'no_case'.
CREATE TABLE agg_cost_fit (
	year     INTEGER NOT NULL,
	class    TEXT NOT NULL,
	fit      TEXT NOT NULL,
	amount   INTEGER NOT NULL,
	postings INTEGER NOT NULL,
	PRIMARY KEY (year, class, fit)
) STRICT, WITHOUT ROWID;

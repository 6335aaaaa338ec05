-- text: aggregates: counts and sums without a person in them

-- Booked amounts, øre, by class as in fact_cost: nothing is netted here.
CREATE TABLE agg_cost_month (
	function INTEGER NOT NULL,
	month    INTEGER NOT NULL,      -- yyyymm
	class    TEXT NOT NULL,
	dranst   INTEGER NOT NULL,
	amount   INTEGER NOT NULL,
	postings INTEGER NOT NULL,
	PRIMARY KEY (function, month, class, dranst)
) STRICT, WITHOUT ROWID;

-- The same, by how the posting found its case: 'case', 'pnr' or 'none'.
CREATE TABLE agg_cost_match (
	function INTEGER NOT NULL,
	month    INTEGER NOT NULL,
	class    TEXT NOT NULL,
	dranst   INTEGER NOT NULL,
	matched  TEXT NOT NULL,
	amount   INTEGER NOT NULL,
	postings INTEGER NOT NULL,
	PRIMARY KEY (function, month, class, dranst, matched)
) STRICT, WITHOUT ROWID;

CREATE TABLE agg_budget (
	year     INTEGER NOT NULL,
	function INTEGER NOT NULL,
	dranst   INTEGER NOT NULL,
	version  TEXT NOT NULL,
	amount   INTEGER NOT NULL,
	PRIMARY KEY (year, function, dranst, version)
) STRICT, WITHOUT ROWID;

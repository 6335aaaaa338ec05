-- text: postings outside the operating accounts, and what the state refunds

-- Postings on main accounts 7 to 9 (finance and balance), such as the other side of each entry.
CREATE TABLE fact_cost_outside (
	function INTEGER NOT NULL,
	month    INTEGER NOT NULL,
	amount   INTEGER NOT NULL,
	postings INTEGER NOT NULL,
	PRIMARY KEY (function, month)
) STRICT, WITHOUT ROWID;

-- Yearly cost of a household against the limits of its year. gross: expenses on the functions of list
-- refund_funktion; refundable: what lies above the lowest limit; refund: what the state is to pay;
-- booked: refund postings of its children (negative). status: 'below', 'due', or 'unknown' where the year
-- has no limits, and then refundable and refund are empty, never 0.
CREATE TABLE fact_refund (
	year       INTEGER NOT NULL,
	household  TEXT NOT NULL,       -- least citizen id among its children
	citizens   INTEGER NOT NULL,    -- with cost that year
	gross      INTEGER NOT NULL,
	refundable INTEGER,
	refund     INTEGER,
	booked     INTEGER NOT NULL,
	status     TEXT NOT NULL CHECK (status IN ('below', 'due', 'unknown')),
	PRIMARY KEY (year, household)
) STRICT, WITHOUT ROWID;

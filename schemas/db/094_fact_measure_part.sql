-- text: the parts of measures in which our municipality acts

-- A measure that runs across changes of acting municipality has a part for each stretch in which ours
-- acts; the first day ours does not act is no longer in it. One that is over before it begins keeps its days.
CREATE TABLE fact_measure_part (
	measure_id TEXT    NOT NULL,
	part       INTEGER NOT NULL, -- 1 and on
	stretch    INTEGER NOT NULL, -- of fact_acting
	record     TEXT    NOT NULL, -- the id it is reported with: part_id()
	first      INTEGER NOT NULL, -- days, both included
	last       INTEGER,          -- NULL: it runs still
	PRIMARY KEY (measure_id, part)
) STRICT, WITHOUT ROWID;

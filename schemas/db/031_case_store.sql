-- text: what the last reading of the case store gave, by entity
--
-- The rows themselves are in staging_<entity>, made from extract/entities/<entity>.def.

CREATE TABLE staging_entity (
	entity   TEXT PRIMARY KEY,
	file     INTEGER NOT NULL, -- staging_file
	rows_in  INTEGER NOT NULL,
	staged   INTEGER NOT NULL,
	rejected INTEGER NOT NULL,
	findings INTEGER NOT NULL,
	CHECK (rows_in = staged + rejected)
) STRICT, WITHOUT ROWID;

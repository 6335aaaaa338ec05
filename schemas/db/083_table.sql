-- text: statistical tables: their cells, and the children behind each
--
-- Made from the definitions transform/tables/ when a report asks for them, emptied by every transform:
-- what stands here is always of the facts that stand. Cells are counted, never a person: only
-- record_table has those. d1 to d6 are the codes of the dimensions in the order of the table; one
-- that a table does not have is ''.

-- A table of a year that has been made.
CREATE TABLE agg_table_year (
	tab       TEXT    NOT NULL,
	year      INTEGER NOT NULL,
	report    TEXT    NOT NULL,          -- the report it belongs to
	unit      TEXT    NOT NULL CHECK (unit IN ('antal', 'pct')),
	dims      INTEGER NOT NULL,
	as_of     INTEGER NOT NULL,
	shown     INTEGER NOT NULL,          -- 1: its report was written; 0: only compared with what was approved
	PRIMARY KEY (tab, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE agg_table_dim (
	tab       TEXT    NOT NULL,
	year      INTEGER NOT NULL,
	dim       INTEGER NOT NULL,          -- 1 to 6
	name      TEXT    NOT NULL,          -- the authority's: ADMKOM, ALDER1
	label_da  TEXT    NOT NULL,
	label_en  TEXT    NOT NULL,
	PRIMARY KEY (tab, year, dim)
) STRICT, WITHOUT ROWID;

-- The codes of each dimension in force in the year; ord is the authority's order, the same in all years.
CREATE TABLE agg_table_code (
	tab       TEXT    NOT NULL,
	year      INTEGER NOT NULL,
	dim       INTEGER NOT NULL,          -- 1 to 6; those a table does not have hold the one code ''
	ord       INTEGER NOT NULL,
	code      TEXT    NOT NULL,
	label_da  TEXT    NOT NULL,
	label_en  TEXT    NOT NULL,
	total     INTEGER NOT NULL,          -- 1: the sum or union of the others
	PRIMARY KEY (tab, year, dim, code)
) STRICT, WITHOUT ROWID;

-- Cells with something in them; the others are 0. n: how many different things are counted.
CREATE TABLE agg_table (
	tab       TEXT    NOT NULL,
	year      INTEGER NOT NULL,
	d1        TEXT    NOT NULL,
	d2        TEXT    NOT NULL,
	d3        TEXT    NOT NULL,
	d4        TEXT    NOT NULL,
	d5        TEXT    NOT NULL,
	d6        TEXT    NOT NULL,
	n         INTEGER NOT NULL,
	PRIMARY KEY (tab, year, d1, d2, d3, d4, d5, d6)
) STRICT, WITHOUT ROWID;

-- What a share is a share of. dim 0 and code '': of every cell; else of the cells with that code.
CREATE TABLE agg_table_share (
	tab        TEXT    NOT NULL,
	year       INTEGER NOT NULL,
	dim        INTEGER NOT NULL,
	code       TEXT    NOT NULL,
	ages       TEXT    NOT NULL,         -- as the setting is named: 0-22
	population INTEGER,                  -- NULL: nobody has told
	PRIMARY KEY (tab, year, dim, code)
) STRICT, WITHOUT ROWID;

-- Every cell of every table, also the empty ones. value: n, or for a share tenths of a percent, half
-- up; NULL where the population is not known.
CREATE VIEW agg_table_cell AS
SELECT y.tab, y.year, y.report, y.unit, y.dims,
       c1.code AS d1, c2.code AS d2, c3.code AS d3, c4.code AS d4, c5.code AS d5, c6.code AS d6,
       c1.ord AS o1, c2.ord AS o2, c3.ord AS o3, c4.ord AS o4, c5.ord AS o5, c6.ord AS o6,
       coalesce(a.n, 0) AS n,
       iif(y.unit = 'pct',
           iif(s.population > 0, (2000 * coalesce(a.n, 0) + s.population) / (2 * s.population), NULL),
           coalesce(a.n, 0)) AS value
  FROM agg_table_year AS y
 CROSS JOIN agg_table_code AS c1 ON c1.tab = y.tab AND c1.year = y.year AND c1.dim = 1
 CROSS JOIN agg_table_code AS c2 ON c2.tab = y.tab AND c2.year = y.year AND c2.dim = 2
 CROSS JOIN agg_table_code AS c3 ON c3.tab = y.tab AND c3.year = y.year AND c3.dim = 3
 CROSS JOIN agg_table_code AS c4 ON c4.tab = y.tab AND c4.year = y.year AND c4.dim = 4
 CROSS JOIN agg_table_code AS c5 ON c5.tab = y.tab AND c5.year = y.year AND c5.dim = 5
 CROSS JOIN agg_table_code AS c6 ON c6.tab = y.tab AND c6.year = y.year AND c6.dim = 6
  LEFT JOIN agg_table AS a ON a.tab = y.tab AND a.year = y.year AND a.d1 = c1.code AND a.d2 = c2.code
   AND a.d3 = c3.code AND a.d4 = c4.code AND a.d5 = c5.code AND a.d6 = c6.code
  LEFT JOIN agg_table_share AS s ON s.tab = y.tab AND s.year = y.year
   AND s.code = CASE s.dim WHEN 0 THEN '' WHEN 1 THEN c1.code WHEN 2 THEN c2.code
                           WHEN 3 THEN c3.code WHEN 4 THEN c4.code WHEN 5 THEN c5.code ELSE c6.code END;

-- The things behind each cell, at the finest level: a cell that is a total has those of its parts.
CREATE TABLE record_table (
	tab        TEXT    NOT NULL,
	year       INTEGER NOT NULL,
	d1         TEXT    NOT NULL,
	d2         TEXT    NOT NULL,
	d3         TEXT    NOT NULL,
	d4         TEXT    NOT NULL,
	d5         TEXT    NOT NULL,
	d6         TEXT    NOT NULL,
	counted    TEXT    NOT NULL,         -- what the cell counts different ones of
	citizen_id TEXT,
	case_id    TEXT,
	entity     TEXT,
	record_key TEXT
) STRICT;

CREATE INDEX record_table_year ON record_table (tab, year);

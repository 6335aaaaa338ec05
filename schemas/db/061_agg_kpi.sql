-- text: key figures for managers: one value per figure, month and team, never a person
--
-- agg_kpi holds the two halves and not the quotient, so that a total is made from the parts and
-- never from an average of averages. team_id '' is the whole municipality. A month that is missing
-- lies before the first recorded event of that figure; a row with denominator 0 had nothing to judge.
-- What a figure means, and in which unit, stands in transform/kpis/<kpi>.sql.
CREATE TABLE agg_kpi (
	kpi         TEXT NOT NULL,
	month       INTEGER NOT NULL CHECK (month % 100 BETWEEN 1 AND 12),
	team_id     TEXT NOT NULL,
	numerator   INTEGER NOT NULL,
	denominator INTEGER NOT NULL,
	PRIMARY KEY (kpi, month, team_id)
) STRICT, WITHOUT ROWID;

-- The closed months that figures are made for: the last 36 before the as-of day.
CREATE TABLE agg_kpi_month (
	month     INTEGER PRIMARY KEY,
	first_day INTEGER NOT NULL,
	last_day  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX agg_kpi_month_end ON agg_kpi_month (last_day, month, first_day);

-- Deadlines in law, as they stood on each day: schemas/deadlines.csv.
CREATE TABLE codelist_deadline (
	id         TEXT NOT NULL,
	law        TEXT NOT NULL,
	paragraph  TEXT NOT NULL,
	valid_from INTEGER NOT NULL,
	valid_to   INTEGER NOT NULL,
	length     INTEGER,
	unit       TEXT NOT NULL,
	text_da    TEXT NOT NULL,
	text_en    TEXT NOT NULL,
	mark       TEXT NOT NULL,
	PRIMARY KEY (id, valid_from)
) STRICT, WITHOUT ROWID;

-- Names of the teams that agg_kpi has figures for.
CREATE TABLE agg_kpi_team (
	team_id TEXT PRIMARY KEY,
	name    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the figures were made from. rows_in = used + deleted + left_out; produced is the day of the
-- latest file of a feed, NULL for an entity of the case store.
CREATE TABLE agg_kpi_input (
	source   TEXT PRIMARY KEY,
	rows_in  INTEGER NOT NULL,
	used     INTEGER NOT NULL,
	deleted  INTEGER NOT NULL,
	left_out INTEGER NOT NULL,
	produced INTEGER
) STRICT, WITHOUT ROWID;

-- text: what the yearly placement statistics of the latest closed year count, and why not the rest
--
-- Every placement event has a row, every placement too, as <placement>/<year>-12-31: is it in the stock of the last
-- day. reason NULL: it counts; the cells it counts in are in record_table, by the event's or the placement's id.
-- Else DELETED, UNREADABLE, what transform/facts/176_fact_event_form.sql says of the event, PERIOD (after the year), BEFORE
-- (before it); for a placement NOT_PLACED (the child was not placed that day, or our municipality did not act),
-- AGE (23 or older) or DOUBLE (the child counts by another placement).

CREATE TABLE record_ast_anbringelse (
	record_key   TEXT PRIMARY KEY,
	citizen_id   TEXT,
	case_id      TEXT,
	reason       TEXT,
	finding_rule TEXT
) STRICT, WITHOUT ROWID;

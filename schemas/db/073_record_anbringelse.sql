-- text: candidates of the placement events that are reported one by one, selected or not
--
-- Every event of the case store has a row, and every take-over that follows from a change of acting
-- municipality (fact_placement_event). reason NULL = it goes into the return; else why it does not, the first
-- that applies of
--   DELETED       deleted in the case store
--   UNREADABLE    an id or a day cannot be read
--   NO_CASE       its case, or the child of the case, is not there
--   NOT_IN_EFFECT an event that takes effect, without a day on which it did
--   ACTING        another municipality had the duty to act on the day
--   EARLIER       before the collection began
--   PERIOD        after the last day that is reported
--   CODE          no event of the list on that day
--   NO_BIRTH      the birth date is not known, so that the form cannot be told
--   AGE           the young person was 23 or older
--   FORM          not an event of the form for the age (of 18-22 follow-up and decisions are not reported)
--   UNBORN        a child not yet born, on another basis than the two for the unborn, or held by the settings
--   NO_MOTHER     a child not yet born whose mother has no number
--   NO_PNR        the child has no number of any kind
--   FOREIGN       the child has a foreign number only, and the settings say to hold such records
--   SUSPENDED     a decision that an appeal suspends, not executed so far
--   NOT_EXECUTED  a decision that was overturned or lapsed, and never executed
--   BLOCKED       a rule stops it; finding_rule says which
-- finding_rule is also set beside the other reasons when a rule stops the record.
-- seq is the order of the return: by event id.

CREATE TABLE record_anbringelse (
	seq           INTEGER PRIMARY KEY,
	event_id      TEXT NOT NULL UNIQUE,
	citizen_id    TEXT,
	case_id       TEXT,
	placement_id  TEXT,
	form          TEXT CHECK (form IN ('0-17', '18-22')),
	unborn        TEXT,             -- 'ja': pnr is the mother's; 'nej'
	pnr           TEXT,
	foreign_no    TEXT,             -- without pnr only, as sex and birth
	sex           TEXT,
	birth         INTEGER,
	code          TEXT,
	at            INTEGER,
	decided       INTEGER,
	effect        INTEGER,          -- of an event that is not an end
	ended         INTEGER,          -- last day, of one that is
	basis         TEXT,
	consent       TEXT,
	place_type    TEXT,
	causes        TEXT,             -- codes with commas between them
	change_reason TEXT,
	end_reason    TEXT,
	moved_to      TEXT,             -- of one list on form 0-17
	stays_at      TEXT,             -- of another on form 18-22
	derived       INTEGER,          -- 1: no event of the case store
	deadline      INTEGER,          -- last day to report it
	days_late     INTEGER,          -- from it to the delivery that first held the event, or to the as-of day; 0: in time
	reason        TEXT,
	finding_rule  TEXT
) STRICT;

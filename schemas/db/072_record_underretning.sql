-- text: candidates of the notifications that are reported one by one, selected or not
--
-- Every notification of the case store has a row. reason NULL = it goes into the return; else why it does
-- not, the first that applies of
--   DELETED      deleted in the case store
--   UNREADABLE   the child's id or the time of receipt cannot be read
--   PERIOD       received after the last day that is reported
--   EARLIER      received before the collection began
--   NO_CASE      the child is not there
--   AGE          the child was 18 or older on the day
--   NO_MOTHER    the child is not born, and its mother has no number
--   NO_PNR       the child has no number of any kind
--   FOREIGN      the child has a foreign number only, and the settings say to hold such records
--   UNKNOWN_CODE notifier or a reason is not in its list on the day
--   BLOCKED      a rule stops it; finding_rule says which
-- finding_rule is also set beside the other reasons when a rule stops the record.
-- seq is the order of the return: by notification id.

CREATE TABLE record_underretning (
	seq             INTEGER PRIMARY KEY,
	notification_id TEXT NOT NULL UNIQUE,
	citizen_id      TEXT,
	case_id         TEXT,
	unborn          TEXT,           -- 'ja': pnr is the mother's; 'nej'
	pnr             TEXT,
	foreign_no      TEXT,           -- without pnr only, as sex and birth
	sex             TEXT,
	birth           INTEGER,
	received        INTEGER,
	notifier        TEXT,
	anonymous       TEXT,           -- 'ja', 'nej'; NULL: not told
	professional    TEXT,
	causes          TEXT,           -- codes with commas between them
	outcome         TEXT,
	reason          TEXT,
	finding_rule    TEXT
) STRICT;

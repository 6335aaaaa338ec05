-- text: how many findings each rule and team had, night by night

-- A row where the number changed since the row before it, or a finding was new or came back; the number
-- holds until the next row. One row a night with rule '' and stage '*' says that the night was counted, with
-- the sum. Nothing is kept longer than needed to compare with a year ago.
CREATE TABLE finding_trend (
	rule      TEXT    NOT NULL,           -- '': all of them
	team_id   TEXT    NOT NULL,           -- '': none
	as_of     INTEGER NOT NULL,
	stage     TEXT    NOT NULL,           -- of the rule; '*': of the row of a night
	open      INTEGER NOT NULL,
	answered  INTEGER NOT NULL DEFAULT 0, -- beside the open ones
	opened    INTEGER NOT NULL DEFAULT 0, -- of the open ones: that night for the first time
	came_back INTEGER NOT NULL DEFAULT 0, -- of the open ones: that night again
	PRIMARY KEY (rule, team_id, stage, as_of)
) STRICT, WITHOUT ROWID;

-- text: which settings of rules hold, since which run, and who set them why

-- A row for each change of what holds: another value, other days, another name; value NULL: the rule's own holds
-- again. The latest row of a rule and setting is what held in the latest run.
CREATE TABLE rule_setting_log (
	entry      INTEGER PRIMARY KEY,
	rule       TEXT NOT NULL,
	setting    TEXT NOT NULL,         -- 'consequence' or a parameter
	value      TEXT,
	preset     TEXT,                  -- the rule's own value
	origin     TEXT NOT NULL,         -- rules.csv, indberet.conf or command line
	valid_from INTEGER,               -- days, both included; NULL: no bound
	valid_to   INTEGER,
	by_name    TEXT,
	reason     TEXT,
	as_of      INTEGER NOT NULL,      -- the day the run stands for in which it held first
	run_id     INTEGER
) STRICT;

CREATE INDEX rule_setting_log_setting ON rule_setting_log (rule, setting, entry);

CREATE TRIGGER rule_setting_log_kept BEFORE UPDATE ON rule_setting_log
BEGIN SELECT RAISE(ABORT, 'the log is not changed'); END;
CREATE TRIGGER rule_setting_log_there BEFORE DELETE ON rule_setting_log
BEGIN SELECT RAISE(ABORT, 'the log is not deleted'); END;

-- Who ran what, when and how it ended. The only tables of the mart that hold times of the clock.
CREATE TABLE run(
	run_id INTEGER PRIMARY KEY,
	job TEXT NOT NULL,
	as_of TEXT NOT NULL,                 -- the day the run stands for
	status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
	started TEXT NOT NULL,               -- UTC
	finished TEXT,
	exit_status INTEGER,
	program TEXT NOT NULL,               -- version
	definitions TEXT NOT NULL,           -- SHA-256 over every definition built in
	options TEXT NOT NULL                -- settings that are not presets
) STRICT;
CREATE INDEX run_job ON run(job, as_of);

CREATE TABLE run_step(
	run_id INTEGER NOT NULL REFERENCES run(run_id),
	seq INTEGER NOT NULL,
	stage TEXT NOT NULL,
	name TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('done', 'failed')),
	started TEXT NOT NULL,
	milliseconds INTEGER NOT NULL,
	peak_kib INTEGER NOT NULL,           -- largest resident size of the process so far
	exit_status INTEGER NOT NULL,
	message TEXT NOT NULL,               -- the error, or what the step says of itself
	PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

-- What a step counted: rows in, staged, rejected, records written, findings.
CREATE TABLE run_count(
	run_id INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	subject TEXT NOT NULL,               -- source, report or rule set
	name TEXT NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (run_id, seq, subject, name),
	FOREIGN KEY (run_id, seq) REFERENCES run_step(run_id, seq)
) STRICT, WITHOUT ROWID;

-- Files that a step put in out/ or outbox/.
CREATE TABLE run_output(
	run_id INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	path TEXT NOT NULL,                  -- below the workspace
	sha256 TEXT NOT NULL,
	bytes INTEGER NOT NULL,
	records INTEGER NOT NULL,
	PRIMARY KEY (run_id, seq, path),
	FOREIGN KEY (run_id, seq) REFERENCES run_step(run_id, seq)
) STRICT, WITHOUT ROWID;

-- text: files fetched from servers: what was there, what came of it

-- One row for each version of a file on a server. arriving: on its way into the inbox; fetched:
-- it lay there; gone: stored, and then removed, moved or no longer found on the server.
CREATE TABLE fetch_file (
	fetch  INTEGER PRIMARY KEY,
	source TEXT    NOT NULL,              -- the NAME of [fetch.NAME]
	name   TEXT    NOT NULL,
	size   INTEGER NOT NULL,
	stamp  TEXT    NOT NULL,              -- how the server's listing, ETag or date names this version
	sha256 TEXT    NOT NULL,
	run    INTEGER,
	state  TEXT    NOT NULL CHECK (state IN ('arriving', 'fetched', 'gone'))
) STRICT;

CREATE INDEX fetch_file_name ON fetch_file (source, name);
CREATE INDEX fetch_file_open ON fetch_file (source, state) WHERE state <> 'gone';

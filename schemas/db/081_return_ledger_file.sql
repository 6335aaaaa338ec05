-- text: the files of each delivery as they were sent, by which an answer may name it
CREATE TABLE ledger_file (
	delivery     INTEGER NOT NULL REFERENCES ledger_delivery,
	name         TEXT    NOT NULL,          -- as the receiver sees it
	format       TEXT    NOT NULL,
	sha256       TEXT    NOT NULL,
	bytes        INTEGER NOT NULL,
	records      INTEGER NOT NULL,
	PRIMARY KEY (delivery, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_file_name ON ledger_file (name);

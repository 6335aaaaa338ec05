-- text: what changed since the rules last judged, and how they judged

-- Ties (extract/kin.h) of the rows of the case store that were put in, changed or taken out since the
-- rules last judged, by triggers that are made when all was judged once; and ('entity', name) of
-- each entity with such a row. round: 0 for those; the rest of a child is found in rounds.
CREATE TABLE staging_touched (
	kind  TEXT    NOT NULL,
	value TEXT    NOT NULL,
	round INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;

-- What a rule's findings rest on, beside the rows of children.
CREATE TABLE rule_judged (
	rule  TEXT    PRIMARY KEY,
	sum   TEXT    NOT NULL,     -- SHA-256 of the rule, its settings, what it binds and the registers it reads
	loose INTEGER NOT NULL      -- 1: it has findings that no child can be told from
) STRICT, WITHOUT ROWID;

-- Findings that were not made because of where the child or the case comes from.
CREATE TABLE finding_spared (
	rule       TEXT NOT NULL,
	entity     TEXT,
	record_key TEXT,
	case_id    TEXT,
	citizen_id TEXT
) STRICT;

CREATE INDEX finding_spared_rule ON finding_spared (rule);

-- Which columns tie rows of one child together, as the entities' definitions say (extract/kin.h); an entity that
-- is of no child has one row without a kind.
CREATE TABLE staging_tie (
	entity TEXT    NOT NULL,
	field  TEXT    NOT NULL,
	kind   TEXT    NOT NULL,     -- 'case_id': the key column that it holds
	key    INTEGER NOT NULL,     -- 0: no key column, 1: part of the key, 2: the key
	PRIMARY KEY (entity, field)
) STRICT, WITHOUT ROWID;

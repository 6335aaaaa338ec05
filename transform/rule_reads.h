/*
 * Which columns a rule reads and what it binds, as SQLite sees it while it prepares the statement:
 * no list that could be wrong. For the rule book, and to know which rules a broken field makes
 * pointless.
 *
 * Ownership: arena. Errors: those of preparing the rule.
 */
#ifndef RULE_READS_H
#define RULE_READS_H
#include "transform/rule.h"

struct rule_read {
	const char *table, *column;
};

struct rule_reads {
	struct rule_read *row; /* by table and column, each once */
	size_t n;
	const char **bind; /* names of the parameters it binds, without ':' */
	size_t binds;
};

int rule_reads_of(sqlite3 *db, const struct rule *r, struct arena *a, struct rule_reads *ret,
        struct err *e) MUST_CHECK;
#endif

/*
 * The codes of one or more lists, for looking up many values fast.
 *
 * codes_read() takes them from table codelist once; codes_has() neither allocates
 * nor asks the database. Validity on a day is not looked at: that is a rule's work.
 * Ownership: arena.
 */
#ifndef CODES_H
#define CODES_H
#include "common/db.h"

struct codes {
	size_t mask; /* number of slots - 1, a power of two - 1 */
	struct code_slot {
		const char *s; /* NULL: free */
		size_t n;
	} *slots;
};

/* `lists` is one list or several joined by '+'. A list that has no codes is ERR_CONFIG. */
int codes_read(sqlite3 *db, const char *lists, struct arena *a, const struct codes **ret,
	struct err *e) MUST_CHECK;
bool codes_has(const struct codes *c, const char *s, size_t n);
#endif

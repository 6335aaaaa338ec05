/*
 * A case store, whatever it is kept in: what stands between it and staging.
 *
 * open() · check() for every entity · then for each entity begin(), next() to the end ·
 * close(). All reads are of one moment. Rows come in the order of the entity's key;
 * rows that share a key come in any order, or, if begin() is told so, in one that follows from
 * their content alone, which costs more. next() fills one cell for each column of the
 * entity, in its order: 1 row, 0 end, -1 failed; cells are borrowed until the next call.
 *
 * Nothing is ever written to a store. Errors: ERR_NOINPUT (not there), ERR_TRYLATER
 * (locked by a writer), ERR_CONFIG (the profile does not fit), ERR_DATA (damaged).
 */
#ifndef STORE_H
#define STORE_H
#include "extract/profile.h"

struct store_cell {
	const char *s; /* bytes as they are in the store; NULL: no value */
	size_t n;
};

struct store_place {
	const char *path;
	int busy_seconds;
	struct profile profile;
};

struct store_kind {
	const char *name;
	int (*open)(const struct store_place *place, struct arena *a, void **ret, struct err *e);
	int (*check)(void *store, const struct entity *t, struct err *e);
	int (*begin)(void *store, const struct entity *t, bool total_order, struct err *e);
	int (*next)(void *store, struct store_cell *cells, struct err *e);
	void (*close)(void *store); /* takes NULL */
};

extern const struct store_kind store_sqlite;
#endif

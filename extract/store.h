/*
 * A case store, whatever it is kept in: what stands between it and staging.
 *
 * store_kind_of(path) · open() · check() for every entity · then for each entity count(), and
 * begin() and next() to the end, as often as wanted · close(). All reads are of one moment.
 *
 * begin() is asked by struct store_ask. Rows come in the order of the entity's key, compared by
 * bytes; rows that share a key come in any order, or, with total_order, in one that follows from
 * their content alone (the newest changed_at first), which costs more. With since, a text in the
 * form YYYY-MM-DDTHH:MM or YYYY-MM-DD HH:MM, only rows come whose changed_at is
 * missing or empty, or stands before '1900' or not before since, compared as text by bytes: so
 * what is no time of day at all is nearly always among them. A kind with .whole may give all rows
 * in spite of it. With keys_only only the cells of the key are filled.
 *
 * next() fills one cell for each column of the entity, in its order: 1 row, 0 end, -1
 * failed; cells are borrowed until the next call. count() gives how many rows begin() would give
 * without since, and is cheap beside reading them.
 *
 * Nothing is ever written to a store. Errors: ERR_NOINPUT (not there), ERR_TRYLATER
 * (locked by a writer), ERR_CONFIG (the profile does not fit), ERR_DATA (damaged).
 *
 * A new kind is a file store_<kind>.c and a row in store.c.
 */
#ifndef STORE_H
#define STORE_H
#include "common/conf.h"
#include "extract/finding.h"
#include "extract/profile.h"

struct store_cell {
	const char *s; /* bytes as they are in the store; NULL: no value */
	size_t n;
};

struct store_place {
	const char *path;        /* file, folder or .zip, absolute; or a URI as in the setting */
	int busy_seconds;        /* to wait for a lock */
	int statement_seconds;   /* one statement may take; 0: any time */
	const char *tmp;         /* a folder of ours, for what must be unpacked */
	const char *workspace;   /* what relative paths of settings are below */
	const struct conf *conf; /* settings that only one kind has */
	struct profile profile;
};

/* A record that is in the store and cannot be given as a row. */
struct store_fault {
	const char *place; /* file */
	int64_t line;
	enum finding_kind kind;
	const char *field, *found, *expected; /* NULL: nothing to say */
};

struct store_ask {
	const struct entity *t;
	bool total_order, keys_only;
	const char *since; /* NULL: all rows; kept by the caller until the last next() */
};

struct store_kind {
	const char *name;
	bool whole; /* `since` is not looked at: all rows come */
	bool (*is)(const char *path);
	int (*open)(const struct store_place *place, struct arena *a, void **ret, struct err *e);
	int (*check)(void *store, const struct entity *t, struct err *e);
	int (*count)(void *store, const struct entity *t, int64_t *ret, struct err *e);
	int (*begin)(void *store, const struct store_ask *ask, struct err *e);
	int (*next)(void *store, struct store_cell *cells, struct err *e);
	/* The next fault of the whole store, borrowed until the next call: 1, 0 end, -1. NULL:
	 * there are none. */
	int (*fault)(void *store, struct store_fault *ret, struct err *e);
	/* What a person may want to know of a checked entity, or (NULL) of the store, in the arena;
	 * NULL: nothing. */
	const char *(*describe)(void *store, const struct entity *t, struct arena *a);
	void (*close)(void *store); /* takes NULL */
};

extern const struct store_kind store_pg, store_csv, store_sqlite;

/* The first kind that knows the path, as in struct store_place; never NULL. */
const struct store_kind *store_kind_of(const char *path);
/* A URI (scheme://…): not a path of the file system. */
bool store_path_is_uri(const char *path);
#endif

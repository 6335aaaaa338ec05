/*
 * The SQLite store over a connection that is there already, for a kind of store that fills
 * a database of its own first.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H
#include "common/db.h"
#include "extract/store.h"

/* The connection is the store's from here on, and closed also when this fails. */
int store_sqlite_on(sqlite3 *db, const struct store_place *place, struct arena *a, void **ret,
        struct err *e) MUST_CHECK;
#endif

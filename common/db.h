/*
 * SQLite, the one way it is used here.
 *
 * db_open() sets foreign keys, trusted_schema=OFF, a busy time-out, a bounded
 * page cache and registers the SQL functions of sqlfn.h. A stage works inside
 * one struct tx: tx_begin(), work, tx_commit(); declare it with
 * CLEANUP(tx_rollback). Statements: CLEANUP(stmt_done). db_step() is the only
 * caller of sqlite3_step. Values are always bound, by name.
 *
 * Errors: ERR_DB with the origin (a file name) in front; a full disk is
 * ERR_IO, a lock held by another process ERR_TRYLATER.
 */
#ifndef DB_H
#define DB_H
#include <sqlite3.h>

#include "common/arena.h"
#include "common/err.h"

enum db_mode { DB_RW, DB_RO };

int db_open(const char *path, enum db_mode mode, sqlite3 **ret, struct err *e) MUST_CHECK;
void db_closep(sqlite3 **db);
int db_busy_seconds(sqlite3 *db, int seconds);

int db_exec(sqlite3 *db, const char *sql, struct err *e) MUST_CHECK;
/* An embedded file of several statements without parameters. */
int db_exec_file(sqlite3 *db, const char *path, struct err *e) MUST_CHECK;
/* Several statements, each with parameters bound from the list. `origin` goes into errors. */
struct params;
int db_exec_params(sqlite3 *db, const char *sql, const char *origin, const struct params *p,
        struct err *e) MUST_CHECK;

int db_prepare(sqlite3 *db, const char *sql, const char *origin, sqlite3_stmt **ret,
        struct err *e) MUST_CHECK;
int db_step(sqlite3_stmt *s, struct err *e) MUST_CHECK; /* 1 row, 0 done, -1 failed */
int db_run(sqlite3_stmt *s, struct err *e) MUST_CHECK;  /* to the end, then reset */
void stmt_done(sqlite3_stmt **s);
const char *col_text(sqlite3_stmt *s, int column); /* never NULL; borrowed until the next step */

/* First column of the first row; no row is ERR_DB. */
int db_int(sqlite3 *db, const char *sql, int64_t *ret, struct err *e) MUST_CHECK;

/* The first n columns of the first row; no row is ERR_DB. */
int db_ints(sqlite3 *db, const char *sql, const char *origin, int64_t *const *to, size_t n,
        struct err *e) MUST_CHECK;

/* A name that the statement does not have is ERR_BUG. Text is copied unless said. */
int db_bind_text(sqlite3_stmt *s, const char *name, const char *value, struct err *e) MUST_CHECK;
int db_bind_int(sqlite3_stmt *s, const char *name, int64_t value, struct err *e) MUST_CHECK;
int db_bind_null(sqlite3_stmt *s, const char *name, struct err *e) MUST_CHECK;

/* Values by name; a later one with the same name replaces. Arena-owned. */
struct params {
	struct arena *arena;
	struct param {
		const char *name, *text;
		int64_t number;
		bool is_text;
		struct param *next;
	} * first;
};
void params_text(struct params *p, const char *name, const char *value);
void params_int(struct params *p, const char *name, int64_t value);
int db_bind_params(sqlite3_stmt *s, const struct params *p, struct err *e) MUST_CHECK;

struct tx {
	sqlite3 *db;
};
int tx_begin(struct tx *t, sqlite3 *db, struct err *e) MUST_CHECK; /* BEGIN IMMEDIATE */
int tx_commit(struct tx *t, struct err *e) MUST_CHECK;
void tx_rollback(struct tx *t);

int db_err(sqlite3 *db, struct err *e, const char *origin); /* returns -1 */
#endif

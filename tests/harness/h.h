/* What unit tests share: cmocka with its includes in order, a private folder, an empty mart. */
#ifndef H_H
#define H_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/ctx.h"
#include "common/db.h"

/* A fresh folder under $TMP, removed by h_tmp_done(); the path stays valid until the next call. */
const char *h_tmp(const char *name);
void h_tmp_remove(const char *path);
void h_write(const char *path, const void *data, size_t n);
char *h_read(const char *path, size_t *n); /* malloc; NULL if absent */

/* An in-memory database with every schemas/db file applied and the case store's staging tables.
 * Fails the test on error. */
sqlite3 *h_mart(void);
void h_exec(sqlite3 *db, const char *sql);
int64_t h_int(sqlite3 *db, const char *sql);
/* All rows of the query as text, columns by '|', rows by newline; arena. */
char *h_rows(sqlite3 *db, struct arena *a, const char *sql);
/* A ctx over the mart: municipality 492, as-of 2026-11-01, workspace a private folder. */
/* Of the rules only those that can stop a record: for tests of what is made of the data. */
void h_stopping_rules(struct conf *c);
void h_ctx(struct ctx *x, sqlite3 *db, struct arena *a, const char *workspace);
/* One step of transform, by its path. */
void h_step(struct ctx *x, const char *path);
/* Each is slower here and was run already: some will do (HISTORY_COUNT, see check-asan). */
bool h_few(void);
#define h_ok(call, e)                                                                              \
	do {                                                                                       \
		if ((call) < 0)                                                                    \
			fail_msg("%s", (e).msg);                                                   \
	} while (0)
#endif

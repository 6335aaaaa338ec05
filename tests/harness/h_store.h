/* What tests of the case store share: a workspace with a store of the reference schema, and a mart.
 */
#ifndef H_STORE_H
#define H_STORE_H
#include "common/file.h"
#include "extract/casestore.h"
#include "tests/harness/h.h"

struct h_store {
	struct arena a;
	sqlite3 *mart;
	struct ctx x;
	char dir[FILE_PATH], store[FILE_PATH + 16];
};

int h_store_setup(void **state); /* for cmocka: *state is a struct h_store */
int h_store_teardown(void **state);

/* Runs the statements against the store, made from the reference schema where it is not there. */
void h_store_sql(struct h_store *b, const char *sql);
/* fixtures/casestore/small.sql: a row or more in every entity. */
void h_store_small(struct h_store *b);

/* Reads it, and holds the counts against one another. */
struct source_result h_store_extract(struct h_store *b);
void h_store_refused(struct h_store *b, enum err_code code, const char *msg);

/* A setting of case-store. */
void h_store_set(struct h_store *b, const char *name, const char *value);
/* The built-in profile in a folder of its own, with one file changed. */
void h_store_profile(struct h_store *b, const char *entity, const char *sql);
#endif

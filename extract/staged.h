/*
 * What is staged of one entity, held against what the store gives.
 *
 *     staged_open(&s, db, t, file, day, e)
 *     staged_find(): the row with a key · or staged_walk(): every row in order of the key
 *     staged_same(), staged_order(): the current row against one of the store
 *     staged_put(), staged_drop()
 *     staged_done() always
 *
 * The current row is that of the last staged_find() or staged_walk() that gave 1; its cells are
 * borrowed until the next of them, and staged_put() and staged_drop() leave them alone. Rows
 * may be put and dropped during a walk, up to and with the current one.
 *
 * staged_drop() books the row in staging_gone as gone on `day`. staged_clear() takes the findings
 * of a row away, by their key; which does not always tell one row from another, for of a secret
 * part it shows nothing. staged_key_exact() says whether it does.
 */
#ifndef STAGED_H
#define STAGED_H
#include "extract/bulk.h"
#include "extract/entity.h"

#define CASESTORE_STAGE "extract:casestore"

struct staged {
	sqlite3 *db;
	const struct entity *t;
	int64_t file;
	int32_t day;
	sqlite3_stmt *find, *walk, *put, *drop, *gone, *back, *clear;
	struct cell cells[ENTITY_COLUMNS]; /* of the current row */
	struct arena text;
};

int staged_open(struct staged *s, sqlite3 *db, const struct entity *t, int64_t file, int32_t day,
        struct err *e) MUST_CHECK;
void staged_done(struct staged *s);

/* 1 row, 0 none, -1 failed */
int staged_find(struct staged *s, const struct cell *cells, struct err *e) MUST_CHECK;
int staged_walk(struct staged *s, struct err *e) MUST_CHECK;

bool staged_same(const struct staged *s, const struct cell *cells);
/* Below 0: the current row's key stands before that of the cells, by bytes. */
int staged_order(const struct entity *t, const struct cell *a, const struct cell *b);

int staged_put(struct staged *s, const struct cell *cells, struct err *e) MUST_CHECK;
int staged_drop(struct staged *s, struct err *e) MUST_CHECK; /* the current row */
/* Removes the findings of the row with that key; how many in *ret_n. */
int staged_clear(struct staged *s, const struct cell *cells, int *ret_n, struct err *e) MUST_CHECK;
/* Books the row with these cells as gone. */
int staged_book(struct staged *s, const struct cell *cells, struct err *e) MUST_CHECK;

/* The current row is there on that day after all. */
int staged_unbook(struct staged *s, struct err *e) MUST_CHECK;

bool staged_key_exact(const struct entity *t, const struct cell *cells);
/* The key for people: its fields by '/', the secret ones masked. */
const char *staged_key(const struct entity *t, const struct cell *cells, struct arena *a);
/* NULL where there is no text. */
const char *staged_text(const struct cell *c, struct arena *a);
#endif

/*
 * The rows of an entity, read, hashed and examined by a thread ahead of the one that stages them.
 *
 * store_rows_init() once, then for each entity store_rows_begin() · store_rows_next() to
 * the end, or as far as wanted · store_rows_end(). Store and hash are lent to the thread
 * from _begin() to _end(): nobody else touches them meanwhile. Rows come in the store's
 * order. A row is borrowed until the next call.
 *
 * Memory is fixed: a few batches, in the arena; values longer than usual are extra.
 */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H
#include "common/pipe.h"
#include "extract/bulk.h"
#include "extract/rowhash.h"
#include "extract/value.h"

enum { STORE_ROWS_BATCHES = 4, STORE_ROWS_LEAD = 2 };

struct store_row {
	const struct cell *cells; /* file, no line, then the columns; no value is CELL_NULL */
	const enum value_verdict *verdicts; /* of the columns; NULL: all are good */
	struct rowsum sum;                  /* of the columns; not where only keys were asked for */
};

struct store_rows {
	const struct store_kind *kind;
	void *store;
	struct rowhash *hash;
	int64_t file;
	const struct entity *t;
	struct pipe pipe;
	void *batches[STORE_ROWS_BATCHES];
	struct store_batch *batch; /* in use */
	size_t at;
	/* The thread's. */
	int64_t rows;
	bool ended, keys_only;
};

/* The kind, store, hash and file must be set. */
void store_rows_init(struct store_rows *r, struct arena *a);
int store_rows_begin(struct store_rows *r, const struct store_ask *ask, struct err *e) MUST_CHECK;
/* 1 row, 0 end, -1 failed */
int store_rows_next(struct store_rows *r, const struct store_row **ret, struct err *e) MUST_CHECK;
void store_rows_end(struct store_rows *r);
void store_rows_done(struct store_rows *r);
#endif

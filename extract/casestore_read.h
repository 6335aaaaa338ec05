/*
 * One entity of the case store into staging: the inner half of casestore.h.
 *
 * part_read() reads it in the first of these ways that will do, each undone if it will not:
 *
 *   changes   only what changed_at tells of, each row found by its key; then the rows of
 *             the store are counted, and only where the count is not that of staging are the
 *             keys read, to see what is gone
 *   compare   all rows, beside those staged, in order of the key: what differs is touched
 *   anew      all rows, into an empty table, then compared with what was there: where a key
 *             comes twice, or the store has its keys in another order than ours
 *
 * and where nothing is staged, all rows by one statement.
 *
 * That equal counts mean equal keys: a row of the store was there at the last reading
 * and is staged, or it was made since, carries the time of that, and is staged now. So every key of
 * the store is staged, and as many as there are rows are all that are. It holds while the store
 * gives a key once, and new rows a changed_at within the overlap; whatever else shows in
 * the count makes for a reading of the keys and then of all rows, and what does not show, in
 * the next full reading, which counts it as missed.
 *
 * If the row that set the watermark is not among those read, it was removed, or the store was
 * set back to an older one: that entity is read whole.
 */
#ifndef CASESTORE_READ_H
#define CASESTORE_READ_H
#include "extract/source.h"
#include "extract/store_rows.h"
#include "extract/watermark.h"

enum casestore_kind {
	/* A finding on a row, or on a value: the kinds of value.h come first. */
	NO_KEY = VALUE_VERDICTS,
	NOT_UNIQUE,
	/* On an entity, or the store. */
	NO_ROWS,
	NO_STORE,
	GONE,
	MISSED,
	LOST,
	CASESTORE_KINDS
};

struct reading {
	struct ctx *x;
	struct arena *arena;
	const struct store_kind *kind;
	void *store;
	struct findings findings;
	int64_t file;
	struct rowhash hash, own_hash; /* the thread's and the caller's */
	struct store_rows rows;
	int64_t overlap;      /* minutes */
	int64_t loss_percent; /* more is not believed */
	int64_t loss_rows;    /* of an entity with as many, or more */
	const char *full;     /* why everything is read; NULL: what changed */
	bool same;            /* what is staged came from this store, read in this way */
};

/* One entity: what was, what is, and what the reading did. */
struct part {
	const struct entity *t;
	struct watermark was, now;
	int64_t before;     /* rows staged when the reading began */
	int64_t in_store;   /* -1: not counted */
	int64_t gone_today; /* booked by an earlier reading of that day */
	bool was_rejecting; /* so all rows were to be read anyway */
	int64_t rows_in, staged, rejected;
	int64_t read, keys_read, changed, gone, missed;
	bool whole; /* all rows were read */
	bool held;  /* too much was lost; what was staged is kept */
};

int part_read(struct reading *r, struct part *p, struct err *e) MUST_CHECK;
/* Too much is gone to be believed. */
bool part_lost(const struct reading *r, const struct part *p, int64_t gone);
/* A finding on the entity, or with p NULL on the store. Texts may be NULL. */
int part_tell(struct reading *r, const struct part *p, enum casestore_kind kind, const char *found,
        const char *expected, struct err *e) MUST_CHECK;
#endif

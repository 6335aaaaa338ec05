/*
 * The rows of a feed file read and converted by a thread ahead of the one that stages them.
 *
 * A row in which everything is as agreed comes as the cells of its table. Any other record (a
 * fault, a wrong or missing value, "nothing to report") comes as it was read: the caller
 * judges it, so that findings are made in one place. Which records those are is a
 * matter of speed alone.
 *
 *     csv_ahead_open() · csv_ahead_next() to the end · csv_ahead_close()
 *
 * The source, behind its header, is lent to the thread until _close(). Lines are in the order
 * of the file. A line is borrowed until the next call. Memory: a few batches, in the arena.
 */
#ifndef CSV_AHEAD_H
#define CSV_AHEAD_H
#include "common/pipe.h"
#include "common/csv_read.h"
#include "extract/csv_type.h"

enum { CSV_AHEAD_BATCHES = 4 };

struct csv_place {
	const struct feed_column *def;
	int field; /* in the record; -1: not in this file */
	int cell;  /* in the row of the table; -1: none */
};

struct csv_line {
	const struct cell *cells; /* NULL: judge the record */
	struct csv_record record;
};

struct csv_ahead {
	const struct feed *feed;
	struct row_source source;
	bool nothing_row; /* "INGEN;reason" is a record */
	const char *municipality;
	size_t width; /* of the header */
	bool utf8;
	struct csv_place place[FEED_COLUMNS];
	size_t n_places;
	struct cell lead[BULK_COLUMNS]; /* a row with what is the same in each; [1] is the line */
	size_t n_cells;
	bool offset; /* [2] is the byte */
	/* Private from here. */
	struct pipe pipe;
	void *batches[CSV_AHEAD_BATCHES];
	struct csv_batch *batch; /* in use */
	size_t at;
	bool ended; /* the thread's */
};

/* The part before `pipe` must be filled in. */
int csv_ahead_open(struct csv_ahead *a, struct arena *arena, struct err *e) MUST_CHECK;
/* 1 line, 0 end, -1 failed */
int csv_ahead_next(struct csv_ahead *a, const struct csv_line **ret, struct err *e) MUST_CHECK;
void csv_ahead_close(struct csv_ahead *a);
#endif

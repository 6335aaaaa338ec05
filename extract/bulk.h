/*
 * Many rows into a table by one statement: INSERT ... SELECT from a table that C makes.
 *
 * For feeds of many rows the statement for each row is the dearest part (two thirds
 * of the time): here SQLite runs one, and asks for the rows. `next` hands out the
 * next row, one cell for each column in their order; it may itself write to other tables of
 * the same connection. Cells and their text are borrowed until the next call.
 *
 *     struct bulk b = { .table = "staging_x", .next = my_next, .data = my };
 *     bulk_column(&b, "file"); ...
 *     if (bulk_insert(&b, db, &rows, e) < 0) ...
 *
 * With ->ignore a row whose key is taken is left out, and *ret_rows is less than was made.
 * Inside the transaction of the caller; one at a time on a connection.
 */
#ifndef BULK_H
#define BULK_H
#include "common/db.h"

enum { BULK_COLUMNS = 80 };

enum cell_kind { CELL_NULL, CELL_INT, CELL_TEXT };

struct cell {
	enum cell_kind kind;
	int n; /* length of the text */
	union {
		const char *s;
		int64_t i;
	};
};

struct bulk {
	const char *table;
	/* 1 row, 0 end, -1 failed */
	int (*next)(void *data, const struct cell **ret, struct err *e);
	void *data;
	bool ignore;
	size_t n;
	const char *column[BULK_COLUMNS];
	const struct cell *row; /* the current one */
	struct err *e;          /* of the call under way */
};

void bulk_column(struct bulk *b, const char *name);
int bulk_insert(struct bulk *b, sqlite3 *db, int64_t *ret_rows, struct err *e) MUST_CHECK;
#endif

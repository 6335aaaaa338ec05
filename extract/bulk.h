/*
 * Many rows into a table by one statement: INSERT ... SELECT from a table that C makes.
 *
 * For feeds of many rows the statement for each row is the dearest part (two thirds
 * of the time): here SQLite runs one, and asks for the rows. `next` makes the
 * next row and leaves it in the cells; it may itself write to other tables of the
 * same connection. Text cells are borrowed until the next call.
 *
 *     struct bulk b = { .table = "staging_x", .next = my_next, .data = my };
 *     bulk_column(&b, "file", &file_cell); ...
 *     if (bulk_insert(&b, db, &rows, e) < 0) ...
 *
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
	const char *s;
	int64_t i;
};

struct bulk {
	const char *table;
	int (*next)(void *data, struct err *e); /* 1 row, 0 end, -1 failed */
	void *data;
	size_t n;
	const char *column[BULK_COLUMNS];
	const struct cell *cell[BULK_COLUMNS];
	struct err *e; /* of the call under way */
};

void bulk_column(struct bulk *b, const char *name, const struct cell *cell);
int bulk_insert(struct bulk *b, sqlite3 *db, int64_t *ret_rows, struct err *e) MUST_CHECK;
#endif

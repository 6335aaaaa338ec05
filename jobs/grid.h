/*
 * Small tables for people and programs: the same rows as aligned text or as JSON.
 *
 *     grid_query(&g, db, sql, origin, params, lang, limit, e)   the rows of a query
 *     grid_text() or grid_json()
 *
 * A column of the query is named `id`, or `id|head in Danish|head in English`; a name that ends
 * in '*' holds words of a fixed set (states, operations), which are shown in the language asked
 * for and stay as they are in JSON; one that ends in '#' is a number; one that ends in '-' is for
 * JSON only; of one that ends in '~', a digest, text shows the first 16 characters. At most `limit`
 * rows are kept; ->total counts all, and text says so when they differ.
 *
 * Rows can also be made by hand: grid_begin(), grid_column(), grid_row(), grid_cell().
 * Ownership: the arena given. Text is that of the mart and is cleaned of control characters.
 */
#ifndef GRID_H
#define GRID_H
#include "common/db.h"

enum { GRID_COLUMNS = 24 };

struct grid_column {
	const char *id, *head_da, *head_en;
	bool words, number, hidden, short_hash;
};

struct grid {
	struct arena *arena;
	const char *id, *title_da, *title_en;
	struct grid_column column[GRID_COLUMNS];
	size_t columns;
	const char **cell; /* rows * columns; NULL: no value */
	size_t rows, room, limit;
	int64_t total;
	bool keep_empty; /* text shows columns that have no value too */
};

void grid_begin(struct grid *g, struct arena *a, const char *id, const char *title_da,
        const char *title_en);
void grid_column(struct grid *g, const char *name); /* in the form above */
const char **grid_row(struct grid *g);              /* cells to fill; NULL: beyond the limit */

int grid_query(struct grid *g, sqlite3 *db, const char *sql, const char *origin,
        const struct params *p, struct err *e) MUST_CHECK;
const char *grid_at(const struct grid *g, size_t row, const char *id); /* NULL: none */

/* In English when `en`. Columns without any value are left out. */
void grid_text(const struct grid *g, bool en, FILE *to);
/* "id": [ {…}, … ], and before it "id_total" when not all rows are there. */
void grid_json(const struct grid *g, bool last, FILE *to);

/* A word of the ledger in the language; what is not one comes back as it is. */
const char *grid_word(const char *word, bool en);
#endif

/*
 * A statistical table as it is published: every cell of it, for one to three years.
 *
 * grid_read() takes what transform has made (schemas/db/083_table.sql) into memory: a table has
 * as many cells as its definition says, however many children are behind them. The codes of a
 * dimension are those of all the years together, in the authority's order; a cell whose
 * code was not in force in a year is GRID_NO_CELL there.
 *
 * grid_cell() walks all cells: the last dimension first, years innermost.
 * Ownership: the arena.
 */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H
#include "common/ctx.h"

enum { GRID_DIMS = 6, GRID_YEARS = 3 };
enum {
	GRID_NO_CELL = -1,
	GRID_UNKNOWN = -2
}; /* unknown: a share of a population nobody has told */

struct grid_code {
	const char *code, *da, *en;
	int64_t ord;
	bool total, in[GRID_YEARS];
};

struct grid_dim {
	const char *name, *da, *en;
	struct grid_code *code;
	size_t codes;
};

struct grid {
	const char *tab;
	bool pct; /* values are tenths of a percent */
	int first_year;
	size_t years, dims, cells; /* cells of one year */
	struct grid_dim dim[GRID_DIMS];
	int64_t *value; /* [cell * years + year] */
};

/* The years from `from` to `to` that are made; none: ERR_BUG. */
int grid_read(sqlite3 *db, const char *tab, int from, int to, struct arena *a, struct grid *ret,
        struct err *e) MUST_CHECK;
/* The codes of cell number `cell`, as places in dim[]. */
void grid_place(const struct grid *g, size_t cell, size_t at[GRID_DIMS]);
size_t grid_cell_of(const struct grid *g, const size_t at[GRID_DIMS]);
/* 12, or 3.4 for a share, or ".." where it is not known or there is no such cell. */
const char *grid_text(const struct grid *g, int64_t value, char out[24]);
const char *grid_label(const struct grid_code *c, const char *lang);

struct sink;
void grid_csv(const struct grid *g, struct sink *s);
#endif

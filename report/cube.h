/*
 * A statistical table as it is published: every cell of it, for one to three years.
 *
 * cube_read() takes what transform has made (schemas/db/083_table.sql) into memory: a table has
 * as many cells as its definition says, however many children are behind them. The codes of a
 * dimension are those of all the years together, in the authority's order; a cell whose
 * code was not in force in a year is CUBE_NO_CELL there.
 *
 * cube_cell() walks all cells: the last dimension first, years innermost.
 * Ownership: the arena.
 */
#ifndef REPORT_CUBE_H
#define REPORT_CUBE_H
#include "common/ctx.h"

enum { CUBE_DIMS = 6, CUBE_YEARS = 3 };
enum {
	CUBE_NO_CELL = -1,
	CUBE_UNKNOWN = -2
}; /* unknown: a share of a population nobody has told */

struct cube_code {
	const char *code, *da, *en;
	int64_t ord;
	bool total, in[CUBE_YEARS];
};

struct cube_dim {
	const char *name, *da, *en;
	struct cube_code *code;
	size_t codes;
};

struct cube {
	const char *tab;
	bool pct; /* values are tenths of a percent */
	int first_year;
	size_t years, dims, cells; /* cells of one year */
	struct cube_dim dim[CUBE_DIMS];
	int64_t *value; /* [cell * years + year] */
};

/* The years from `from` to `to` that are made; none: ERR_BUG. */
int cube_read(sqlite3 *db, const char *tab, int from, int to, struct arena *a, struct cube *ret,
        struct err *e) MUST_CHECK;
/* The codes of cell number `cell`, as places in dim[]. */
void cube_place(const struct cube *g, size_t cell, size_t at[CUBE_DIMS]);
size_t cube_cell_of(const struct cube *g, const size_t at[CUBE_DIMS]);
/* 12, or 3.4 for a share, or ".." where it is not known or there is no such cell. */
const char *cube_text(const struct cube *g, int64_t value, char out[24]);
const char *cube_label(const struct cube_code *c, const char *lang);

struct sink;
void cube_csv(const struct cube *g, struct sink *s);
#endif

/*
 * Statistical tables: cells and the children behind them, from facts, by definition.
 *
 * tables_make() makes the tables of a report (table_def.h) for a year and the two
 * before it, which are published anew with it: agg_table and what stands beside it,
 * record_table (schemas/db/083_table.sql). Roll-ups count again: a child in two
 * cells is one in their total. It is one transaction of its own, after the facts
 * are made, and makes again what was made; a transform empties all of it.
 *
 * Errors: ERR_USAGE for a year that is not over on the as-of day; ERR_CONFIG where a
 * code list has no code of the year; ERR_BUG for a row that belongs to no cell:
 * nothing is left out unsaid. The path of the definition stands in front.
 */
#ifndef TRANSFORM_TABLES_H
#define TRANSFORM_TABLES_H
#include "common/ctx.h"
#include "transform/table_def.h"

struct tables_made {
	int64_t tables;  /* a table of three years is three */
	int64_t records; /* rows of record_table */
	int64_t unknown; /* populations that nobody has told, so that shares cannot */
};

/* Whether any table says it belongs to the report. */
bool tables_of(const char *report);
int tables_make(struct ctx *c, const char *report, int year, struct tables_made *ret,
        struct err *e) MUST_CHECK;
/* One table of one year, in the transaction of the caller; shown: see there. Adds to *ret. */
int table_make(struct ctx *c, const struct table_def *d, int year, bool shown,
        struct tables_made *ret, struct err *e) MUST_CHECK;
/* After its files are written: what tables_make() made for the year may now be approved. */
int tables_shown(struct ctx *c, const char *report, int year, struct err *e) MUST_CHECK;
#endif

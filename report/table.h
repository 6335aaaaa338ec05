/*
 * The rows of a report, one at a time, typed and checked.
 *
 * table_open() prepares the query of the definition under an authorizer: it
 * may read agg_*, codelist*, the record table the definition names, and
 * nothing else, and may write nothing. table_next() hands out a row; ->fault
 * is the column whose value cannot stand in the report (the row is then to be
 * held back), or NULL.
 *
 * Ownership: a row's values are borrowed until the next call; the struct is
 * closed with table_close(), also through CLEANUP.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H
#include "common/ctx.h"
#include "report/def.h"

struct cell {
	const char *s; /* "" when missing */
	size_t n;
	bool missing;
	char small[24];
};

/*
 * The values of a cell, one at a time: those of a list (def.h), else the cell itself. *at = 0
 * first; false at the end. A missing cell has none.
 */
static inline bool cell_value(const struct report_column *c, const struct cell *v, size_t *at,
        const char **ret, size_t *ret_n)
{
	const char *end;

	if (v->missing || *at > v->n)
		return false;
	*ret = v->s + *at;
	end = c->list ? memchr(*ret, c->list, v->n - *at) : NULL;
	*ret_n = end ? (size_t)(end - *ret) : v->n - *at;
	*at += *ret_n + 1;
	return true;
}

struct report_row {
	struct cell cell[REPORT_COLUMNS];
	const struct report_column *fault;
	const char *fault_expected;
};

struct report_table {
	const struct report_def *def;
	sqlite3_stmt *stmt;
	int source[REPORT_COLUMNS];   /* the statement's column of each report column; -1: none */
	int key, case_id, citizen_id; /* -1: the query has no such column */
	struct report_row row;
};

int table_open(struct report_table *t, const struct ctx *ctx, const struct report_def *d,
        const struct period *p, struct err *e) MUST_CHECK;
int table_next(struct report_table *t, struct err *e) MUST_CHECK; /* 1 row, 0 end, -1 failed */
/* Judges a row whose cells were filled: sets ->fault. Columns that the delivery fills are left out
 * by table_next(), and judged with `all`. */
void table_check(const struct report_def *d, struct report_row *r, bool all);
void table_close(struct report_table *t);
/* Text of one of ->key, ->case_id, ->citizen_id in this row; NULL where there is none. */
const char *table_text(const struct report_table *t, int column);
#endif

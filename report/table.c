#include "report/table.h"

#include "common/text.h"
#include "report/value.h"

#define ORIGIN(d) ((d)->query_path)

/* ---- what a report may read ---- */

static bool may_read(const struct report_def *d, const char *table)
{
	return strncmp(table, "agg_", 4) == 0 || strcmp(table, "codelist") == 0 ||
	       strcmp(table, "codelist_attr") == 0 ||
	       (d->records && strcmp(table, d->records) == 0);
}

/* Called while the statement is prepared. An empty table name is a subquery's. */
static int authorize(
        void *def, int action, const char *a, const char *b, const char *database, const char *via)
{
	(void)b;
	(void)database;
	(void)via;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		return !a || !*a || may_read(def, a) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static int prepare(struct report_table *t, sqlite3 *db, struct err *e)
{
	int rc;

	/* The pointer is handed back to authorize(), which only reads it. */
	sqlite3_set_authorizer(db, authorize, (void *)(uintptr_t)t->def);
	rc = db_prepare(db, t->def->query, ORIGIN(t->def), &t->stmt, e);
	sqlite3_set_authorizer(db, NULL, NULL);
	if (rc < 0)
		return -1;
	return sqlite3_stmt_readonly(t->stmt)
	               ? 0
	               : err_set(e, ERR_BUG, "%s: not a query", ORIGIN(t->def));
}

/* ---- opening ---- */

static int column_of(const struct report_table *t, const char *name)
{
	for (int i = 0; i < sqlite3_column_count(t->stmt); i++)
		if (strcmp(sqlite3_column_name(t->stmt, i), name) == 0)
			return i;
	return -1;
}

static int map_columns(struct report_table *t, struct err *e)
{
	const struct report_def *d = t->def;

	for (size_t i = 0; i < d->columns; i++) {
		t->source[i] = column_of(t, d->column[i].source);
		if (t->source[i] < 0 && d->column[i].role == COLUMN_DATA)
			return err_set(e, ERR_BUG, "%s: no column '%s', which %s names", ORIGIN(d),
			        d->column[i].source, d->path);
	}
	t->key = column_of(t, d->key);
	t->case_id = column_of(t, "case_id");
	t->citizen_id = column_of(t, "citizen_id");
	return t->key >= 0 ? 0
	                   : err_set(e, ERR_BUG, "%s: no column '%s', the key of %s", ORIGIN(d),
	                             d->key, d->path);
}

static void parameters(struct params *ps, const struct ctx *ctx, const struct period *p)
{
	params_text(ps, "municipality", ctx->municipality);
	params_text(ps, "period", p->text);
	params_int(ps, "year", p->year);
	params_int(ps, "month", p->year * 100 + p->month);
	params_int(ps, "first_day", p->first);
	params_int(ps, "last_day", p->last);
	params_int(ps, "as_of", ctx->as_of);
}

int table_open(struct report_table *t, const struct ctx *ctx, const struct report_def *d,
        const struct period *p, struct err *e)
{
	struct params ps = { .arena = ctx->arena };

	t->def = d;
	parameters(&ps, ctx, p);
	if (prepare(t, ctx->db, e) < 0 || map_columns(t, e) < 0)
		return -1;
	return db_bind_params(t->stmt, &ps, e) < 0 ? err_ctx(e, "%s", ORIGIN(d)) : 0;
}

void table_close(struct report_table *t)
{
	stmt_done(&t->stmt);
}

const char *table_text(const struct report_table *t, int column)
{
	return column < 0 ? NULL : (const char *)sqlite3_column_text(t->stmt, column);
}

/* ---- rows ---- */

/* Days are integers in the mart; empty text is a missing value. */
static void read_cell(struct report_table *t, size_t i)
{
	struct cell *c = &t->row.cell[i];
	int col = t->source[i];
	/* Not for threads; one lock for the column instead of three. */
	sqlite3_value *v = col < 0 ? NULL : sqlite3_column_value(t->stmt, col);
	int kind = v ? sqlite3_value_type(v) : SQLITE_NULL;

	if (kind == SQLITE_INTEGER && t->def->column[i].type->day) {
		c->s = day_iso((int32_t)sqlite3_value_int64(v), c->small);
		c->n = 10;
	} else if (kind == SQLITE_NULL) {
		c->s = "";
		c->n = 0;
	} else {
		c->s = (const char *)sqlite3_value_text(v);
		c->n = (size_t)sqlite3_value_bytes(v);
	}
	c->missing = c->n == 0;
}

static void fault(struct report_row *r, const struct report_column *c, const char *expected)
{
	if (r->fault)
		return;
	r->fault = c;
	r->fault_expected = expected;
}

static void check_cell(const struct report_column *c, struct report_row *r, const struct cell *v)
{
	const char *s;
	size_t at = 0, n;

	if (v->missing && c->required)
		fault(r, c, "a value");
	while (cell_value(c, v, &at, &s, &n))
		if (!c->type->check(c, s, n))
			fault(r, c, c->type_text);
}

/* Exactly one column of the group that starts at `i` has a value. */
static void check_choice(const struct report_def *d, struct report_row *r, size_t i)
{
	const char *group = d->column[i].choice;
	size_t given = 0;

	for (size_t k = 0; k < d->columns; k++)
		if (d->column[k].choice && strcmp(d->column[k].choice, group) == 0)
			given += !r->cell[k].missing;
	if (given != 1)
		fault(r, &d->column[i], "exactly one of a choice");
}

void table_check(const struct report_def *d, struct report_row *r, bool all)
{
	r->fault = NULL;
	for (size_t i = 0; i < d->columns; i++)
		if (all || d->column[i].role == COLUMN_DATA)
			check_cell(&d->column[i], r, &r->cell[i]);
	for (size_t i = 0; i < d->columns; i++)
		if (d->column[i].choice)
			check_choice(d, r, i);
}

int table_next(struct report_table *t, struct err *e)
{
	int rc = db_step(t->stmt, e);

	if (rc <= 0)
		return rc < 0 ? err_ctx(e, "%s", ORIGIN(t->def)) : 0;
	for (size_t i = 0; i < t->def->columns; i++)
		read_cell(t, i);
	table_check(t->def, &t->row, false);
	return 1;
}

#include "transform/rule_reads.h"

enum { READS_MAX = 512 };

struct listener {
	struct arena *arena;
	struct rule_reads *to;
	bool full;
};

static bool same(const struct rule_read *r, const char *table, const char *column)
{
	return strcmp(r->table, table) == 0 && strcmp(r->column, column) == 0;
}

static void note(struct listener *l, const char *table, const char *column)
{
	struct rule_reads *to = l->to;

	for (size_t i = 0; i < to->n; i++)
		if (same(&to->row[i], table, column))
			return;
	l->full = to->n == READS_MAX;
	if (!l->full)
		to->row[to->n++] = (struct rule_read){ arena_strdup(l->arena, table),
			arena_strdup(l->arena, column) };
}

static int heard(void *ctx, int action, const char *table, const char *column, const char *database,
        const char *via)
{
	(void)database, (void)via;
	if (action == SQLITE_READ && table && column && *column)
		note(ctx, table, column);
	return SQLITE_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct rule_read *x = a, *y = b;
	int c = strcmp(x->table, y->table);

	return c ? c : strcmp(x->column, y->column);
}

static void take_binds(sqlite3_stmt *s, struct arena *a, struct rule_reads *to)
{
	int n = sqlite3_bind_parameter_count(s);

	to->bind = arena_take(a, ((size_t)n + 1) * sizeof *to->bind);
	for (int i = 1; i <= n; i++)
		if (sqlite3_bind_parameter_name(s, i))
			to->bind[to->binds++] =
			        arena_strdup(a, sqlite3_bind_parameter_name(s, i) + 1);
}

int rule_reads_of(
        sqlite3 *db, const struct rule *r, struct arena *a, struct rule_reads *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct listener l = { .arena = a, .to = ret };
	int rc;

	*ret = (struct rule_reads){ .row = arena_take(a, READS_MAX * sizeof *ret->row) };
	sqlite3_set_authorizer(db, heard, &l);
	rc = db_prepare(db, r->head.body, r->head.path, &s, e);
	sqlite3_set_authorizer(db, NULL, NULL);
	if (rc < 0)
		return -1;
	if (l.full)
		return err_set(
		        e, ERR_BUG, "%s reads more than %d columns", r->head.path, READS_MAX);
	take_binds(s, a, ret);
	qsort(ret->row, ret->n, sizeof *ret->row, by_name);
	return 0;
}

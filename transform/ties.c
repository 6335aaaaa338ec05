#include "transform/ties.h"

/* Rows come by entity: a name that was not there yet opens the next. */
static void take(struct ties *t, struct arena *a, sqlite3_stmt *s)
{
	const char *entity = arena_strdup(a, col_text(s, 0));
	struct tied *last = t->n_all ? &t->all[t->n_all - 1] : NULL;

	if (!last || strcmp(last->entity, entity) != 0) {
		last = &t->all[t->n_all++];
		last->entity = entity;
	}
	if (!*col_text(s, 2))
		return;
	last->child = true;
	t->row[t->n++] = (struct tie){ .entity = last->entity,
		.field = arena_strdup(a, col_text(s, 1)),
		.kind = arena_strdup(a, col_text(s, 2)),
		.key = (enum tie_key)sqlite3_column_int(s, 3) };
}

int ties_read(sqlite3 *db, struct arena *a, struct ties *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t n;
	int rc;

	*ret = (struct ties){ 0 };
	if (db_int(db, "SELECT count(*) FROM staging_tie", &n, e) < 0 ||
	        db_prepare(db,
	                "SELECT entity, field, kind, key FROM staging_tie ORDER BY entity, field",
	                "staging_tie", &s, e) < 0)
		return -1;
	ret->all = arena_take(a, ((size_t)n + 1) * sizeof *ret->all);
	ret->row = arena_take(a, ((size_t)n + 1) * sizeof *ret->row);
	while ((rc = db_step(s, e)) > 0)
		take(ret, a, s);
	return rc;
}

const struct tied *ties_of(const struct ties *t, const char *table)
{
	size_t prefix = strlen("staging_");

	for (size_t i = 0; strncmp(table, "staging_", prefix) == 0 && i < t->n_all; i++)
		if (strcmp(t->all[i].entity, table + prefix) == 0)
			return &t->all[i];
	return NULL;
}

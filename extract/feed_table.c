#include "extract/feed_table.h"

#include "extract/csv_type.h"

enum { TABLE_COLUMNS = 32 };

/* A column of the table, and how often the feed gives it. */
struct slot {
	const char *name;
	char sql;    /* 'I' or 'T' */
	bool needed; /* it has no value of its own and cannot be empty */
	int given;
};

struct table {
	struct slot slot[TABLE_COLUMNS];
	size_t n;
};

static int read_table(
        const struct feed *f, sqlite3 *db, struct arena *a, struct table *t, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db,
	            "SELECT name, type, \"notnull\" AND dflt_value IS NULL"
	            "  FROM pragma_table_info(:table) WHERE name NOT IN ('file', 'line', 'byte')",
	            f->table, &s, e) < 0 ||
	        db_bind_text(s, ":table", f->table, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0 && t->n < TABLE_COLUMNS)
		t->slot[t->n++] = (struct slot){ .name = arena_strdup(a, col_text(s, 0)),
			.sql = *col_text(s, 1),
			.needed = sqlite3_column_int(s, 2) };
	return rc < 0 ? -1 : 0;
}

static const char *where(const struct feed *f)
{
	return f->map ? f->map : f->path;
}

/* The type's own letter, or that of the column it writes: function and dranst are numbers. */
static char sql_of(const struct csv_type *t, const char *name)
{
	if (t->sql)
		return t->sql;
	return strcmp(name, "function") == 0 || strcmp(name, "dranst") == 0 ? 'I' : 'T';
}

static int give(const struct feed *f, struct table *t, const struct feed_column *c,
        const char *name, struct err *e)
{
	struct slot *s = t->slot;

	while (s < t->slot + t->n && strcmp(s->name, name) != 0)
		s++;
	if (s == t->slot + t->n)
		return err_set(e, ERR_CONFIG, "%s: column '%s' is not kept in %s: mark it unstaged",
		        where(f), name, f->table);
	if (s->sql != sql_of(c->type, name))
		return err_set(e, ERR_CONFIG, "%s: column '%s' cannot be of type %s", where(f),
		        name, c->type->name);
	if (s->given++ && !c->type->shared)
		return err_set(e, ERR_CONFIG, "%s: column '%s' is given twice", where(f), name);
	if (s->needed && (c->flags & (COL_REQUIRED | COL_LENIENT | COL_MAY_MISS)) != COL_REQUIRED)
		return err_set(e, ERR_CONFIG,
		        "%s: column '%s' must be required, not lenient or may-miss", where(f),
		        name);
	return 0;
}

static int give_column(
        const struct feed *f, struct table *t, const struct feed_column *c, struct err *e)
{
	if (c->flags & COL_FILE_DATE && strcmp(c->type->name, "date") != 0)
		return err_set(e, ERR_CONFIG, "%s: column '%s' is file-date and no date", where(f),
		        c->name);
	if (c->flags & COL_UNSTAGED)
		return 0;
	for (size_t k = 0; k < c->type->width; k++) {
		const char *name = c->type->columns[0] ? c->type->columns[k] : c->name;

		if (give(f, t, c, name, e) < 0)
			return -1;
	}
	return 0;
}

int feed_fits_table(const struct feed *f, sqlite3 *db, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct table t = { .n = 0 };

	if (read_table(f, db, &a, &t, e) < 0)
		return -1;
	if (t.n == 0)
		return 0; /* the database says it better */
	for (size_t i = 0; i < f->n_columns; i++)
		if (give_column(f, &t, &f->columns[i], e) < 0)
			return -1;
	for (size_t i = 0; i < t.n; i++)
		if (t.slot[i].needed && !t.slot[i].given)
			return err_set(e, ERR_CONFIG, "%s: no column '%s', which %s needs",
			        where(f), t.slot[i].name, f->table);
	return 0;
}

#include "extract/bulk.h"

#include "common/buf.h"

void bulk_column(struct bulk *b, const char *name)
{
	if (b->n == BULK_COLUMNS)
		abort();
	b->column[b->n++] = name;
}

/* --- the table ------------------------------------------------------------ */

struct rows {
	sqlite3_vtab base;
	struct bulk *bulk;
};

struct cursor {
	sqlite3_vtab_cursor base;
	struct bulk *bulk;
	int64_t row;
	bool end;
};

static int rows_connect(
        sqlite3 *db, void *bulk, int argc, const char *const *argv, sqlite3_vtab **ret, char **msg)
{
	struct buf b CLEANUP(buf_done);
	struct rows *t = NULL;
	int rc = SQLITE_NOMEM;

	(void)argc, (void)argv, (void)msg;
	buf_init(&b, 4096);
	(void)buf_str(&b, "CREATE TABLE x(");
	for (size_t i = 0; i < ((struct bulk *)bulk)->n; i++)
		(void)buf_printf(&b, "%sc%zu", i ? ", " : "", i);
	if (buf_char(&b, ')') == 0)
		rc = sqlite3_declare_vtab(db, b.data);
	if (rc == SQLITE_OK && !(t = sqlite3_malloc(sizeof *t)))
		rc = SQLITE_NOMEM;
	if (rc != SQLITE_OK)
		return rc;
	*t = (struct rows){ .bulk = bulk };
	*ret = &t->base;
	return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *t)
{
	sqlite3_free(t);
	return SQLITE_OK;
}

static int rows_best_index(sqlite3_vtab *t, sqlite3_index_info *info)
{
	(void)t;
	info->estimatedCost = 1e6;
	return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *t, sqlite3_vtab_cursor **ret)
{
	struct cursor *c = sqlite3_malloc(sizeof *c);

	if (!c)
		return SQLITE_NOMEM;
	*c = (struct cursor){ .bulk = ((struct rows *)t)->bulk };
	*ret = &c->base;
	return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *c)
{
	sqlite3_free(c);
	return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	int rc = c->bulk->next(c->bulk->data, &c->bulk->row, c->bulk->e);

	c->row++;
	c->end = rc <= 0;
	return rc < 0 ? SQLITE_ABORT : SQLITE_OK;
}

static int rows_filter(
        sqlite3_vtab_cursor *c, int plan, const char *name, int argc, sqlite3_value **argv)
{
	(void)plan, (void)name, (void)argc, (void)argv;
	return rows_next(c);
}

static int rows_eof(sqlite3_vtab_cursor *c)
{
	return ((struct cursor *)c)->end;
}

static int rows_column(sqlite3_vtab_cursor *base, sqlite3_context *x, int column)
{
	const struct cell *c = &((struct cursor *)base)->bulk->row[column];

	if (c->kind == CELL_INT)
		sqlite3_result_int64(x, c->i);
	else if (c->kind == CELL_TEXT)
		sqlite3_result_text(x, c->s, c->n, SQLITE_STATIC);
	return SQLITE_OK;
}

static int rows_rowid(sqlite3_vtab_cursor *c, sqlite3_int64 *ret)
{
	*ret = ((struct cursor *)c)->row;
	return SQLITE_OK;
}

/* No xCreate: the table exists by its name alone, while the module is registered. */
static const sqlite3_module module = {
	.iVersion = 1,
	.xConnect = rows_connect,
	.xDisconnect = rows_disconnect,
	.xBestIndex = rows_best_index,
	.xOpen = rows_open,
	.xClose = rows_close,
	.xFilter = rows_filter,
	.xNext = rows_next,
	.xEof = rows_eof,
	.xColumn = rows_column,
	.xRowid = rows_rowid,
};

/* --- the statement -------------------------------------------------------- */

static int statement(struct bulk *b, struct buf *sql)
{
	int rc = buf_printf(sql, "INSERT %sINTO main.%s(", b->ignore ? "OR IGNORE " : "", b->table);

	for (size_t i = 0; i < b->n; i++)
		rc |= buf_printf(sql, "%s%s", i ? ", " : "", b->column[i]);
	return rc | buf_str(sql, ") SELECT * FROM bulk_rows");
}

static int run(struct bulk *b, sqlite3 *db, const char *sql, int64_t *ret_rows, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(db, sql, b->table, &s, e) < 0)
		return -1;
	b->e = &(struct err){ 0 };
	if (db_run(s, e) < 0) {
		if (b->e->code == ERR_NONE)
			return err_ctx(e, "%s", b->table);
		*e = *b->e; /* the cause is the maker of rows, not the database */
		return -1;
	}
	*ret_rows = sqlite3_changes64(db);
	return 0;
}

int bulk_insert(struct bulk *b, sqlite3 *db, int64_t *ret_rows, struct err *e)
{
	struct buf sql CLEANUP(buf_done);
	int rc;

	buf_init(&sql, 16384);
	if (statement(b, &sql))
		return err_set(e, ERR_BUG, "%s: too many columns", b->table);
	if (sqlite3_create_module_v2(db, "bulk_rows", &module, b, NULL) != SQLITE_OK)
		return db_err(db, e, b->table);
	rc = run(b, db, sql.data, ret_rows, e);
	(void)sqlite3_create_module_v2(db, "bulk_rows", NULL, NULL, NULL);
	return rc;
}

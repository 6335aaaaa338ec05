#include "extract/cpr_store.h"

#include "common/buf.h"

enum { SQL_MAX = 4096 };

/* --- the virtual table: the rows of the current batch ------------------------ */

struct rows_cursor {
	sqlite3_vtab_cursor base;
	const struct cpr_value *const *row, *const *end;
	size_t line; /* its place in a row */
};

struct rows_table {
	sqlite3_vtab base;
	const struct cpr_store *store;
};

static int rows_connect(sqlite3 *db, void *store, int argc, const char *const *argv,
        sqlite3_vtab **ret, char **message)
{
	char columns[SQL_MAX];
	size_t n = 0;
	struct rows_table *t;
	int rc;

	(void)argc, (void)argv, (void)message;
	n = (size_t)snprintf(columns, sizeof columns, "CREATE TABLE rows(c0");
	for (int i = 1; i < CPR_COLUMNS; i++)
		n += (size_t)snprintf(columns + n, sizeof columns - n, ",c%d", i);
	(void)snprintf(columns + n, sizeof columns - n, ")");
	rc = sqlite3_declare_vtab(db, columns);
	if (rc != SQLITE_OK)
		return rc;
	t = sqlite3_malloc(sizeof *t);
	if (!t)
		return SQLITE_NOMEM;
	*t = (struct rows_table){ .store = store };
	*ret = &t->base;
	return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *t)
{
	sqlite3_free(t);
	return SQLITE_OK;
}

static int rows_plan(sqlite3_vtab *t, sqlite3_index_info *info)
{
	(void)t;
	info->estimatedRows = CPR_STORE_BATCH;
	return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *t, sqlite3_vtab_cursor **ret)
{
	struct rows_cursor *c = sqlite3_malloc(sizeof *c);

	(void)t;
	if (!c)
		return SQLITE_NOMEM;
	*c = (struct rows_cursor){ .row = NULL };
	*ret = &c->base;
	return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *c)
{
	sqlite3_free(c);
	return SQLITE_OK;
}

static int rows_first(
        sqlite3_vtab_cursor *base, int plan, const char *name, int argc, sqlite3_value **argv)
{
	const struct cpr_store *s = ((const struct rows_table *)(const void *)base->pVtab)->store;
	const struct cpr_store_batch *b = &s->batches[s->current];
	struct rows_cursor *c = (struct rows_cursor *)(void *)base;

	(void)plan, (void)name, (void)argc, (void)argv;
	c->row = b->rows;
	c->end = b->rows + b->n;
	c->line = b->line;
	return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *c)
{
	((struct rows_cursor *)(void *)c)->row++;
	return SQLITE_OK;
}

static int rows_eof(sqlite3_vtab_cursor *base)
{
	const struct rows_cursor *c = (const struct rows_cursor *)(const void *)base;

	return c->row == c->end;
}

static int rows_column(sqlite3_vtab_cursor *c, sqlite3_context *to, int column)
{
	const struct cpr_value *v = *((const struct rows_cursor *)(const void *)c)->row + column;

	/* The result is NULL unless set. */
	if (v->text)
		sqlite3_result_text(to, v->text, (int)v->n, SQLITE_STATIC);
	else if (!v->null)
		sqlite3_result_int64(to, v->number);
	return SQLITE_OK;
}

/* The line, which is cheaper to ask for than a column. */
static int rows_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
	const struct rows_cursor *c = (const struct rows_cursor *)(const void *)base;

	*ret = (*c->row)[c->line].number;
	return SQLITE_OK;
}

static const sqlite3_module rows_module = {
	.iVersion = 1,
	.xConnect = rows_connect,
	.xBestIndex = rows_plan,
	.xDisconnect = rows_disconnect,
	.xOpen = rows_open,
	.xClose = rows_close,
	.xFilter = rows_first,
	.xNext = rows_next,
	.xEof = rows_eof,
	.xColumn = rows_column,
	.xRowid = rows_rowid,
};

/* --- statements ------------------------------------------------------------- */

/* INSERT INTO table(column, ..., file, line) SELECT c0, c1, ..., 17, rowid FROM cpr_rows */
static int prepare_insert(
        struct cpr_store *s, const struct cpr_table *t, struct cpr_store_batch *b, struct err *e)
{
	struct buf sql CLEANUP(buf_done) = { 0 };

	buf_init(&sql, SQL_MAX);
	(void)buf_printf(&sql, "INSERT INTO %s(", t->name);
	for (size_t i = 0; i < t->n; i++)
		(void)buf_printf(&sql, "%s, ", t->columns[i]);
	(void)buf_str(&sql, "file, line) SELECT ");
	for (size_t i = 0; i < t->n; i++)
		(void)buf_printf(&sql, "c%zu, ", i);
	(void)buf_printf(&sql, "%lld, rowid FROM cpr_rows", (long long)s->file);
	if (sql.full)
		return err_set(e, ERR_BUG, "statement for %s is too long", t->name);
	b->line = t->n;
	return db_prepare(s->db, sql.data, t->name, &b->insert, e);
}

static int add_forget(struct cpr_store *s, const char *table, struct err *e)
{
	struct cpr_store_table *t = &s->people[s->n_people];
	char sql[160];

	if (s->n_people == COUNT_OF(s->people))
		return err_set(e, ERR_BUG, "more than %d tables of people", CPR_TYPES);
	s->n_people++;
	snprintf(t->name, sizeof t->name, "%s", table);
	snprintf(sql, sizeof sql, "DELETE FROM %s WHERE pnr = ?1", t->name);
	return db_prepare(s->db, sql, t->name, &t->forget, e);
}

/* The tables of people are those keyed by a number first; the schema knows them all. */
static int prepare_forget(struct cpr_store *s, struct err *e)
{
	sqlite3_stmt *tables CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(s->db,
	            "SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c"
	            " WHERE m.type = 'table' AND m.name GLOB 'staging_cpr_*' AND c.name = 'pnr'"
	            " AND c.pk = 1 ORDER BY m.name",
	            "sqlite_schema", &tables, e) < 0)
		return -1;
	while ((rc = db_step(tables, e)) > 0)
		if (add_forget(s, col_text(tables, 0), e) < 0)
			return -1;
	return rc;
}

static int prepare_all(struct cpr_store *s, struct err *e)
{
	const struct cpr_layout *l = s->layout;

	for (size_t i = 0; i < l->n_tables; i++)
		if (prepare_insert(s, &l->tables[i], &s->batches[i], e) < 0)
			return -1;
	if (prepare_forget(s, e) < 0)
		return -1;
	return db_prepare(s->db,
	        "SELECT f.produced > ?2 OR (f.produced = ?2 AND f.task > ?3)"
	        "  FROM staging_cpr_person AS p LEFT JOIN staging_cpr_file AS f ON f.file = p.file"
	        " WHERE p.pnr = ?1",
	        "staging_cpr_person", &s->held, e);
}

static int any_held(struct cpr_store *s, struct err *e)
{
	int64_t any;

	if (db_int(s->db, "SELECT EXISTS (SELECT 1 FROM staging_cpr_person)", &any, e) < 0)
		return -1;
	s->empty = !any;
	return 0;
}

int cpr_store_begin(struct cpr_store *s, struct arena *a, struct err *e)
{
	const struct cpr_layout *l = s->layout;

	if (sqlite3_create_module(s->db, "cpr_rows", &rows_module, s) != SQLITE_OK)
		return db_err(s->db, e, "cpr_rows");
	for (size_t i = 0; i < l->n_tables; i++)
		s->batches[i].rows = arena_take(a, CPR_STORE_BATCH * sizeof *s->batches[i].rows);
	if (any_held(s, e) < 0 || prepare_all(s, e) < 0)
		return -1;
	if (sqlite3_bind_int64(s->held, 2, s->produced) != SQLITE_OK ||
	        sqlite3_bind_text(s->held, 3, s->task, -1, SQLITE_STATIC) != SQLITE_OK)
		return db_err(s->db, e, "staging_cpr_person");
	return 0;
}

void cpr_store_done(struct cpr_store *s)
{
	for (size_t i = 0; i < COUNT_OF(s->batches); i++)
		stmt_done(&s->batches[i].insert);
	for (size_t i = 0; i < s->n_people; i++)
		stmt_done(&s->people[i].forget);
	stmt_done(&s->held);
	if (s->layout)
		(void)sqlite3_create_module(s->db, "cpr_rows", NULL, NULL);
	s->layout = NULL;
}

/* --- rows ------------------------------------------------------------------- */

static int flush_one(struct cpr_store *s, int table, struct err *e)
{
	struct cpr_store_batch *b = &s->batches[table];

	if (b->n == 0)
		return 0;
	s->current = table;
	if (db_run(b->insert, e) < 0)
		return err_ctx(e, "%s", s->layout->tables[table].name);
	b->n = 0;
	return 0;
}

int cpr_store_keep(struct cpr_store *s, int table, const struct cpr_value *row, struct err *e)
{
	struct cpr_store_batch *b = &s->batches[table];

	b->rows[b->n] = row;
	return ++b->n < CPR_STORE_BATCH ? 0 : flush_one(s, table, e);
}

int cpr_store_flush(struct cpr_store *s, struct err *e)
{
	for (size_t i = 0; i < s->layout->n_tables; i++)
		if (flush_one(s, (int)i, e) < 0)
			return -1;
	return 0;
}

/* --- what is held ------------------------------------------------------------ */

static int bind_pnr(sqlite3_stmt *st, const char *pnr, struct err *e)
{
	if (sqlite3_bind_text(st, 1, pnr, 10, SQLITE_STATIC) != SQLITE_OK)
		return db_err(sqlite3_db_handle(st), e, "pnr");
	return 0;
}

int cpr_store_held(struct cpr_store *s, const char *pnr, enum cpr_held *ret, struct err *e)
{
	int rc;

	*ret = CPR_HELD_NOT;
	if (s->empty)
		return 0;
	if (bind_pnr(s->held, pnr, e) < 0)
		return -1;
	rc = db_step(s->held, e);
	if (rc > 0)
		*ret = sqlite3_column_int(s->held, 0) ? CPR_HELD_NEWER : CPR_HELD_OLDER;
	(void)sqlite3_reset(s->held);
	return rc < 0 ? -1 : 0;
}

int cpr_store_forget(struct cpr_store *s, const char *pnr, struct err *e)
{
	for (size_t i = 0; i < s->n_people; i++) {
		sqlite3_stmt *st = s->people[i].forget;

		if (bind_pnr(st, pnr, e) < 0 || db_run(st, e) < 0)
			return -1;
	}
	return 0;
}

static int forget_files(struct cpr_store *s, const char *table, const char *task, struct err *e)
{
	sqlite3_stmt *st CLEANUP(stmt_done) = NULL;
	char sql[200];

	snprintf(sql, sizeof sql,
	        "DELETE FROM %s WHERE file IN (SELECT file FROM staging_cpr_file WHERE task = "
	        ":task)",
	        table);
	if (db_prepare(s->db, sql, table, &st, e) < 0 || db_bind_text(st, ":task", task, e) < 0)
		return -1;
	return db_run(st, e);
}

int cpr_store_forget_task(struct cpr_store *s, const char *task, struct err *e)
{
	for (size_t i = 0; i < s->n_people; i++)
		if (forget_files(s, s->people[i].name, task, e) < 0)
			return -1;
	return any_held(s, e);
}

/*
 * The case store in an SQLite file. It belongs to another program and is treated as
 * foreign: opened read-only, its own code (triggers, unsafe functions in views) is
 * not trusted, and a profile may do nothing but read.
 */
#include "extract/store_sqlite.h"

#include "common/file.h"
#include "common/sqlfn.h"

enum { VALUE_MAX = 16 << 20, PROFILE_SQL_MAX = 2 << 20, STORE_CACHE_KIB = 8192 };

struct store {
	sqlite3 *db;
	const char *path;
	struct profile profile;
	sqlite3_stmt *rows;
	size_t columns;
	struct arena query; /* text of the statement being prepared */
};

/* What the pipeline must not depend on: the clock, chance, what else the connection did. */
static const char *const refused_functions[] = { "random", "randomblob", "current_date",
	"current_time", "current_timestamp", "load_extension", "changes", "total_changes",
	"last_insert_rowid", "fts3_tokenizer" };

static int may(
        void *unused, int action, const char *a, const char *function, const char *c, const char *d)
{
	(void)unused, (void)a, (void)c, (void)d;
	if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE)
		return SQLITE_OK;
	if (action != SQLITE_FUNCTION)
		return SQLITE_DENY;
	for (size_t i = 0; i < COUNT_OF(refused_functions); i++)
		if (sqlite3_stricmp(function, refused_functions[i]) == 0)
			return SQLITE_DENY;
	return SQLITE_OK;
}

static int store_err(const struct store *s, struct err *e)
{
	const char *why = sqlite3_errmsg(s->db);

	switch (sqlite3_errcode(s->db)) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(
		        e, ERR_TRYLATER, "case store '%s' is locked by another program", s->path);
	case SQLITE_NOTADB:
		return err_set(e, ERR_CONFIG, "case store '%s' is not an SQLite database", s->path);
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return err_set(e, file_exists(s->path) ? ERR_NOPERM : ERR_NOINPUT,
		        "could not open case store '%s': %s", s->path, why);
	case SQLITE_IOERR:
		return err_set(e, ERR_IO, "could not read case store '%s': %s", s->path, why);
	default:
		return err_set(e, ERR_DATA, "case store '%s': %s", s->path, why);
	}
}

static void store_close(void *store)
{
	struct store *s = store;

	if (!s)
		return;
	stmt_done(&s->rows);
	db_closep(&s->db);
	arena_done(&s->query);
}

/* db_step(), with the errors of a store. */
static int step(const struct store *s, sqlite3_stmt *rows, struct err *e)
{
	int rc = db_step(rows, e);

	return rc < 0 && sqlite3_errcode(s->db) != SQLITE_OK ? store_err(s, e) : rc;
}

/* Takes the lock that makes all reads see one moment. */
static int take_snapshot(struct store *s, struct err *e)
{
	sqlite3_stmt *first CLEANUP(stmt_done) = NULL;
	char pragmas[128];

	snprintf(pragmas, sizeof pragmas, "PRAGMA query_only=ON; PRAGMA cache_size=-%d; BEGIN",
	        STORE_CACHE_KIB);
	if (sqlite3_exec(s->db, pragmas, NULL, NULL, NULL) != SQLITE_OK ||
	        sqlite3_prepare_v2(s->db, "SELECT count(*) FROM sqlite_schema", -1, &first, NULL) !=
	                SQLITE_OK)
		return store_err(s, e);
	return step(s, first, e) < 0 ? -1 : 0;
}

static void restrain(sqlite3 *db)
{
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	/* A misspelt "column" must be an error, not a text. */
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
	(void)sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, PROFILE_SQL_MAX);
	(void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
}

/* From here on the connection only reads, one moment, by profiles. */
static int settle(struct store *s, struct err *e)
{
	if (sqlfn_register(s->db, e) < 0)
		return -1;
	restrain(s->db);
	if (take_snapshot(s, e) < 0)
		return -1;
	(void)sqlite3_set_authorizer(s->db, may, NULL);
	return 0;
}

static int connect(struct store *s, int busy_seconds, struct err *e)
{
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(s->path, &s->db, flags, NULL) != SQLITE_OK)
		return s->db ? store_err(s, e) : err_set(e, ERR_MEMORY, "case store '%s'", s->path);
	(void)db_busy_seconds(s->db, busy_seconds);
	return settle(s, e);
}

int store_sqlite_on(
        sqlite3 *db, const struct store_place *place, struct arena *a, void **ret, struct err *e)
{
	struct store *s = arena_take(a, sizeof *s);

	s->db = db;
	s->path = place->path;
	s->profile = place->profile;
	if (settle(s, e) < 0) {
		store_close(s);
		return -1;
	}
	*ret = s;
	return 0;
}

static int store_open(const struct store_place *place, struct arena *a, void **ret, struct err *e)
{
	struct store *s = arena_take(a, sizeof *s);

	s->path = place->path;
	s->profile = place->profile;
	if (connect(s, place->busy_seconds, e) < 0) {
		store_close(s);
		return -1;
	}
	*ret = s;
	return 0;
}

struct query {
	const struct entity *t;
	const char *path, *sql;
	size_t n; /* bytes of sql that are the statement */
};

static int profile_err(const struct query *q, struct err *e, const char *what, const char *which)
{
	return err_set(
	        e, ERR_CONFIG, "entity '%s': profile '%s': %s%s", q->t->name, q->path, what, which);
}

static int prepare_err(struct store *s, const struct query *q, struct err *e)
{
	switch (sqlite3_errcode(s->db)) {
	case SQLITE_AUTH:
		return profile_err(q, e,
		        "only a SELECT that reads the store is allowed: ", sqlite3_errmsg(s->db));
	case SQLITE_ERROR:
	case SQLITE_TOOBIG:
		return profile_err(q, e, sqlite3_errmsg(s->db), "");
	default:
		return store_err(s, e);
	}
}

static int check_columns(const struct query *q, sqlite3_stmt *inner, struct err *e)
{
	int n = sqlite3_column_count(inner);

	for (size_t i = 0; i < q->t->n; i++) {
		const char *want = q->t->columns[i].name;
		int found = 0;

		for (int k = 0; k < n; k++)
			found += sqlite3_stricmp(sqlite3_column_name(inner, k), want) == 0;
		if (found == 0)
			return profile_err(q, e, "there is no column ", want);
		if (found > 1)
			return profile_err(q, e, "there is more than one column ", want);
	}
	return 0;
}

/* The profile's own statement: one, reading only, with every column. */
static int check_inner(struct store *s, struct query *q, struct err *e)
{
	sqlite3_stmt *inner CLEANUP(stmt_done) = NULL, *more CLEANUP(stmt_done) = NULL;
	const char *tail;

	if (sqlite3_prepare_v2(s->db, q->sql, -1, &inner, &tail) != SQLITE_OK)
		return prepare_err(s, q, e);
	if (!inner)
		return profile_err(q, e, "there is no SELECT in it", "");
	if (sqlite3_prepare_v2(s->db, tail, -1, &more, NULL) != SQLITE_OK || more)
		return profile_err(q, e, "there is more than one statement in it", "");
	if (!sqlite3_stmt_readonly(inner) || sqlite3_stmt_isexplain(inner))
		return profile_err(q, e, "only a SELECT that reads the store is allowed", "");
	if (sqlite3_bind_parameter_count(inner))
		return profile_err(q, e, "there are parameters in it", "");
	q->n = (size_t)(tail - q->sql);
	while (q->n && strchr(" \t\r\n;", q->sql[q->n - 1]))
		q->n--;
	return check_columns(q, inner, e);
}

/* "q.a, q.b": the columns in the entity's order; with keys_only the others are NULL. */
static const char *column_list(const struct store_ask *ask, struct arena *a)
{
	const char *list = "";

	for (size_t i = 0; i < ask->t->n; i++) {
		const struct column *c = &ask->t->columns[i];
		bool wanted = !ask->keys_only || c->flags & COLUMN_KEY;

		list = arena_printf(a, "%s%s%s%s AS %s", list, i ? ", " : "",
		        wanted ? "q." : "NULL", wanted ? c->name : "", c->name);
	}
	return list;
}

/* In order of the key; for a total order all columns follow, the newest change first. */
static const char *order_list(const struct store_ask *ask, struct arena *a)
{
	const char *keys = "", *rest = "";

	for (size_t i = 0; i < ask->t->n; i++) {
		const char *name = ask->t->columns[i].name;

		/* What changed is sorted: an index on the key would mean reading every row. */
		if (ask->t->columns[i].flags & COLUMN_KEY)
			keys = arena_printf(a, "%s%s%sq.%s", keys, *keys ? ", " : "",
			        ask->since ? "+" : "", name);
		else if (strcmp(name, "changed_at") == 0)
			rest = arena_printf(a, ", q.%s DESC%s", name, rest);
		else
			rest = arena_printf(a, "%s, q.%s", rest, name);
	}
	return ask->total_order ? arena_printf(a, "%s%s", keys, rest) : keys;
}

static const char *statement(const struct query *q, const struct store_ask *ask, struct arena *a)
{
	const char *columns = column_list(ask, a), *order = order_list(ask, a);
	const char *rows = arena_printf(a, "(\n%.*s\n) AS q", (int)q->n, q->sql);

	if (ask->since) /* three ranges of one index, where there is one */
		rows = arena_printf(a,
		        "%s WHERE q.changed_at IS NULL OR unlikely(q.changed_at < '1900')"
		        " OR unlikely(q.changed_at >= ?1)",
		        rows);
	return arena_printf(a, "SELECT %s FROM %s ORDER BY %s", columns, rows, order);
}

static int checked(struct store *s, struct query *q, struct err *e)
{
	arena_reset(&s->query);
	if (profile_query(&s->profile, q->t, &s->query, &q->path, &q->sql, e) < 0)
		return -1;
	return check_inner(s, q, e);
}

static int prepare(struct store *s, const struct store_ask *ask, sqlite3_stmt **ret, struct err *e)
{
	struct query q = { .t = ask->t };

	if (checked(s, &q, e) < 0)
		return -1;
	if (sqlite3_prepare_v2(s->db, statement(&q, ask, &s->query), -1, ret, NULL) != SQLITE_OK)
		return prepare_err(s, &q, e);
	if (ask->since && sqlite3_bind_text(*ret, 1, ask->since, -1, SQLITE_TRANSIENT) != SQLITE_OK)
		return store_err(s, e);
	return 0;
}

static int store_check(void *store, const struct entity *t, struct err *e)
{
	sqlite3_stmt *rows CLEANUP(stmt_done) = NULL;
	struct store_ask ask = { .t = t, .total_order = true };

	return prepare(store, &ask, &rows, e);
}

static int store_count(void *store, const struct entity *t, int64_t *ret, struct err *e)
{
	struct store *s = store;
	sqlite3_stmt *count CLEANUP(stmt_done) = NULL;
	struct query q = { .t = t };

	if (checked(s, &q, e) < 0)
		return -1;
	if (sqlite3_prepare_v2(s->db,
	            arena_printf(&s->query, "SELECT count(*) FROM (\n%.*s\n)", (int)q.n, q.sql), -1,
	            &count, NULL) != SQLITE_OK)
		return prepare_err(s, &q, e);
	if (step(s, count, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(count, 0);
	return 0;
}

static int store_begin(void *store, const struct store_ask *ask, struct err *e)
{
	struct store *s = store;

	stmt_done(&s->rows);
	s->columns = ask->t->n;
	return prepare(s, ask, &s->rows, e);
}

static int store_next(void *store, struct store_cell *cells, struct err *e)
{
	struct store *s = store;
	int rc = step(s, s->rows, e);

	for (size_t i = 0; rc > 0 && i < s->columns; i++) {
		cells[i].s = (const char *)sqlite3_column_text(s->rows, (int)i);
		cells[i].n = cells[i].s ? (size_t)sqlite3_column_bytes(s->rows, (int)i) : 0;
	}
	return rc;
}

/* Asked last: whatever no other kind knows is taken for a file, and judged by opening it. */
static bool is_sqlite(const char *path)
{
	return *path != '\0';
}

const struct store_kind store_sqlite = {
	.name = "sqlite",
	.is = is_sqlite,
	.open = store_open,
	.check = store_check,
	.count = store_count,
	.begin = store_begin,
	.next = store_next,
	.close = store_close,
};

/*
 * The case store in a PostgreSQL database, see store_pg_link.h and store_pg_sql.h.
 *
 * Rows come by COPY (SELECT …) TO STDOUT: the server sends one message a row as fast as it
 * is read and no faster, so the client holds one row however many there are. A cursor with
 * FETCH n holds n rows, a round trip each, and gets a plan for its first rows; single-row mode
 * makes a result object a row, several times dearer. The time-out of a statement thus holds for the
 * reading of one entity.
 *
 * check() parses the profile's statement alone, which shows that it is one and has no
 * parameters, then explains it as it will be asked: tables, columns, types and rights
 * are there, and no row is read.
 */
#include "extract/store_pg_sql.h"

enum { SECONDS_END = 19, DAY_END = 10 };

struct store {
	struct pg_link link;
	struct profile profile;
	struct arena query; /* text of what is asked */
	struct pg_query q;
	bool keys_only, reading;
	char *row; /* libpq's */
};

static bool is_postgres(const char *path)
{
	return strncmp(path, "postgresql://", 13) == 0 || strncmp(path, "postgres://", 11) == 0;
}

static void drop_row(struct store *s)
{
	PQfreemem(s->row);
	s->row = NULL;
}

static void store_close(void *store)
{
	struct store *s = store;

	if (!s)
		return;
	drop_row(s);
	pg_done(&s->link);
	arena_done(&s->query);
}

static int store_open(const struct store_place *place, struct arena *a, void **ret, struct err *e)
{
	struct store *s = arena_take(a, sizeof *s);

	s->profile = place->profile;
	if (pg_open(&s->link, place, a, e) < 0) {
		store_close(s);
		return -1;
	}
	*ret = s;
	return 0;
}

/* An error of the profile says which. */
static int profile_err(const struct pg_query *q, struct err *e)
{
	return e->code == ERR_CONFIG ? err_ctx(e, "entity '%s': profile '%s'", q->t->name, q->path)
	                             : -1;
}

/* To the end of what is still being sent. */
static int rest(struct store *s, struct err *e)
{
	int n = 1;

	while (s->reading && n > 0) {
		drop_row(s);
		n = pg_row(&s->link, &s->row, e);
	}
	s->reading = false;
	return n < 0 ? -1 : 0;
}

static int prepare(struct store *s, const struct entity *t, struct err *e)
{
	PGresult *d CLEANUP(pg_clearp) = NULL;

	if (rest(s, e) < 0)
		return -1;
	arena_reset(&s->query);
	s->q = (struct pg_query){ .t = t };
	if (profile_query(&s->profile, t, &s->query, &s->q.path, &s->q.sql, e) < 0)
		return -1;
	if (pg_query_read(&s->q, e) < 0)
		return profile_err(&s->q, e);
	d = pg_describe(&s->link, arena_strndup(&s->query, s->q.sql, s->q.n), e);
	if (!d || pg_query_columns(&s->q, &s->link, d, e) < 0)
		return profile_err(&s->q, e);
	return 0;
}

static int ask(struct store *s, const char *sql, PGresult **ret, struct err *e)
{
	*ret = pg_ask(&s->link, sql, 0, NULL, e);
	return *ret ? 0 : profile_err(&s->q, e);
}

static int run(struct store *s, const char *sql, struct err *e)
{
	PGresult *r CLEANUP(pg_clearp) = pg_ask(&s->link, sql, 0, NULL, e);

	return r ? 0 : -1;
}

static int explain(struct store *s, const struct entity *t, struct err *e)
{
	struct store_ask all = { .t = t, .total_order = true };
	PGresult *plan CLEANUP(pg_clearp) = NULL;

	if (prepare(s, t, e) < 0)
		return -1;
	return ask(s,
	        arena_printf(&s->query, "EXPLAIN (COSTS OFF) %s",
	                pg_query_rows(&s->q, &all, s->link.bytes_order, &s->query)),
	        &plan, e);
}

/* An error ends a transaction; back to the savepoint, and the other entities can be checked. */
static int store_check(void *store, const struct entity *t, struct err *e)
{
	struct err ignored = { 0 };
	struct store *s = store;

	if (rest(s, e) < 0 || run(s, "SAVEPOINT entity", e) < 0)
		return -1;
	if (explain(s, t, e) < 0) {
		(void)run(s, "ROLLBACK TO SAVEPOINT entity", &ignored);
		return -1;
	}
	return run(s, "RELEASE SAVEPOINT entity", e);
}

/* Nothing on an entity; of the store, which it is, how it is reached, and rights it should not
 * give. */
static const char *store_describe(void *store, const struct entity *t, struct arena *a)
{
	static const char sql[] =
	        "SELECT pg_catalog.current_setting('server_version'), current_user,"
	        " EXISTS (SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n"
	        " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN"
	        " ('pg_catalog', 'information_schema') AND pg_catalog.has_table_privilege(c.oid,"
	        " 'INSERT, UPDATE, DELETE, TRUNCATE'))";
	struct store *s = store;
	struct err ignored = { 0 };
	PGresult *r CLEANUP(pg_clearp) = NULL;
	const char *tls;

	if (t)
		return NULL;
	r = pg_ask(&s->link, sql, 0, NULL, &ignored);
	if (!r || !PQntuples(r))
		return NULL;
	tls = PQsslAttribute(s->link.conn, "protocol");
	return arena_printf(a, "PostgreSQL %s, %s as %s, %s%s", PQgetvalue(r, 0, 0), s->link.shown,
	        PQgetvalue(r, 0, 1), tls && *tls ? tls : "without TLS",
	        *PQgetvalue(r, 0, 2) == 't' ? "; this role may also write: SELECT is all it needs"
	                                    : "");
}

static int store_count(void *store, const struct entity *t, int64_t *ret, struct err *e)
{
	struct store *s = store;
	PGresult *r CLEANUP(pg_clearp) = NULL;

	if (prepare(s, t, e) < 0 || ask(s, pg_query_count(&s->q, &s->query), &r, e) < 0)
		return -1;
	*ret = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
	return 0;
}

static int store_begin(void *store, const struct store_ask *asked, struct err *e)
{
	struct store *s = store;
	PGresult *copy CLEANUP(pg_clearp) = NULL;

	if (prepare(s, asked->t, e) < 0)
		return -1;
	s->keys_only = asked->keys_only;
	if (ask(s,
	            arena_printf(&s->query, "COPY (%s) TO STDOUT",
	                    pg_query_rows(&s->q, asked, s->link.bytes_order, &s->query)),
	            &copy, e) < 0)
		return -1;
	s->reading = true;
	return 0;
}

/* --- a row in COPY's text form --------------------------------------------------- */

/* Only these are ever sent behind a backslash, and the backslash itself. */
static char meant(char c)
{
	static const char from[] = "bfnrtv", to[] = "\b\f\n\r\t\v";
	const char *at = strchr(from, c);

	return at ? to[at - from] : c;
}

/* The field at `s`, ending before `end`, made what it was; it lies in the row. */
static struct store_cell field(char *s, const char *end)
{
	char *w = memchr(s, '\\', (size_t)(end - s));

	if (!w)
		return (struct store_cell){ s, (size_t)(end - s) };
	if (end - s == 2 && s[1] == 'N')
		return (struct store_cell){ NULL, 0 };
	for (const char *r = w; r < end; r++)
		*w++ = *r == '\\' && r + 1 < end ? meant(*++r) : *r;
	return (struct store_cell){ s, (size_t)(w - s) };
}

/* In the form agreed upon. What is not in PostgreSQL's usual form is left, to be found. */
static void settle(struct store_cell *c, char *s, enum pg_kind kind)
{
	if (!c->s)
		return;
	if (kind & PG_BOOL && c->n == 1)
		*s = *s == 't' ? '1' : '0';
	if (!(kind & (PG_TIME | PG_TIMETZ)) || c->n < SECONDS_END || s[DAY_END] != ' ')
		return;
	s[DAY_END] = 'T';
	if (c->n > SECONDS_END + 1 && s[SECONDS_END] == '.' &&
	        strspn(s + SECONDS_END + 1, "0123456789") >= c->n - SECONDS_END - 1)
		c->n = SECONDS_END;
}

static int row_err(const struct store *s, struct err *e)
{
	return err_set(
	        e, ERR_BUG, "entity '%s': a row does not have the columns asked for", s->q.t->name);
}

static int split(struct store *s, int n, struct store_cell *cells, struct err *e)
{
	char *at = s->row, *end = s->row + n - 1; /* before the newline */

	for (size_t i = 0; i < s->q.t->n; i++) {
		char *tab;

		cells[i] = (struct store_cell){ NULL, 0 };
		if (s->keys_only && !(s->q.t->columns[i].flags & COLUMN_KEY))
			continue;
		if (at > end)
			return row_err(s, e);
		tab = memchr(at, '\t', (size_t)(end - at));
		tab = tab ? tab : end;
		cells[i] = field(at, tab);
		settle(&cells[i], at, s->q.kinds[i]);
		at = tab + 1;
	}
	return at == end + 1 ? 1 : row_err(s, e);
}

static int store_next(void *store, struct store_cell *cells, struct err *e)
{
	struct store *s = store;
	int n;

	if (!s->reading)
		return 0;
	drop_row(s);
	n = pg_row(&s->link, &s->row, e);
	if (n > 0)
		return split(s, n, cells, e);
	s->reading = false;
	return n < 0 ? profile_err(&s->q, e) : 0;
}

const struct store_kind store_pg = {
	.name = "postgresql",
	.is = is_postgres,
	.open = store_open,
	.check = store_check,
	.count = store_count,
	.begin = store_begin,
	.next = store_next,
	.describe = store_describe,
	.close = store_close,
};

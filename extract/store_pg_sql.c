#include "extract/store_pg_sql.h"

#include <strings.h>

#include "common/text.h"

/* --- one statement, and its words -------------------------------------------- */

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789$";
static const char blanks[] = " \t\r\n\f\v";

/* The first word of what may be asked. */
static const char *const asking[] = { "select", "with", "values", "table" };
/* What a store's rows must not depend on: the clock, chance, what else the server did. */
static const char *const refused_words[] = { "current_date", "current_time", "current_timestamp",
	"localtime", "localtimestamp" };
static const char *const refused_functions[] = { "now", "clock_timestamp", "statement_timestamp",
	"transaction_timestamp", "timeofday", "random", "gen_random_uuid", "setseed", "nextval",
	"setval", "currval", "lastval", "set_config", "txid_current", "pg_current_xact_id" };

static bool among(const char *const *words, size_t n, const char *s, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && strncasecmp(words[i], s, len) == 0)
			return true;
	return false;
}

static const char *past_quoted(const char *s, bool escapes)
{
	char quote = *s++;

	for (; *s; s++) {
		if (escapes && *s == '\\' && s[1])
			s++;
		else if (*s == quote && s[1] == quote)
			s++;
		else if (*s == quote)
			return s + 1;
	}
	return s;
}

static const char *past_comment(const char *s)
{
	int depth = 0;

	for (; *s; s++) {
		if (s[0] == '/' && s[1] == '*')
			depth++, s++;
		else if (s[0] == '*' && s[1] == '/' && (s++, --depth == 0))
			return s + 1;
	}
	return s;
}

/* $tag$ text $tag$; a lone $ is a sign like any other. */
static const char *past_dollars(const char *s)
{
	size_t n = 1 + strspn(s + 1, letters);
	const char *end = NULL;

	if (s[n - 1] == '$' && n > 1)
		for (end = s + n; (end = strchr(end, '$')) && strncmp(end, s, n) != 0;)
			end++;
	return end ? end + n : s + 1;
}

/* Past blanks, comments and quoted text, as far as there are any here. */
static const char *past_blank(const char *s)
{
	for (;;) {
		s += strspn(s, blanks);
		if (s[0] == '-' && s[1] == '-')
			s += strcspn(s, "\n");
		else if (s[0] == '/' && s[1] == '*')
			s = past_comment(s);
		else
			return s;
	}
}

static int refuse_word(const char *s, size_t n, struct err *e)
{
	bool called = *past_blank(s + n) == '(';

	if (among(refused_words, COUNT_OF(refused_words), s, n) ||
	        (called && among(refused_functions, COUNT_OF(refused_functions), s, n)))
		return err_set(e, ERR_CONFIG, "not authorized to use function: %.*s", (int)n, s);
	return 0;
}

/* Past one word or sign. */
static const char *past_one(const char *s, struct err *e)
{
	size_t n = *s == '$' ? 0 : strspn(s, letters);

	if (n == 1 && strchr("eE", *s) && s[1] == '\'')
		return past_quoted(s + 1, true);
	if (n)
		return refuse_word(s, n, e) < 0 ? NULL : s + n;
	if (*s == '\'' || *s == '"')
		return past_quoted(s, false);
	return *s == '$' ? past_dollars(s) : s + 1;
}

int pg_query_read(struct pg_query *q, struct err *e)
{
	const char *s = past_blank(q->sql), *first = s, *after;

	while (*first == '(')
		first = past_blank(first + 1);
	if (!*s || *s == ';')
		return err_set(e, ERR_CONFIG, "there is no SELECT in it");
	if (!among(asking, COUNT_OF(asking), first, strspn(first, letters)))
		return err_set(e, ERR_CONFIG, "only a SELECT that reads the store is allowed");
	while (*s && *s != ';') {
		s = past_one(s, e);
		if (!s)
			return -1;
		q->n = (size_t)(s - q->sql);
		s = past_blank(s);
	}
	after = past_blank(s + (*s == ';'));
	if (*after)
		return err_set(e, ERR_CONFIG, "there is more than one statement in it");
	return 0;
}

/* --- its columns -------------------------------------------------------------- */

enum { FIRST_OWN_TYPE = 16384, LENGTH_HEAD = 4, NUMERIC_TYPE = 1700 };

static const struct {
	Oid type;
	enum pg_kind kind;
} types[] = {
	{ 16, PG_BOOL }, { 18, PG_CAST },                                /* "char" */
	{ 19, PG_CAST },                                                 /* name */
	{ 20, PG_INT }, { 21, PG_INT }, { 23, PG_INT }, { 25, PG_LONG }, /* text */
	{ 1042, PG_CAST }, /* char(n), without what it is filled up with */
	{ 1043, PG_LONG }, /* varchar */
	{ 1082, PG_DATE }, { 1114, PG_TIME }, { 1184, PG_TIMETZ }, { 2950, PG_CAST }, /* uuid */
};

static const struct {
	const char *type;
	unsigned kinds;
	const char *expected;
} wanted[] = {
	{ "text", PG_TEXT | PG_LONG | PG_CAST | PG_INT, "text" },
	{ "code", PG_TEXT | PG_LONG | PG_CAST | PG_INT, "text or integer" },
	{ "pnr", PG_TEXT | PG_LONG | PG_CAST, "text, for a number loses its leading zero" },
	{ "date", PG_TEXT | PG_LONG | PG_CAST | PG_DATE, "date, or text as YYYY-MM-DD" },
	{ "time", PG_TEXT | PG_LONG | PG_CAST | PG_TIME | PG_TIMETZ,
	        "timestamp, or text as YYYY-MM-DDTHH:MM:SS" },
	{ "int", PG_TEXT | PG_LONG | PG_CAST | PG_INT, "bigint, or numeric without decimals" },
	{ "ore", PG_TEXT | PG_LONG | PG_CAST | PG_INT,
	        "bigint of øre; from kroner: round(x * 100)::bigint" },
	{ "bool", PG_TEXT | PG_LONG | PG_CAST | PG_INT | PG_BOOL, "boolean, or 1 and 0" },
};

/* Types the store made itself: enums, and text by another name (citext). */
static int own_kind(struct pg_link *l, Oid type, enum pg_kind *ret, struct err *e)
{
	static const char sql[] = "SELECT 1 FROM pg_catalog.pg_type"
	                          " WHERE oid = $1::pg_catalog.oid AND (typtype = 'e' OR "
	                          "typcategory = 'S')";
	char oid[16];
	const char *const values[] = { oid };
	PGresult *r CLEANUP(pg_clearp) = NULL;

	snprintf(oid, sizeof oid, "%u", type);
	r = pg_ask(l, sql, 1, values, e);
	if (!r)
		return -1;
	*ret = PQntuples(r) ? PG_LONG | PG_CAST : 0;
	return 0;
}

static int kind_of_column(
        struct pg_link *l, const PGresult *d, int at, enum pg_kind *ret, struct err *e)
{
	Oid type = PQftype(d, at);
	int mod = PQfmod(d, at);

	*ret = 0;
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (types[i].type == type)
			*ret = types[i].kind;
	if (*ret == PG_LONG && mod >= LENGTH_HEAD && mod - LENGTH_HEAD < PG_TEXT_MAX)
		*ret = PG_TEXT;
	/* numeric(n, 0): its modifier holds n and 0 */
	if (type == NUMERIC_TYPE && mod >= LENGTH_HEAD && ((mod - LENGTH_HEAD) & 0x7ff) == 0)
		*ret = PG_INT;
	return type >= FIRST_OWN_TYPE ? own_kind(l, type, ret, e) : 0;
}

static int type_err(struct pg_link *l, const struct column *c, const PGresult *d, int at,
        const char *expected, struct err *e)
{
	char oid[16], mod[16];
	const char *const values[] = { oid, mod };
	PGresult *r CLEANUP(pg_clearp) = NULL;

	snprintf(oid, sizeof oid, "%u", PQftype(d, at));
	snprintf(mod, sizeof mod, "%d", PQfmod(d, at));
	r = pg_ask(l, "SELECT pg_catalog.format_type($1::pg_catalog.oid, $2::pg_catalog.int4)", 2,
	        values, e);
	if (!r || !PQntuples(r))
		return -1;
	return err_set(e, ERR_CONFIG, "column %s is %s: expected %s", c->name, PQgetvalue(r, 0, 0),
	        expected);
}

static int fit(struct pg_query *q, size_t column, struct pg_link *l, const PGresult *d, int at,
        struct err *e)
{
	const struct column *c = &q->t->columns[column];
	enum pg_kind kind;
	size_t w = 0;

	if (kind_of_column(l, d, at, &kind, e) < 0)
		return -1;
	while (w + 1 < COUNT_OF(wanted) && strcmp(wanted[w].type, c->type->name) != 0)
		w++;
	if (!(wanted[w].kinds & kind))
		return type_err(l, c, d, at, wanted[w].expected, e);
	q->kinds[column] = kind;
	return 0;
}

int pg_query_columns(struct pg_query *q, struct pg_link *l, const PGresult *d, struct err *e)
{
	int n = PQnfields(d);

	if (PQnparams(d))
		return err_set(e, ERR_CONFIG, "there are parameters in it");
	if (n == 0)
		return err_set(e, ERR_CONFIG, "only a SELECT that reads the store is allowed");
	for (size_t i = 0; i < q->t->n; i++) {
		const char *want = q->t->columns[i].name;
		int found = 0, at = 0;

		for (int k = 0; k < n; k++)
			if (strcmp(PQfname(d, k), want) == 0)
				found++, at = k;
		if (found != 1)
			return err_set(e, ERR_CONFIG, "there is %s column %s",
			        found ? "more than one" : "no", want);
		if (fit(q, i, l, d, at, e) < 0)
			return -1;
	}
	return 0;
}

/* --- what is asked -------------------------------------------------------------- */

/* A column as it is to be sent; names are those of the entity, letters and digits. */
static const char *sent(const struct pg_query *q, size_t i, struct arena *a)
{
	const char *name = q->t->columns[i].name;
	enum pg_kind kind = q->kinds[i];

	if (kind & PG_LONG)
		return arena_printf(
		        a, "pg_catalog.left(q.\"%s\"::pg_catalog.text, %d)", name, PG_TEXT_MAX);
	if (kind & (PG_CAST | PG_TIMETZ))
		return arena_printf(
		        a, "q.\"%s\"::pg_catalog.%s", name, kind & PG_CAST ? "text" : "timestamp");
	return arena_printf(a, "q.\"%s\"", name);
}

/* Its text, in an order by bytes; that of an index where the column has one in "C". */
static const char *by_bytes(const struct pg_query *q, size_t i, bool bytes_order, struct arena *a)
{
	const char *name = q->t->columns[i].name;
	bool plain = q->kinds[i] & (PG_TEXT | PG_LONG) && !(q->kinds[i] & PG_CAST);
	const char *text = arena_printf(a, "q.\"%s\"%s", name, plain ? "" : "::pg_catalog.text");

	return bytes_order ? arena_printf(a, "%s COLLATE pg_catalog.\"C\"", text)
	                   : arena_printf(a, "pg_catalog.convert_to(%s, 'UTF8')", text);
}

static const char *by_value(const struct pg_query *q, size_t i, bool bytes_order, struct arena *a)
{
	return q->kinds[i] & (PG_TEXT | PG_LONG | PG_CAST)
	               ? by_bytes(q, i, bytes_order, a)
	               : arena_printf(a, "q.\"%s\"", q->t->columns[i].name);
}

/* By the key; for a total order all columns follow, the newest change first. As in SQLite, no value
 * is least. */
static const char *order(
        const struct pg_query *q, const struct store_ask *ask, bool bytes_order, struct arena *a)
{
	const char *keys = "", *rest = "";

	for (size_t i = 0; i < q->t->n; i++) {
		const struct column *c = &q->t->columns[i];

		if (c->flags & COLUMN_KEY)
			keys = arena_printf(a, "%s%s%s%s", keys, *keys ? ", " : "",
			        by_bytes(q, i, bytes_order, a),
			        c->flags & COLUMN_OPTIONAL ? " NULLS FIRST" : "");
		else if (strcmp(c->name, "changed_at") == 0)
			rest = arena_printf(
			        a, ", %s DESC NULLS LAST%s", by_value(q, i, bytes_order, a), rest);
		else
			rest = arena_printf(
			        a, "%s, %s NULLS FIRST", rest, by_value(q, i, bytes_order, a));
	}
	return ask->total_order ? arena_printf(a, "%s%s", keys, rest) : keys;
}

static size_t changed_at(const struct pg_query *q)
{
	size_t i = 0;

	while (i < q->t->n && strcmp(q->t->columns[i].name, "changed_at") != 0)
		i++;
	return i;
}

/*
 * What changed, as ranges that an index may answer. A clock that was put back makes an hour come
 * twice, so of times with a zone one hour more comes; of a time with a blank the whole
 * day, for so they compare as text.
 */
static const char *since(const struct pg_query *q, const char *from, struct arena *a)
{
	size_t at = changed_at(q);
	const char *name = arena_printf(a, "q.\"changed_at\"");
	int64_t secs;

	if (at == q->t->n || !text_secs(from, strlen(from), &secs))
		return "";
	if (q->kinds[at] & (PG_TEXT | PG_LONG | PG_CAST)) {
		name = by_bytes(q, at, true, a);
		return arena_printf(a, " WHERE %s IS NULL OR %s < '1900' OR %s >= '%s'", name, name,
		        name, from);
	}
	if (from[10] == ' ')
		from = arena_strndup(a, from, 10);
	return arena_printf(a,
	        " WHERE %s IS NULL OR %s < '1900-01-02'::pg_catalog.%s OR %s >= '%s'::pg_catalog.%s"
	        " - '%d hours'::pg_catalog.interval",
	        name, name, q->kinds[at] & PG_TIMETZ ? "timestamptz" : "timestamp", name, from,
	        q->kinds[at] & PG_TIMETZ ? "timestamptz" : "timestamp",
	        q->kinds[at] & PG_TIMETZ ? 1 : 0);
}

const char *pg_query_rows(
        const struct pg_query *q, const struct store_ask *ask, bool bytes_order, struct arena *a)
{
	const char *columns = "";

	for (size_t i = 0; i < q->t->n; i++)
		if (!ask->keys_only || q->t->columns[i].flags & COLUMN_KEY)
			columns = arena_printf(
			        a, "%s%s%s", columns, *columns ? ", " : "", sent(q, i, a));
	return arena_printf(a, "SELECT %s FROM (\n%.*s\n) AS q%s ORDER BY %s", columns, (int)q->n,
	        q->sql, ask->since ? since(q, ask->since, a) : "", order(q, ask, bytes_order, a));
}

const char *pg_query_count(const struct pg_query *q, struct arena *a)
{
	return arena_printf(
	        a, "SELECT pg_catalog.count(*) FROM (\n%.*s\n) AS q", (int)q->n, q->sql);
}

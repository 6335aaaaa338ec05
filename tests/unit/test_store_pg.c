#include "tests/harness/h.h"

#include "common/conf.h"
#include "common/defs.h"
#include "extract/store_pg_sql.h"

static int read_text(const char *sql, struct pg_query *q, struct err *e)
{
	*q = (struct pg_query){ .sql = sql };
	*e = (struct err){ 0 };
	return pg_query_read(q, e);
}

static void one_statement_is_found_whatever_is_around_it(void **state)
{
	static const char *const good[][2] = {
		{ "SELECT 1", "SELECT 1" },
		{ "  -- entity: x\nSELECT 1 ;\n-- the end\n", "  -- entity: x\nSELECT 1" },
		{ "SELECT ';' -- ;\n, 2;", "SELECT ';' -- ;\n, 2" },
		{ "SELECT 'it''s;' || \";\" || E'\\';'", "SELECT 'it''s;' || \";\" || E'\\';'" },
		{ "SELECT $$;$$, $a$ ; $$ $a$;", "SELECT $$;$$, $a$ ; $$ $a$" },
		{ "SELECT /* ; /* ; */ ; */ 1;", "SELECT /* ; /* ; */ ; */ 1" },
		{ "( ( SELECT 1 ))", "( ( SELECT 1 ))" },
		{ "with a AS (SELECT 1) TABLE a", "with a AS (SELECT 1) TABLE a" },
		{ "SELECT a$b, \xc3\xb8 FROM t", "SELECT a$b, \xc3\xb8 FROM t" },
		{ "SELECT now, \"now\"() FROM t", "SELECT now, \"now\"() FROM t" },
		{ "SELECT 'now()', knows(1)", "SELECT 'now()', knows(1)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct pg_query q;
		struct err e;

		h_ok(read_text(good[i][0], &q, &e), e);
		if (q.n != strlen(good[i][1]) || strncmp(q.sql, good[i][1], q.n) != 0)
			fail_msg("'%s': '%.*s'", good[i][0], (int)q.n, q.sql);
	}
}

static void what_is_no_question_is_refused(void **state)
{
	static const char *const bad[][2] = {
		{ "", "there is no SELECT in it" },
		{ "-- SELECT 1", "there is no SELECT in it" },
		{ ";", "there is no SELECT in it" },
		{ "SELECT 1; SELECT 2", "there is more than one statement in it" },
		{ "SELECT 1;;", "there is more than one statement in it" },
		{ "SELECT ';'; -- x\n DROP TABLE t", "there is more than one statement in it" },
		{ "selec 1", "only a SELECT that reads the store is allowed" },
		{ "EXPLAIN SELECT 1", "only a SELECT that reads the store is allowed" },
		{ "(DELETE FROM t)", "only a SELECT that reads the store is allowed" },
		{ "SELECT Now ()", "not authorized to use function: Now" },
		{ "SELECT pg_catalog.random/**/()", "not authorized to use function: random" },
		{ "SELECT current_date", "not authorized to use function: current_date" },
		{ "SELECT set_config('a', 'b', true)",
		        "not authorized to use function: set_config" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct pg_query q;
		struct err e;

		assert_int_equal(read_text(bad[i][0], &q, &e), -1);
		assert_string_equal(e.msg, bad[i][1]);
		assert_int_equal(e.code, ERR_CONFIG);
	}
}

/* Whatever is left open does not lead past the end. */
static void text_that_is_cut_off_anywhere_is_read(void **state)
{
	static const char whole[] =
	        "SELECT 'a''b', E'\\'' || $x$ y $x$, \"c\" /* d /* e */ */ -- f\n;";
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t n = 6; n < sizeof whole; n++) {
		struct pg_query q;
		struct err e;

		h_ok(read_text(arena_strndup(&a, whole, n), &q, &e), e);
		assert_true(q.n <= n);
	}
}

static void a_question_has_every_column_in_its_form_and_an_order(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct entity t;
	struct store_ask ask = { .t = &t };
	struct pg_query q = { .t = &t,
		.sql = "SELECT 1",
		.n = 8,
		.kinds = { PG_TEXT, PG_DATE, PG_LONG, PG_TIMETZ } };

	(void)state;
	h_ok(entity_parse("x.def",
	             "entity = x\ntext_da = d\ntext_en = e\ncolumn = id text key\n"
	             "column = day date key optional\ncolumn = name text\ncolumn = changed_at "
	             "time\n",
	             &a, &t, &e),
	        e);
	assert_string_equal(pg_query_rows(&q, &ask, true, &a),
	        "SELECT q.\"id\", q.\"day\", pg_catalog.left(q.\"name\"::pg_catalog.text, 65537),"
	        " q.\"changed_at\"::pg_catalog.timestamp FROM (\nSELECT 1\n) AS q ORDER BY"
	        " q.\"id\" COLLATE pg_catalog.\"C\","
	        " q.\"day\"::pg_catalog.text COLLATE pg_catalog.\"C\" NULLS FIRST");
	ask.keys_only = true;
	ask.total_order = true;
	assert_string_equal(pg_query_rows(&q, &ask, false, &a),
	        "SELECT q.\"id\", q.\"day\" FROM (\nSELECT 1\n) AS q ORDER BY"
	        " pg_catalog.convert_to(q.\"id\", 'UTF8'),"
	        " pg_catalog.convert_to(q.\"day\"::pg_catalog.text, 'UTF8') NULLS FIRST,"
	        " q.\"changed_at\" DESC NULLS LAST,"
	        " pg_catalog.convert_to(q.\"name\", 'UTF8') NULLS FIRST");
	ask = (struct store_ask){ .t = &t, .keys_only = true, .since = "2026-03-01T12:00" };
	assert_non_null(strstr(pg_query_rows(&q, &ask, true, &a),
	        " WHERE q.\"changed_at\" IS NULL OR q.\"changed_at\" < "
	        "'1900-01-02'::pg_catalog.timestamptz"
	        " OR q.\"changed_at\" >= '2026-03-01T12:00'::pg_catalog.timestamptz"
	        " - '1 hours'::pg_catalog.interval ORDER BY"));
	ask.since = "2026-03-01 12:00";
	assert_non_null(strstr(pg_query_rows(&q, &ask, true, &a), ">= '2026-03-01'::"));
	q.kinds[3] = PG_LONG;
	ask.since = "2026-03-01 12:00";
	assert_non_null(strstr(pg_query_rows(&q, &ask, true, &a),
	        "q.\"changed_at\" COLLATE pg_catalog.\"C\" >= '2026-03-01 12:00'"));
	ask.since = "'; DROP TABLE x";
	assert_null(strstr(pg_query_rows(&q, &ask, true, &a), "WHERE"));
}

static void an_address_is_told_from_a_file(void **state)
{
	(void)state;
	assert_ptr_equal(store_kind_of("postgresql://u@h/d"), &store_pg);
	assert_ptr_equal(store_kind_of("postgres:///d"), &store_pg);
	assert_ptr_equal(store_kind_of("/srv/postgresql"), &store_sqlite);
}

static void a_password_in_a_setting_is_refused_and_not_said(void **state)
{
	static const char *const bad[] = { "postgresql://u:hemmelig@h/d",
		"postgres://u:hemmelig@/d", "postgresql://h/d?password=hemmelig",
		"postgresql://h/d?a=b&PASSWORD=hemmelig", "postgresql://h/d?p%61ss%57ord=hemmelig",
		"host=h password=hemmelig", "postgresql://h/d?sslpassword=hemmelig",
		"https://u:hemmelig@h:8/x" };
	static const char *const good[] = { "postgresql://u@h:5432/d?sslmode=verify-ca",
		"postgresql://u@[::1]:5432/d", "casestore.db", "postgresql://h1:1,h2:2/d", "a%",
		"%4" };
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct conf *c = conf_new(&a);
		struct err e = { 0 };

		assert_int_equal(conf_set(c, "case-store", "path", bad[i], "x.conf:1", &e), -1);
		assert_null(strstr(e.msg, "hemmelig"));
		assert_string_equal(e.msg,
		        "x.conf:1: setting case-store.path: a password does not belong there: put "
		        "it into a file with mode 0600");
	}
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct err e = { 0 };

		h_ok(conf_set(conf_new(&a), "case-store", "path", good[i], "x.conf:1", &e), e);
	}
}

/* --- the reference schema in its two forms ------------------------------------- */

static const char *type_in_pg(const struct column *c)
{
	static const char *const types[][2] = { { "text", "text" }, { "pnr", "text" },
		{ "code", "text" }, { "date", "date" }, { "time", "timestamp" },
		{ "int", "bigint" }, { "ore", "bigint" }, { "bool", "boolean" } };

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(types[i][0], c->type->name) == 0)
			return types[i][1];
	fail_msg("no type for %s", c->name);
	return NULL;
}

/* A line of the SQLite form as it is to stand in the other, without blanks: SQL, comment, type. */
static char *line_in_pg(const char *line, const struct entity *t, struct arena *a)
{
	char name[64], type[64], *out = arena_printf(a, "%s", line), *w = out;
	const char *comment = strstr(line, "-- ");
	const struct column *c = NULL;

	for (size_t i = 0; t && sscanf(line, "\t%63[a-z_] %63[A-Z]", name, type) == 2 && i < t->n;
	        i++)
		if (strcmp(t->columns[i].name, name) == 0)
			c = &t->columns[i];
	if (c)
		out = w = arena_printf(a, "%s %s%s%s%s %s", name, type_in_pg(c),
		        c->flags & COLUMN_KEY && strcmp(type_in_pg(c), "text") == 0
		                ? " COLLATE \"C\""
		                : "",
		        strstr(line, "NOT NULL") ? " NOT NULL" : "",
		        comment && memchr(line, ',', (size_t)(comment - line)) ? "," : "", comment);
	else if (strncmp(line, ") STRICT", 8) == 0)
		out = w = arena_strdup(a, ");");
	for (const char *s = out; *s; s++)
		if (*s != ' ' && *s != '\t')
			*w++ = *s;
	*w = '\0';
	return out;
}

static char *form(const char *path, const struct entities *all, struct arena *a)
{
	const char *at = strstr(def_find(path)->data, "-- Borger");
	char *text = arena_strdup(a, ""), name[64];
	const struct entity *t = NULL;

	assert_non_null(at);
	for (; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		const char *line = arena_strndup(a, at, strcspn(at, "\n"));

		if (sscanf(line, "CREATE TABLE %63[a-z_] (", name) == 1)
			t = entity_find(all, name);
		text = arena_printf(a, "%s%s\n", text, line_in_pg(line, t, a));
	}
	return text;
}

static void both_forms_of_the_reference_store_say_the_same(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct entities all;
	struct err e = { 0 };

	(void)state;
	h_ok(entities_read(&a, &all, &e), e);
	assert_string_equal(form("schemas/case_store.sql", &all, &a),
	        form("schemas/case_store_pg.sql", &(struct entities){ 0 }, &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_statement_is_found_whatever_is_around_it),
		cmocka_unit_test(what_is_no_question_is_refused),
		cmocka_unit_test(text_that_is_cut_off_anywhere_is_read),
		cmocka_unit_test(a_question_has_every_column_in_its_form_and_an_order),
		cmocka_unit_test(an_address_is_told_from_a_file),
		cmocka_unit_test(a_password_in_a_setting_is_refused_and_not_said),
		cmocka_unit_test(both_forms_of_the_reference_store_say_the_same),
	};

	return cmocka_run_group_tests_name("store_pg", tests, NULL, NULL);
}

/* The questions of `ledger` find their rows by index, and grids say what they leave out. */
#include "tests/harness/h.h"

#include "common/defs.h"
#include "jobs/grid.h"
#include "report/source_record.h"
#include "transform/codelist.h"

static void word_fn(sqlite3_context *x, int n, sqlite3_value **v)
{
	(void)n;
	sqlite3_result_value(x, v[0]);
}

static sqlite3 *mart(void)
{
	sqlite3 *db = h_mart();
	struct err e = { 0 };

	h_ok(codelist_load(db, &e), e);
	assert_int_equal(
	        sqlite3_create_function(db, "word", 1, SQLITE_UTF8, NULL, word_fn, NULL, NULL),
	        SQLITE_OK);
	return db;
}

/* Lists that the caller gives, and what was found of them by index, are walked; no table is. */
static bool walks_a_table(const char *detail)
{
	static const char *const lists[] = { "json_each", "mine", "l", "m" };

	if (strncmp(detail, "SCAN ", 5) != 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (strcspn(detail + 5, " ") == strlen(lists[i]) &&
		        strncmp(detail + 5, lists[i], strlen(lists[i])) == 0)
			return false;
	return true;
}

static void assert_by_index(sqlite3 *db, const char *sql, const char *name)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct err e = { 0 };
	int rc;

	h_ok(db_prepare(db, arena_printf(&a, "EXPLAIN QUERY PLAN %s", sql), name, &s, &e), e);
	while ((rc = db_step(s, &e)) > 0)
		if (walks_a_table(col_text(s, 3)))
			fail_msg("%s: %s", name, col_text(s, 3));
	assert_int_equal(rc, 0);
}

static void test_one_child_and_one_record_by_index(void **state)
{
	static const char *const paths[] = { "jobs/ledger_child.sql",
		"jobs/ledger_child_deliveries.sql", "jobs/ledger_who.sql",
		"jobs/ledger_record_selection.sql", "jobs/ledger_record_deliveries.sql",
		"jobs/ledger_errors.sql" };
	sqlite3 *db = mart();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(paths); i++)
		assert_by_index(db, def_find(paths[i])->data, paths[i]);
	sqlite3_close(db);
}

static void test_source_record_by_index(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();
	struct returns all;
	struct err e = { 0 };
	struct ctx x;

	(void)state;
	h_ctx(&x, db, &a, "/nowhere");
	h_ok(returns_list(&a, &all, &e), e);
	assert_true(all.n >= 2);
	for (size_t i = 0; i < all.n; i++) {
		struct source_record s CLEANUP(source_close) = { 0 };

		h_ok(source_open(&s, &x, all.id[i], &e), e);
		if (s.def.delta == DELTA_WHOLE) /* its record is the period */
			continue;
		assert_by_index(db, source_query(&s, "it's", &a), all.id[i]);
		assert_int_equal(source_find(&s, "it's", &e), 0);
	}
	sqlite3_close(db);
}

static char *as_text(const struct grid *g, bool en, bool json)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	assert_non_null(f);
	if (json)
		grid_json(g, true, f);
	else
		grid_text(g, en, f);
	fclose(f);
	return text;
}

static void test_grid(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	sqlite3 *db = mart();
	struct err e = { 0 };
	struct grid g;
	char *text;

	(void)state;
	grid_begin(&g, &a, "things", "Ting", "Things");
	g.limit = 2;
	params_text(&p, "bad", "\x1b[2J\"x");
	h_ok(grid_query(&g, db,
	             "SELECT 7 AS \"n#|antal|count\", 'add' AS \"op*|handling|operation\","
	             " NULL AS \"empty\", :bad AS \"bad\", 'q' AS \"hidden-\""
	             " UNION ALL SELECT 12, 'else', NULL, 'æ', 'q' UNION ALL SELECT 1, '', '', '', "
	             "''",
	             "test", &p, &e),
	        e);
	text = as_text(&g, false, false);
	assert_string_equal(text, "Ting\n  antal  handling  bad\n      7  ny         [2J\"x\n"
	                          "     12  else      æ\n  (2 af 3 vist; --limit viser flere)\n");
	free(text);
	text = as_text(&g, true, true);
	assert_non_null(strstr(text, "\"things_total\": 3"));
	assert_non_null(strstr(text, "{ \"n\": 7, \"op\": \"add\", \"empty\": null, "
	                             "\"bad\": \" [2J\\\"x\", \"hidden\": \"q\" }"));
	free(text);
	sqlite3_close(db);
}

static void test_content_fields(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *field[3];

	(void)state;
	assert_int_equal(content_fields("a\x1f\x1f"
	                                "b\x1f"
	                                "c",
	                         &a, field, 3),
	        4);
	assert_string_equal(field[0], "a");
	assert_string_equal(field[1], "");
	assert_string_equal(field[2], "b");
	assert_int_equal(content_fields("", &a, field, 3), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_child_and_one_record_by_index),
		cmocka_unit_test(test_source_record_by_index),
		cmocka_unit_test(test_grid),
		cmocka_unit_test(test_content_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

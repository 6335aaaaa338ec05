#include "tests/harness/h.h"

#include "common/defs.h"
#include "common/file.h"
#include "extract/entity.h"
#include "transform/transform.h"

static struct def_file file(const char *text)
{
	return (struct def_file){ "transform/facts/999_x.sql", text, strlen(text) };
}

static void a_step_that_cannot_run_names_its_file(void **state)
{
	static const struct {
		const char *text, *msg;
		enum err_code code;
	} bad[] = {
		{ "-- text: x\n-- reads: a\n", "transform/facts/999_x.sql: key 'writes' is missing",
		        ERR_CONFIG },
		{ "-- text: x\n-- reads: a\n-- writes: b\n-- setting: y\n",
		        "transform/facts/999_x.sql: expected 'setting: NAME SECTION.KEY'",
		        ERR_CONFIG },
		{ "-- text: x\n-- reads: a\n-- writes: b\n\nDELETE FROM fact_team; DELETE FROM "
		  "fact_nothing;",
		        "transform/facts/999_x.sql: no such table: fact_nothing", ERR_DB },
		{ "-- text: x\n-- reads: a\n-- writes: b\n\nDELETE FROM fact_team WHERE team_id = "
		  ":week",
		        "transform/facts/999_x.sql: parameter ':week' has no value", ERR_BUG },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/tmp");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct def_file f = file(bad[i].text);
		struct err e = { 0 };
		int64_t rows;

		assert_int_equal(step_run(&c, &f, &rows, &e), -1);
		assert_int_equal(e.code, bad[i].code);
		assert_string_equal(e.msg, bad[i].msg);
	}
	db_closep(&db);
}

static void the_period_ends_with_the_last_closed_month(void **state)
{
	static const char *const days[][2] = { { "2026-11-01", "2026-10-31" },
		{ "2026-11-30", "2026-10-31" }, { "2026-10-31", "2026-09-30" },
		{ "2024-03-15", "2024-02-29" }, { "2026-01-01", "2025-12-31" } };
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct err e = { 0 };
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/tmp");
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		struct params p = { .arena = &a };

		c.as_of = (int32_t)h_int(db, arena_printf(&a, "SELECT day('%s')", days[i][0]));
		step_params(&c, &p);
		h_exec(db, "DROP TABLE IF EXISTS t");
		h_ok(db_exec_params(db, "CREATE TABLE t(d)", "t", &p, &e), e);
		h_ok(db_exec_params(db, "INSERT INTO t VALUES (iso(:period_end))", "t", &p, &e), e);
		assert_string_equal(
		        h_rows(db, &a, "SELECT d FROM t"), arena_printf(&a, "%s\n", days[i][1]));
	}
	db_closep(&db);
}

static void count_done(void *arg, const char *path, int64_t rows)
{
	(void)rows;
	assert_non_null(path);
	++*(int *)arg;
}

static void a_run_on_nothing_says_so_and_tells_of_each_step(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct err e = { 0 };
	int told = 0;
	struct transform_result r = { .watch = { count_done, &told },
		.rule_watch = { count_done, &told } };
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/tmp");
	h_ok(transform_run(&c, &r, &e), e);
	assert_int_equal(r.rules.empty, r.rules.rules);
	assert_int_equal(r.rules.found, 0);
	assert_int_equal(told, r.rules.rules + r.steps + 1); /* one for the key figures */
	db_closep(&db);
}

/* A mart on disk has its rules run in a thread, one in memory does not. */
static sqlite3 *mart_with_rows(const char *path)
{
	sqlite3 *db = *path ? NULL : h_mart();
	struct err e = { 0 };
	size_t cursor = 0;
	const struct def_file *f;

	if (!db) {
		h_ok(db_open(path, DB_RW, &db, &e), e);
		while ((f = def_next("schemas/db/", ".sql", &cursor)))
			h_ok(db_exec_file(db, f->path, &e), e);
		h_ok(entities_schema(db, &e), e);
	}
	h_exec(db, "INSERT INTO staging_notification (file, line, notification_id, citizen_id, "
	           "received_at, "
	           "assessed_at) VALUES (1, 1, 'N1', 'C', '2026-10-01T10:00:00', NULL), (1, 2, "
	           "'N2', 'C', "
	           "'2026-10-01T10:00:00', '2026-10-05T10:00:00')");
	return db;
}

static void rules_beside_the_facts_find_the_same(void **state)
{
	static const char findings[] = "SELECT * FROM finding ORDER BY finding",
	                  results[] = "SELECT * FROM rule_result ORDER BY rule";
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *dir = arena_strdup(&a, h_tmp("beside")), *found[2], *result[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		sqlite3 *db;
		struct transform_result r = { 0 };
		struct err e = { 0 };
		struct ctx c;

		h_ok(dir_make(arena_printf(&a, "%s/tmp", dir), &e), e);
		db = mart_with_rows(i ? arena_printf(&a, "%s/mart.db", dir) : "");
		h_ctx(&c, db, &a, dir);
		h_ok(transform_run(&c, &r, &e), e);
		assert_true(r.rules.found > 0);
		found[i] = h_rows(db, &a, findings);
		result[i] = h_rows(db, &a, results);
		db_closep(&db);
	}
	assert_string_equal(found[0], found[1]);
	assert_string_equal(result[0], result[1]);
	assert_false(file_exists(arena_printf(&a, "%s/tmp/rules.db", dir)));
	h_tmp_remove(dir);
}

static void a_run_that_fails_leaves_the_mart_as_it_was(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct transform_result r = { 0 };
	sqlite3 *db = h_mart();
	struct err e = { 0 };
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/tmp");
	h_exec(db, "INSERT INTO fact_team VALUES ('T', 'x'); DROP TABLE record_l231");
	assert_int_equal(transform_run(&c, &r, &e), -1);
	assert_string_equal(e.msg,
	        "transforming: transform/records/710_record_l231.sql: no such table: record_l231");
	assert_string_equal(h_rows(db, &a, "SELECT * FROM fact_team"), "T|x\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM rule_result"), 0);
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_that_cannot_run_names_its_file),
		cmocka_unit_test(the_period_ends_with_the_last_closed_month),
		cmocka_unit_test(a_run_on_nothing_says_so_and_tells_of_each_step),
		cmocka_unit_test(rules_beside_the_facts_find_the_same),
		cmocka_unit_test(a_run_that_fails_leaves_the_mart_as_it_was),
	};

	return cmocka_run_group_tests_name("step", tests, NULL, NULL);
}

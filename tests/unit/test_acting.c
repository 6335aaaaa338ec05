/* Who has the duty to act, and what of a measure is ours to report. */
#include "tests/harness/h.h"

#include "transform/transform.h"

static void transform(sqlite3 *db, struct arena *a)
{
	struct transform_result r = { 0 };
	struct conf *conf = conf_new(a);
	struct err e = { 0 };
	struct ctx c;

	h_ctx(&c, db, a, "/tmp");
	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	h_stopping_rules(conf);
	h_ok(conf_finish(conf, &e), e);
	c.conf = conf;
	h_ok(transform_run(&c, &r, &e), e);
}

/* One child with one case, acted on by 492 unless said otherwise. */
static sqlite3 *mart(const char *acting)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();

	h_exec(db, "INSERT INTO staging_citizen (file, line, citizen_id, pnr, unborn, protected) "
	           "VALUES (1, 1, 'A', '0201154007', '0', '0')");
	h_exec(db, arena_printf(&a,
	                   "INSERT INTO staging_case_file (file, line, case_id, citizen_id, "
	                   "opened_on, acting_municipality, residence_municipality) VALUES"
	                   " (1, 1, 'K', 'A', '2015-02-01', '%s', '492')",
	                   acting));
	return db;
}

/* "from to day; …" */
static void change(sqlite3 *db, struct arena *a, const char *changes)
{
	char from[8], to[8], day[16];
	int used, line = 0;

	for (; sscanf(changes, "%7s %7s %15[0-9-]%n", from, to, day, &used) == 3; changes += used) {
		h_exec(db, arena_printf(a,
		                   "INSERT INTO staging_municipality_change (file, line, case_id, "
		                   "role, from_code, to_code, changed_on) VALUES (1, %d, 'K', "
		                   "'acting', nullif('%s', '-'), '%s', '%s')",
		                   ++line, from, to, day));
		used += changes[used] == ';';
	}
}

static void changes_decide_from_their_day_on(void **state)
{
	static const struct {
		const char *acting, *changes, *stretches;
	} cases[] = {
		{ "492", "", "1||\n" },
		{ "461", "", "" },
		{ "461", "492 461 2026-02-10", "1||2026-02-10\n" },
		{ "492", "461 492 2026-02-10", "1|2026-02-10|\n" },
		{ "492", "492 461 2025-02-10; 461 492 2026-02-10",
		        "1||2025-02-10\n2|2026-02-10|\n" },
		{ "461", "430 492 2025-02-10; 492 461 2026-02-10", "1|2025-02-10|2026-02-10\n" },
		/* between two others, and a change that changes nothing for us */
		{ "430", "461 430 2025-02-10", "" },
		{ "492", "492 492 2025-02-10", "1||\n" },
		{ "461", "492 430 2024-02-10; 430 461 2025-02-10", "1||2024-02-10\n" },
		/* what does not fit together: the case file names us, the last change another */
		{ "492", "492 461 2026-02-10", "1||2026-02-10\n" },
		{ "461", "461 492 2026-02-10", "1|2026-02-10|\n" },
		/* away to 461, the next change says from us: to_code holds until it */
		{ "430", "492 461 2025-02-10; 492 430 2026-02-10", "1||2025-02-10\n" },
		{ "492", "461 430 2025-02-10; 461 492 2026-02-10", "1|2026-02-10|\n" },
		/* from nobody knows where: from us when it leaves, not from us when it comes */
		{ "461", "- 461 2026-02-10", "1||2026-02-10\n" },
		{ "492", "- 492 2026-02-10", "1|2026-02-10|\n" },
		{ "492", "492 461 2026-02-30", "1||\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		sqlite3 *db = mart(cases[i].acting);

		change(db, &a, cases[i].changes);
		transform(db, &a);
		assert_string_equal(
		        h_rows(db, &a, "SELECT stretch, iso(started), iso(ended) FROM fact_acting"),
		        cases[i].stretches);
		db_closep(&db);
	}
}

/* The as-of day is 2026-11-01. */
static void a_measure_is_reported_for_the_part_in_which_we_act(void **state)
{
	static const struct {
		const char *changes, *from, *to, *records;
	} cases[] = {
		{ "492 461 2026-02-10", "2025-01-01", NULL, "M|2025-01-01|2026-02-09|\n" },
		{ "492 461 2026-02-10", "2025-01-01", "2026-02-09", "M|2025-01-01|2026-02-09|\n" },
		{ "492 461 2026-02-10", "2025-01-01", "2026-02-10", "M|2025-01-01|2026-02-09|\n" },
		{ "492 461 2026-02-10", "2026-02-09", NULL, "M|2026-02-09|2026-02-09|\n" },
		{ "492 461 2026-02-10", "2026-02-10", NULL, "M|2026-02-10||ACTING\n" },
		{ "492 461 2026-11-01", "2025-01-01", NULL, "M|2025-01-01|2026-10-31|\n" },
		{ "492 461 2026-11-02", "2025-01-01", NULL, "M|2025-01-01||\n" },
		{ "461 492 2026-02-10", "2025-01-01", NULL, "M|2026-02-10||\n" },
		{ "461 492 2026-02-10", "2025-01-01", "2026-02-10", "M|2026-02-10|2026-02-10|\n" },
		{ "461 492 2026-02-10", "2025-01-01", "2026-02-09",
		        "M|2025-01-01|2026-02-09|ACTING\n" },
		{ "461 492 2026-02-10", "2026-02-11", NULL, "M|2026-02-11||\n" },
		{ "461 492 2026-11-01", "2025-01-01", NULL, "M|2026-11-01||PERIOD\n" },
		{ "492 461 2026-02-10; 461 492 2026-03-10", "2025-01-01", NULL,
		        "M|2025-01-01|2026-02-09|\nM~2|2026-03-10||\n" },
		{ "492 461 2026-02-10; 461 492 2026-03-10", "2026-02-20", NULL,
		        "M|2026-03-10||\n" },
	};
	static const char *const kinds[][3] = { { "support", "415", "record_l201" },
		{ "disability", "001", "record_l231" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases) * 2; i++) {
		const char *const *kind = kinds[i % 2];
		struct arena a CLEANUP(arena_done) = { 0 };
		sqlite3 *db = mart("492");

		change(db, &a, cases[i / 2].changes);
		h_exec(db, arena_printf(&a,
		                   "INSERT INTO staging_measure (file, line, measure_id, case_id, "
		                   "kind, code, started_on, ended_on) VALUES (1, 1, 'M', 'K', "
		                   "'%s', '%s', '%s', nullif('%s', ''))",
		                   kind[0], kind[1], cases[i / 2].from,
		                   cases[i / 2].to ? cases[i / 2].to : ""));
		transform(db, &a);
		assert_string_equal(
		        h_rows(db, &a,
		                arena_printf(&a,
		                        "SELECT measure_id, iso(started), iso(ended), reason FROM "
		                        "%s ORDER BY seq",
		                        kind[2])),
		        cases[i / 2].records);
		db_closep(&db);
	}
}

static void a_later_part_continues_the_one_before(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart("492");

	(void)state;
	change(db, &a,
	        "492 461 2024-02-10; 461 492 2024-03-10; 492 461 2025-02-10; 461 492 2025-03-10");
	h_exec(db, "INSERT INTO staging_measure (file, line, measure_id, case_id, kind, code, "
	           "started_on, origin_measure_id) VALUES"
	           " (1, 1, 'M', 'K', 'disability', '001', '2024-01-01', 'M0')");
	transform(db, &a);
	assert_string_equal(
	        h_rows(db, &a, "SELECT measure_id, origin_id FROM record_l231 ORDER BY seq"),
	        "M|M0\nM~2|M\nM~3|M~2\n");
	db_closep(&db);
}

/* Nothing that is told is told under the id of another thing. */
static void an_id_of_the_source_is_never_that_of_a_part(void **state)
{
	static const char *const kinds[][3] = { { "support", "415", "record_l201" },
		{ "disability", "001", "record_l231" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		sqlite3 *db = mart("492");

		change(db, &a, "492 461 2025-02-10; 461 492 2025-03-10");
		h_exec(db,
		        arena_printf(&a,
		                "INSERT INTO staging_measure (file, line, measure_id, case_id, "
		                "kind, code, started_on, deleted_at) SELECT 1, value, "
		                "json_extract('[\"M\",\"M~2\",\"M~2~1\",\"M~2~2\",\"M~x\",\"~\"]',"
		                " '$[' || (value - 1) || ']'), 'K', '%s', '%s', '2024-01-01', "
		                "CASE value WHEN 4 THEN '2025-01-01' END "
		                "FROM json_each('[1,2,3,4,5,6]')",
		                kinds[i][0], kinds[i][1]));
		transform(db, &a);
		assert_string_equal(
		        h_rows(db, &a,
		                arena_printf(&a,
		                        "SELECT measure_id, iso(started), reason FROM %s ORDER BY "
		                        "measure_id",
		                        kinds[i][2])),
		        "M|2024-01-01|\nM~2|2025-03-10|\nM~2~1|2024-01-01|\nM~2~1~1|2024-01-01|\n"
		        "M~2~1~2|2025-03-10|\nM~2~2|2025-03-10|\nM~2~2~1||DELETED\nM~x|2024-01-01|"
		        "\n"
		        "M~x~2|2025-03-10|\n~|2024-01-01|\n~~2|2025-03-10|\n");
		assert_string_equal(h_rows(db, &a,
		                            arena_printf(&a,
		                                    "SELECT record FROM fact_supported EXCEPT "
		                                    "SELECT measure_id FROM %s",
		                                    kinds[i][2])),
		        "");
		db_closep(&db);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_decide_from_their_day_on),
		cmocka_unit_test(a_measure_is_reported_for_the_part_in_which_we_act),
		cmocka_unit_test(a_later_part_continues_the_one_before),
		cmocka_unit_test(an_id_of_the_source_is_never_that_of_a_part),
	};

	return cmocka_run_group_tests_name("acting", tests, NULL, NULL);
}

/* The number of findings of each rule and team over the nights, and rule I10 over it. */
#include "tests/harness/h.h"

#include "common/finding_reach.h"
#include "common/finding_trend.h"
#include "transform/rule.h"

static struct finding_life night(sqlite3 *db, int32_t as_of)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct finding_life l;
	struct err e = { 0 };
	struct ctx c;

	h_ctx(&c, db, &a, "/tmp");
	c.as_of = as_of;
	h_ok(finding_settle(&c, "transform", &l, &e), e);
	h_ok(finding_trend_book(&c, "*", &e), e);
	return l;
}

/* Findings of a rule, one a letter, on teams of that name. */
static void find(sqlite3 *db, const char *rule, const char *teams)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	h_exec(db, arena_printf(&a, "DELETE FROM finding WHERE rule = '%s'", rule));
	for (int i = 0; teams[i]; i++) {
		h_exec(db, arena_printf(&a,
		                   "INSERT OR IGNORE INTO staging_team (file, team_id, name)"
		                   " VALUES (1, '%c', 'x')",
		                   teams[i]));
		h_exec(db, arena_printf(&a,
		                   "INSERT INTO staging_case_file (file, case_id, team_id)"
		                   " SELECT 1, '%c%d', '%c' WHERE NOT EXISTS (SELECT 1 FROM "
		                   "staging_case_file WHERE case_id = '%c%d')",
		                   teams[i], i, teams[i], teams[i], i));
		h_exec(db, arena_printf(&a,
		                   "INSERT INTO finding (stage, rule, consequence, entity, "
		                   "record_key, case_id) VALUES ('transform', '%s', 'info', "
		                   "'case_file', '%c%d', '%c%d')",
		                   rule, teams[i], i, teams[i], i));
	}
}

#define TREND                                                                                      \
	"SELECT rule, team_id, as_of, open, opened, came_back FROM finding_trend ORDER BY 3, 1, 2"

static void only_what_changed_is_written(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	const char *before;

	(void)state;
	find(db, "Z1", "SSN");
	night(db, 100);
	night(db, 101);
	find(db, "Z1", "SS");
	night(db, 102);
	before = h_rows(db, &a, TREND);
	assert_string_equal(before, "||100|3|0|0\nZ1|N|100|1|1|0\nZ1|S|100|2|2|0\n"
	                            "||101|3|0|0\n"
	                            "||102|2|0|0\nZ1|N|102|0|0|0\n");
	night(db, 102);
	assert_string_equal(h_rows(db, &a, TREND), before);
	find(db, "Z1", "SSN");
	night(db, 99); /* late: the table is that of later days */
	assert_string_equal(h_rows(db, &a, TREND), before);
	night(db, 103);
	assert_non_null(strstr(h_rows(db, &a, TREND), "Z1|N|103|1|0|1\n"));
	db_closep(&db);
}

static void old_rows_go_but_not_what_still_holds(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();

	(void)state;
	find(db, "Z1", "S");
	night(db, 100);
	find(db, "Z1", "SS");
	night(db, 110);
	night(db, 120 + FINDING_TREND_DAYS);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT rule, as_of, open FROM finding_trend WHERE rule <> "
	                            "''"),
	        "Z1|110|2\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM finding_trend WHERE as_of < 120"), 2);
	db_closep(&db);
}

/* The records that I10 finds on day 200. */
static const char *jumps(sqlite3 *db, struct arena *a)
{
	struct rule_counts n = { 0 };
	struct rules all;
	struct err e = { 0 };
	struct ctx c;

	h_ctx(&c, db, a, "/tmp");
	c.as_of = 200;
	h_ok(rules_load(a, &all, &e), e);
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.rows[i].id, "I10") == 0)
			all.rows[0] = all.rows[i];
	all.n = 1;
	h_ok(rules_run_after(&c, &all, RULE_AFTER_RECORDS, NULL, &n, &e), e);
	return h_rows(db, a,
	        "SELECT record_key, found, expected FROM finding WHERE rule = 'I10' ORDER BY 1");
}

static void a_rule_that_did_not_look_has_not_fallen(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();

	(void)state;
	for (int d = 190; d < 200; d++) {
		find(db, "Y1", "SSSSSSSSSSSS");
		find(db, "Y2", "SSSSSSSSSSSS");
		find(db, "Y3", "SSSSSSSSSSSS");
		night(db, d);
	}
	h_exec(db, "DELETE FROM finding; INSERT INTO rule_result (rule, checked, found, note)"
	           " VALUES ('Y1', 0, 0, 'off'), ('Y2', 100, 0, NULL)");
	assert_string_equal(jumps(db, &a), "Y2|0 fund|omkring 12, som de seneste 7 nætter\n");
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_changed_is_written),
		cmocka_unit_test(old_rows_go_but_not_what_still_holds),
		cmocka_unit_test(a_rule_that_did_not_look_has_not_fallen),
	};

	return cmocka_run_group_tests_name("finding_trend", tests, NULL, NULL);
}

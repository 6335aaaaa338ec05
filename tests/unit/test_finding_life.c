/* Findings night after night: first seen, closed, come back, and nights that are run again. */
#include "tests/harness/h.h"

#include "common/finding_life.h"

static struct finding_life follow(sqlite3 *db, int32_t as_of)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct finding_life l;
	struct err e = { 0 };
	struct ctx c;

	h_ctx(&c, db, &a, "/tmp");
	c.as_of = as_of;
	h_ok(finding_life_follow(&c, "transform", &l, &e), e);
	return l;
}

static void find(sqlite3 *db, const char *keys)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	h_exec(db, "DELETE FROM finding WHERE stage = 'transform'");
	for (; *keys; keys++)
		h_exec(db, arena_printf(&a,
		                   "INSERT INTO finding (stage, rule, version, consequence, entity,"
		                   " record_key, field) VALUES"
		                   " ('transform', 'Z01', '1', 'answer', 'team', '%c', 'name')",
		                   *keys));
}

#define LIVES                                                                                      \
	"SELECT record_key, first_seen, opened, closed, came_back,"                                \
	" nights + coalesce(closed_night, (SELECT night + 1 FROM finding_night)) - first_night"    \
	" FROM finding_life ORDER BY record_key"

static void a_finding_has_a_first_day_and_an_end(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();

	(void)state;
	find(db, "AB");
	assert_int_equal(follow(db, 100).opened, 2);
	find(db, "B");
	assert_int_equal(follow(db, 101).closed, 1);
	follow(db, 102);
	assert_string_equal(h_rows(db, &a, LIVES), "A|100|100|101|0|1\nB|100|100||0|3\n");
	find(db, "ABC");
	assert_int_equal(follow(db, 107).came_back, 1);
	assert_string_equal(
	        h_rows(db, &a, LIVES), "A|100|107||1|2\nB|100|100||0|4\nC|107|107||0|1\n");
	db_closep(&db);
}

static void a_night_run_again_changes_nothing(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	const char *before;

	(void)state;
	find(db, "AB");
	follow(db, 100);
	find(db, "A");
	follow(db, 101);
	before = h_rows(db, &a, LIVES);
	follow(db, 101);
	assert_string_equal(h_rows(db, &a, LIVES), before);
	find(db, "AB"); /* the first try of the night had missed it */
	assert_int_equal(follow(db, 101).came_back, 0);
	assert_string_equal(h_rows(db, &a, LIVES), "A|100|100||0|2\nB|100|100||0|2\n");
	find(db, "");
	assert_true(follow(db, 99).late);
	assert_string_equal(h_rows(db, &a, LIVES), "A|100|100||0|2\nB|100|100||0|2\n");
	db_closep(&db);
}

static void other_stages_are_left_alone(void **state)
{
	sqlite3 *db = h_mart();

	(void)state;
	find(db, "A");
	follow(db, 100);
	h_exec(db, "UPDATE finding_life SET stage = 'extract:cpr'");
	find(db, "");
	assert_int_equal(follow(db, 101).closed, 0);
	db_closep(&db);
}

static void a_rule_switched_off_is_no_mended_fault(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();

	(void)state;
	find(db, "A");
	follow(db, 100);
	find(db, "");
	h_exec(db,
	        "INSERT INTO rule_result (rule, checked, found, note) VALUES ('Z01', 0, 0, 'off')");
	follow(db, 101);
	assert_string_equal(h_rows(db, &a, "SELECT closed_why FROM finding_life"), "off\n");
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_has_a_first_day_and_an_end),
		cmocka_unit_test(a_night_run_again_changes_nothing),
		cmocka_unit_test(other_stages_are_left_alone),
		cmocka_unit_test(a_rule_switched_off_is_no_mended_fault),
	};

	return cmocka_run_group_tests_name("finding_life", tests, NULL, NULL);
}

/* When a rule runs: beside the facts, after them, or after the records. */
#include "tests/harness/h.h"

#include "transform/rule.h"

#define HEAD                                                                                       \
	"-- id: %s\n-- version: 1\n-- scope: macro\n-- consequence: %s\n-- kind: entry\n"          \
	"-- legal: l\n-- text_da: d\n-- text_en: e\n-- who: w\n-- reads: staging_team\n"           \
	"-- checks: staging_team\n-- blames: name\n-- mend_da: m\n-- mend_en: m\n-- by: "          \
	"14\n%sSELECT 'team' AS entity, team_id AS record_key, 'name' AS "                         \
	"field,"                                                                                   \
	" (SELECT count(*) FROM finding WHERE stage = 'transform') AS found FROM staging_team\n"

enum { RULES = 3 };

static int parse(struct arena *a, const char *id, const char *consequence, const char *after,
        struct rule *r, struct err *e)
{
	return rule_parse(arena_printf(a, "%s_t.sql", id),
	        arena_printf(a, HEAD, id, consequence, after), a, r, e);
}

/* The first by its id runs last. */
static void three(struct arena *a, struct rule *rows)
{
	static const char *const after[RULES] = { "-- after: records\n", "-- after: facts\n", "" };
	static const char *const id[RULES] = { "Y01", "Y02", "Y03" };
	struct err e = { 0 };

	for (size_t i = 0; i < RULES; i++)
		h_ok(parse(a, id[i], "answer", after[i], &rows[i], &e), e);
}

static sqlite3 *mart(void)
{
	sqlite3 *db = h_mart();

	h_exec(db, "INSERT INTO staging_team (file, line, team_id) VALUES (1, 2, 'T')");
	return db;
}

static void run(struct ctx *c, struct rules *r, struct rule_counts *n)
{
	struct err e = { 0 };

	h_ok(rules_run(c, r, NULL, n, &e), e);
	h_ok(rules_run_after(c, r, RULE_AFTER_FACTS, NULL, n, &e), e);
	h_ok(rules_run_after(c, r, RULE_AFTER_RECORDS, NULL, n, &e), e);
}

static void each_rule_runs_once_in_its_place(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rule rows[RULES];
	struct rules all = { .arena = &a, .rows = rows, .n = RULES };
	struct rule_counts n;
	sqlite3 *db = mart();
	struct ctx c;

	(void)state;
	three(&a, rows);
	h_ctx(&c, db, &a, "/tmp");
	for (int again = 0; again < 2; again++) {
		run(&c, &all, &n);
		assert_string_equal(h_rows(db, &a, "SELECT rule, found FROM finding ORDER BY rule"),
		        "Y01|2\nY02|1\nY03|0\n");
		assert_string_equal(
		        h_rows(db, &a,
		                "SELECT rule, checked, found, note FROM rule_result ORDER BY rule"),
		        "Y01|1|1|\nY02|1|1|\nY03|1|1|\n");
		assert_int_equal(n.rules, 3);
		assert_int_equal(n.found, 3);
		assert_int_equal(n.answer, 3);
	}
	db_closep(&db);
}

static void a_late_rule_is_switched_off_and_spares_like_any_other(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rule rows[RULES];
	struct rules all = { .arena = &a, .rows = rows, .n = RULES };
	struct rule_counts n;
	sqlite3 *db = mart();
	struct ctx c;

	(void)state;
	three(&a, rows);
	rows[1].off = true;
	h_exec(db, "INSERT INTO finding (stage, rule, consequence, entity, record_key, field)"
	           " VALUES ('extract:case-store', 'team.name.form', 'record', 'team', 'T',"
	           " 'team_id')");
	h_ctx(&c, db, &a, "/tmp");
	run(&c, &all, &n);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT rule, checked, found, skipped, note FROM rule_result "
	                            "ORDER BY rule"),
	        "Y01|0|0|1|checked nothing\nY02|0|0|0|off\nY03|0|0|1|checked nothing\n");
	assert_int_equal(n.off, 1);
	assert_int_equal(n.skipped, 2);
	db_closep(&db);
}

static void a_rule_after_the_records_stops_none(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct conf *conf = conf_new(&a);
	struct rules one = { .arena = &a, .n = 1 };
	struct err e = { 0 };
	struct rule r;

	(void)state;
	assert_int_equal(parse(&a, "Y01", "record", "-- after: records\n", &r, &e), -1);
	assert_string_equal(e.msg, "Y01_t.sql: rule Y01 runs after the records, and can stop none");
	e = (struct err){ 0 };
	h_ok(parse(&a, "Y01", "record", "-- after: facts\n", &r, &e), e);
	h_ok(parse(&a, "Y01", "answer", "-- after: records\n", &r, &e), e);
	h_ok(conf_set(conf, "rule", "Y01.consequence", "record", "town.conf:3", &e), e);
	one.rows = &r;
	assert_int_equal(rules_configure(&one, conf, &e), -1);
	assert_string_equal(
	        e.msg, "town.conf:3: rule Y01 runs after the records, and can stop none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_runs_once_in_its_place),
		cmocka_unit_test(a_late_rule_is_switched_off_and_spares_like_any_other),
		cmocka_unit_test(a_rule_after_the_records_stops_none),
	};

	return cmocka_run_group_tests_name("rule_place", tests, NULL, NULL);
}

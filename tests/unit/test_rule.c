#include "tests/harness/h.h"

#include "extract/entity.h"
#include "transform/rule.h"

#define GOOD                                                                                       \
	"-- id: Z01\n-- version: 1\n-- scope: record\n-- consequence: answer\n-- kind: entry\n"    \
	"-- legal: l\n-- text_da: d\n-- text_en: e\n-- who: w\n-- reads: staging_team\n"           \
	"-- checks: staging_team\n-- param: days 3 of grace\n"                                     \
	"-- blames: name\n-- mend_da: m\n-- mend_en: m\n-- by: 14\n"

static void load(struct arena *a, struct rules *r)
{
	struct err e = { 0 };

	h_ok(rules_load(a, r, &e), e);
}

static struct rules only(struct rule *r)
{
	return (struct rules){ .arena = r->params.arena, .rows = r, .n = 1 };
}

static int64_t run_one(sqlite3 *db, struct arena *a, struct rule *r)
{
	struct rules one = only(r);
	struct rule_counts n;
	struct err e = { 0 };
	struct ctx c;

	h_ctx(&c, db, a, "/tmp");
	h_ok(rules_run(&c, &one, NULL, &n, &e), e);
	return n.found;
}

/* --- heads ---------------------------------------------------------------------------------- */

static void every_rule_has_a_complete_head(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rules r;

	(void)state;
	load(&a, &r);
	assert_true(r.n >= 20);
	for (size_t i = 0; i < r.n; i++)
		assert_string_not_equal(head_get(&r.rows[i].head, "text_da"), "");
}

static void a_head_that_is_not_right_is_refused(void **state)
{
	static const struct {
		const char *path, *text, *msg;
	} bad[] = {
		{ "Z01_x.sql", "-- id: Z01\n", "Z01_x.sql: key 'version' is missing" },
		{ "Z01_x.sql", GOOD "-- colour: red\n", "Z01_x.sql:17: unknown key 'colour'" },
		{ "Z02_x.sql", GOOD,
		        "Z02_x.sql: the file of rule 'Z01' must be called Z01_<name>.sql" },
		{ "Z01_x.sql", GOOD "-- param: hours\n",
		        "Z01_x.sql: expected 'param: NAME DEFAULT MEANING'" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };
		struct rule r;

		assert_int_equal(rule_parse(bad[i].path, bad[i].text, &a, &r, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, bad[i].msg);
	}
}

static void a_word_outside_its_list_is_refused(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct rule r;
	char text[] = GOOD;

	(void)state;
	memcpy(strstr(text, "answer"), "anwser", 6);
	assert_int_equal(rule_parse("Z01_x.sql", text, &a, &r, &e), -1);
	assert_string_equal(
	        e.msg, "Z01_x.sql: consequence 'anwser' is none of: delivery record answer info");
}

static void every_code_and_number_column_has_its_rule(void **state)
{
	static const struct {
		const char *rule, *type;
	} covers[] = { { "transform/rules/A07_unknown_code.sql", "code" },
		{ "transform/rules/B01_bad_pnr.sql", "pnr" } };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct entities all;
	struct err e = { 0 };

	(void)state;
	h_ok(entities_read(&a, &all, &e), e);
	for (size_t n = 0; n < COUNT_OF(covers) * all.n; n++) {
		const char *sql = def_find(covers[n / all.n].rule)->data;
		const struct entity *t = &all.all[n % all.n];

		for (size_t k = 0; k < t->n; k++) {
			if (strcmp(t->columns[k].type->name, covers[n / all.n].type) != 0)
				continue;
			if (!strstr(sql, arena_printf(&a, "FROM staging_%s", t->name)) ||
			        !strstr(sql, arena_printf(&a, "'%s'", t->columns[k].name)))
				fail_msg("%s does not look at %s.%s", covers[n / all.n].rule,
				        t->name, t->columns[k].name);
		}
	}
}

/* --- the engine ----------------------------------------------------------------------------- */

static void parse(struct arena *a, const char *body, struct rule *ret)
{
	struct err e = { 0 };

	h_ok(rule_parse("Z01_x.sql", arena_printf(a, "%s\n%s", GOOD, body), a, ret, &e), e);
}

static void a_rule_that_looked_at_nothing_says_so(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct rule r;

	(void)state;
	parse(&a, "SELECT 'team' AS entity FROM staging_team", &r);
	run_one(db, &a, &r);
	assert_string_equal(
	        h_rows(db, &a, "SELECT rule, version, checked, found, note FROM rule_result"),
	        "Z01|1|0|0|checked nothing\n");
	db_closep(&db);
}

static void findings_carry_the_rule_and_what_it_said(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct rule r;

	(void)state;
	h_exec(db, "INSERT INTO staging_team(file, line, team_id) VALUES (7, 8, 'B'), (7, 9, 'A')");
	parse(&a,
	        "SELECT CASE team_id WHEN 'A' THEN 'info' END AS consequence, 'team' AS entity,"
	        " team_id AS record_key, 'over ' || :days AS expected, file, line FROM "
	        "staging_team",
	        &r);
	assert_int_equal(run_one(db, &a, &r), 2);
	assert_int_equal(run_one(db, &a, &r), 2);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT rule, version, consequence, who, note_da, note_en, "
	                            "entity, record_key,"
	                            " expected, file, line FROM finding"),
	        "Z01|1|info|w|||team|A|over 3|7|9\nZ01|1|answer|w|||team|B|over 3|7|8\n");
	assert_string_equal(
	        h_rows(db, &a, "SELECT rule, version, checked, found, note FROM rule_result"),
	        "Z01|1|2|2|\n");
	db_closep(&db);
}

static void configure(struct arena *a, struct rules *r, const char *name, const char *value,
        struct err *e, int want)
{
	struct conf *c = conf_new(a);

	assert_int_equal(conf_set(c, "rule", name, value, "x.conf:3", e), 0);
	assert_int_equal(rules_configure(r, c, e), want);
}

static void settings_override_consequence_and_parameters(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct err e = { 0 };
	struct rules one;
	struct rule r;

	(void)state;
	h_exec(db, "INSERT INTO staging_team(file, line, team_id) VALUES (7, 9, 'A')");
	parse(&a,
	        "SELECT 'answer' AS consequence, 'team' AS entity, :days AS found FROM "
	        "staging_team",
	        &r);
	one = only(&r);
	configure(&a, &one, "Z01.consequence", "delivery", &e, 0);
	configure(&a, &one, "Z01.days", "5", &e, 0);
	run_one(db, &a, &r);
	assert_string_equal(
	        h_rows(db, &a, "SELECT consequence, found FROM finding"), "delivery|5\n");
	configure(&a, &one, "Z01.consequence", "off", &e, 0);
	run_one(db, &a, &r);
	assert_string_equal(
	        h_rows(db, &a, "SELECT rule, version, checked, found, note FROM rule_result"),
	        "Z01|1|0|0|off\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM finding"), 0);
	db_closep(&db);
}

static void a_setting_for_no_rule_is_an_error(void **state)
{
	static const struct {
		const char *name, *value, *msg;
	} bad[] = {
		{ "Z02.consequence", "info", "x.conf:3: there is no rule for 'Z02.consequence'" },
		{ "Z01.consequence", "loud",
		        "x.conf:3: rule Z01: consequence 'loud' is none of: off delivery record "
		        "answer info" },
		{ "Z01.hours", "3", "x.conf:3: rule Z01 has no setting 'hours'" },
		{ "Z01.days", "few", "x.conf:3: rule Z01: days must be a number" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rule r;

	(void)state;
	parse(&a, "SELECT 'team' AS entity", &r);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct rules one = only(&r);
		struct err e = { 0 };

		configure(&a, &one, bad[i].name, bad[i].value, &e, -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, bad[i].msg);
	}
}

static void a_rule_that_cannot_run_fails_the_run(void **state)
{
	static const struct {
		const char *body, *msg;
	} bad[] = {
		{ "SELECT 'x' AS entity FROM staging_nowhere",
		        "rule Z01: Z01_x.sql: no such table: staging_nowhere" },
		{ "SELECT 'x' AS entty",
		        "rule Z01: Z01_x.sql: column 'entty' is not one of a finding" },
		{ "SELECT :weeks AS found",
		        "rule Z01: Z01_x.sql: parameter ':weeks' has no value" },
		{ "SELECT json(team_id) AS found FROM staging_team",
		        "rule Z01: Z01_x.sql: database: malformed JSON" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &a, "/tmp");
	h_exec(db, "INSERT INTO staging_team(file, line, team_id) VALUES (7, 9, '{')");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct rule_counts n;
		struct err e = { 0 };
		struct rules one;
		struct rule r;

		parse(&a, bad[i].body, &r);
		one = only(&r);
		assert_int_equal(rules_run(&c, &one, NULL, &n, &e), -1);
		assert_string_equal(e.msg, bad[i].msg);
	}
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_has_a_complete_head),
		cmocka_unit_test(a_head_that_is_not_right_is_refused),
		cmocka_unit_test(a_word_outside_its_list_is_refused),
		cmocka_unit_test(every_code_and_number_column_has_its_rule),
		cmocka_unit_test(a_rule_that_looked_at_nothing_says_so),
		cmocka_unit_test(findings_carry_the_rule_and_what_it_said),
		cmocka_unit_test(settings_override_consequence_and_parameters),
		cmocka_unit_test(a_setting_for_no_rule_is_an_error),
		cmocka_unit_test(a_rule_that_cannot_run_fails_the_run),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}

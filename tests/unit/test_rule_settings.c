/* rules.csv: what holds on which day, what is wrong with a file, and the log of what held. */
#include "tests/harness/h.h"

#include "common/file.h"
#include "common/text.h"
#include "transform/rule_settings.h"

#define HEADER "rule;setting;value;from;to;by;reason\n"

static struct arena arena;

static int read_and_apply(const char *text, const char *conf_text, int32_t as_of, struct rules *r,
        struct rule_settings *s, struct err *e)
{
	const char *dir = h_tmp("settings");
	struct conf *conf = conf_new(&arena);

	h_write(arena_printf(&arena, "%s/rules.csv", dir), text, strlen(text));
	h_ok(conf_load_text(conf, "indberet.conf",
	             arena_printf(&arena, "[municipality]\ncode = 492\n[rule]\n%s", conf_text), e),
	        *e);
	h_ok(conf_finish(conf, e), *e);
	h_ok(rules_load(&arena, r, e), *e);
	if (rule_settings_read(r, dir, &arena, s, e) < 0)
		return -1;
	return rule_settings_apply(r, conf, as_of, &arena, s, e);
}

static const struct rule *rule(const struct rules *r, const char *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->rows[i].id, id) == 0)
			return &r->rows[i];
	fail_msg("no rule %s", id);
	return NULL;
}

static int64_t param(const struct rule *r, const char *name)
{
	for (const struct param *p = r->params.first; p; p = p->next)
		if (strcmp(p->name, name) == 0)
			return p->number;
	fail_msg("no parameter %s", name);
	return 0;
}

static void both_days_are_in(void **state)
{
	static const char text[] =
	        HEADER "E01;months;5;2026-11-02;2026-11-03;Ida Test;\"ferie; aftalt\"\n"
	               "E01;months;6;2026-11-04;;Ida Test;ny praksis\n"
	               "D04;consequence;answer;;2026-11-03;Ida Test;nyt fagsystem\n";
	static const struct {
		const char *day;
		int64_t months;
		const char *d04;
	} want[] = { { "2026-11-01", 4, "answer" }, { "2026-11-02", 5, "answer" },
		{ "2026-11-03", 5, "answer" }, { "2026-11-04", 6, "record" },
		{ "2030-02-28", 6, "record" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		struct rule_settings s;
		struct err e = { 0 };
		struct rules r;
		int32_t day;

		assert_true(text_day(want[i].day, 10, &day));
		h_ok(read_and_apply(text, "", day, &r, &s, &e), e);
		assert_int_equal(param(rule(&r, "E01"), "months"), want[i].months);
		assert_string_equal(rule(&r, "D04")->consequence, want[i].d04);
		assert_int_equal(s.n, 3);
		assert_true(s.row[2].lowered);
		assert_string_equal(s.row[2].preset, "record");
		assert_string_equal(s.row[0].reason, "ferie; aftalt");
	}
}

static void bad(const char *text, const char *conf, const char *says)
{
	struct rule_settings s;
	struct err e = { 0 };
	struct rules r;

	assert_int_equal(read_and_apply(text, conf, 20000, &r, &s, &e), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	if (!strstr(e.msg, says))
		fail_msg("'%s' not in '%s'", says, e.msg);
}

static void a_wrong_file_names_line_and_column(void **state)
{
	(void)state;
	bad("", "", "expected the header");
	bad("rule;setting;value;from;to;by\n", "", "line 1, column reason: the column is missing");
	bad("rule;setting;value;from;to;by;why\n", "", "line 1: expected the header");
	bad(HEADER "Z99;hours;1;;;I;r\n", "", "line 2, column rule: no rule 'Z99'");
	bad(HEADER "E01;weeks;1;;;I;r\n", "", "line 2, column setting: rule E01 has no setting");
	bad(HEADER "E01;months;fire;;;I;r\n", "", "line 2, column value: rule E01: months must");
	bad(HEADER "D04;consequence;hard;;;I;r\n", "", "line 2, column value: rule D04:");
	bad(HEADER "E01;months;5;2026-02-29;;I;r\n", "", "column from: '2026-02-29' is not a day");
	bad(HEADER "E01;months;5;2026-03-02;2026-03-01;I;r\n", "", "column to: the last day is");
	bad(HEADER "E01;months;5;;;;r\n", "", "line 2, column by: expected");
	bad(HEADER "E01;months;5;;;I;\n", "", "line 2, column reason: expected");
	bad(HEADER "E01;months;5;;;I;barnet 020115-4001\n", "", "column reason: expected plain");
	bad(HEADER "E01;months;5\n", "", "line 2: expected seven fields");
	bad(HEADER "E01;months;5;;2026-01-01;I;r\nE01;months;6;2026-01-01;;I;r\n", "",
	        "line 3: E01.months is set for the same days in line 2");
	bad(HEADER "E01;months;5;;;I;\"r\n", "", "closed quotes");
	bad(HEADER "E01;months;5;;;I;\xE6\n", "", "UTF-8");
	bad(HEADER "E01;months;5;;;I;r\n", "E01.months = 6\n",
	        "line 2: E01.months is set in indberet.conf:4 too");
	bad(HEADER "Z1;a;1;;;I;r\nZ2;a;1;;;I;r\nZ3;a;1;;;I;r\nZ4;a;1;;;I;r\nZ5;a;1;;;I;r\n"
	           "Z6;a;1;;;I;r\n",
	        "", "line 5, column rule: no rule 'Z4'; and 2 more");
}

static void what_holds_is_logged_once(void **state)
{
	static const char text[] = HEADER "E01;months;5;2026-11-02;2026-11-03;Ida Test;ferie\n";
	sqlite3 *db = h_mart();
	static const int days[] = { 1, 2, 2, 3, 4, 4 };
	struct ctx c;

	(void)state;
	h_ctx(&c, db, &arena, "/tmp");
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		struct rule_settings s;
		struct err e = { 0 };
		struct rules r;

		c.as_of = day_from_ymd(2026, 11, days[i]);
		c.run_id = (int64_t)i + 1;
		h_ok(read_and_apply(text, "D04.consequence = info\n", c.as_of, &r, &s, &e), e);
		h_ok(rule_settings_log(&c, &s, &e), e);
	}
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT rule, setting, value, preset, origin, iso(valid_to),"
	                            " by_name, iso(as_of), run_id FROM rule_setting_log"),
	        "D04|consequence|info|record|indberet.conf|||2026-11-01|1\n"
	        "E01|months|5|4|rules.csv|2026-11-03|Ida Test|2026-11-02|2\n"
	        "E01|months|||rules.csv|||2026-11-04|5\n");
	db_closep(&db);
}

static void the_command_line_goes_before_both(void **state)
{
	struct conf *conf = conf_new(&arena);
	const char *dir = h_tmp("settings");
	struct rule_settings s;
	struct err e = { 0 };
	struct rules r;

	(void)state;
	h_write(arena_printf(&arena, "%s/rules.csv", dir), HEADER "E01;months;5;;;I;r\n",
	        strlen(HEADER "E01;months;5;;;I;r\n"));
	h_ok(conf_set(conf, "rule", "E01.months", "7", "command line", &e), e);
	h_ok(rules_load(&arena, &r, &e), e);
	h_ok(rule_settings_read(&r, dir, &arena, &s, &e), e);
	h_ok(rule_settings_apply(&r, conf, 20000, &arena, &s, &e), e);
	assert_int_equal(param(rule(&r, "E01"), "months"), 7);
	assert_false(s.row[0].holds);
	h_tmp_remove(dir);
	h_ok(rule_settings_read(&r, dir, &arena, &s, &e), e);
	assert_int_equal(s.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_days_are_in),
		cmocka_unit_test(a_wrong_file_names_line_and_column),
		cmocka_unit_test(what_holds_is_logged_once),
		cmocka_unit_test(the_command_line_goes_before_both),
	};
	int rc = cmocka_run_group_tests_name("rule_settings", tests, NULL, NULL);

	arena_done(&arena);
	return rc;
}

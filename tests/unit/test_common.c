#include "tests/harness/h.h"

#include <unistd.h>

#include "common/defs.h"
#include "common/file.h"

static void a_head_gives_keys_continuations_and_the_body(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct head h;

	(void)state;
	h_ok(head_parse_text("x.sql", "-- id: A1\n-- text: one\n--   two\nSELECT 1\n", &a, &h, &e),
	        e);
	assert_string_equal(head_get(&h, "id"), "A1");
	assert_string_equal(head_get(&h, "text"), "one two");
	assert_string_equal(h.body, "SELECT 1\n");
	h_ok(head_parse_text("x.def", "# c\nid = x\ncolumn = a\ncolumn = b\n", &a, &h, &e), e);
	size_t cursor = 0;
	assert_string_equal(head_each(&h, "column", &cursor), "a");
	assert_string_equal(head_each(&h, "column", &cursor), "b");
	assert_null(head_each(&h, "column", &cursor));
}

static void a_head_with_an_unknown_or_missing_key_is_refused(void **state)
{
	static const char *const known[] = { "id!", "text" };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct head h;

	(void)state;
	h_ok(head_parse_text("x.def", "id = x\nidd = y\n", &a, &h, &e), e);
	assert_int_equal(head_check(&h, known, 2, &e), -1);
	assert_string_equal(e.msg, "x.def:2: unknown key 'idd'");
	h_ok(head_parse_text("x.def", "text = x\n", &a, &h, &e), e);
	assert_int_equal(head_check(&h, known, 2, &e), -1);
	assert_string_equal(e.msg, "x.def: key 'id' is missing");
}

static int load(const char *text, struct arena *a, struct conf **c, struct err *e)
{
	*c = conf_new(a);
	if (conf_load_text(*c, "indberet.conf", arena_strdup(a, text), e) < 0)
		return -1;
	return conf_finish(*c, e);
}

static void settings_are_strict(void **state)
{
	static const struct {
		const char *text, *msg;
	} bad[] = {
		{ "[municipality]\nkode = 1\n",
		        "indberet.conf:2: setting municipality.kode is not known" },
		{ "code = 492\n", "indberet.conf:1: a setting before the first [section]" },
		{ "[municipality]\ncode = 1\ncode = 2\n",
		        "indberet.conf:3: setting municipality.code is given twice" },
		{ "[case-store]\nbusy-seconds = x\n",
		        "indberet.conf:2: setting case-store.busy-seconds is 'x': expected a "
		        "number from 0 to 999999999" },
		{ "[municipality\n", "indberet.conf:1: expected [section]" },
		{ "\n", "setting municipality.code is missing" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct conf *c;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };

		assert_int_equal(load(bad[i].text, &a, &c, &e), -1);
		assert_string_equal(e.msg, bad[i].msg);
		assert_int_equal(e.code, ERR_CONFIG);
	}
}

static void every_preset_parses_and_presets_apply(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	struct conf *c = conf_new(&a);

	(void)state;
	for (size_t i = 0; i < conf_key_count; i++)
		if (conf_keys[i].preset)
			h_ok(conf_set(c, conf_keys[i].section, conf_keys[i].name,
			             conf_keys[i].preset, "t", &e),
			        e);
	h_ok(load("[municipality]\ncode = 492\n[rule]\nD01.hours = 20\n", &a, &c, &e), e);
	assert_string_equal(conf_text(c, "municipality.code"), "492");
	assert_int_equal(conf_int(c, "case-store.busy-seconds"), 10);
	assert_string_equal(conf_free(c, "rule", "D01.hours"), "20");
	assert_null(conf_free(c, "rule", "D02.hours"));
	h_ok(conf_set(c, "rule", "D01.hours", "21", "command line", &e), e);
	assert_string_equal(conf_free(c, "rule", "D01.hours"), "21");
	assert_int_equal(conf_set(c, "rule", "D01.hours", "22", "x.conf:9", &e), -1);
	assert_string_equal(e.msg, "x.conf:9: setting rule.D01.hours is given twice");
}

static void a_file_is_whole_or_absent(void **state)
{
	const char *dir = h_tmp("file");
	char path[FILE_PATH];
	struct err e = { 0 };
	size_t n;
	char *got;

	(void)state;
	snprintf(path, sizeof path, "%s/a", dir);
	{
		struct file_out o CLEANUP(file_abandon) = { 0 };

		h_ok(file_begin(&o, path, &e), e);
		fputs("half", o.f);
	}
	assert_false(file_exists(path));
	{
		struct file_out o CLEANUP(file_abandon) = { 0 };

		h_ok(file_begin(&o, path, &e), e);
		fputs("whole", o.f);
		h_ok(file_commit(&o, &e), e);
	}
	got = h_read(path, &n);
	assert_string_equal(got, "whole");
	free(got);
	h_tmp_remove(dir);
}

static void a_held_lock_says_who_holds_it(void **state)
{
	struct file_lock one = FILE_LOCK_NONE, two = FILE_LOCK_NONE;
	const char *dir = h_tmp("lock");
	char path[FILE_PATH], want[FILE_PATH + 64];
	struct err e = { 0 };

	(void)state;
	snprintf(path, sizeof path, "%s/l", dir);
	h_ok(file_lock_take(&one, path, &e), e);
	assert_int_equal(file_lock_take(&two, path, &e), -1);
	assert_int_equal(e.code, ERR_TRYLATER);
	snprintf(want, sizeof want, "another run holds '%s', process %ld", path, (long)getpid());
	assert_string_equal(e.msg, want);
	file_lock_drop(&one);
	h_ok(file_lock_take(&two, path, &e), e);
	file_lock_drop(&two);
	h_tmp_remove(dir);
}

static void sql_functions_answer_null_for_what_is_not_a_value(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = NULL;
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	h_ok(db_open(":memory:", DB_RW, &db, &e), e);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT day('1970-01-02'), day('1970-01-02T10:00:00'), "
	                            "day('x') IS NULL, day(NULL) IS NULL,"
	                            " iso(1), year(0), month(31), age(0, 6573), "
	                            "iso(add_months(30,1)), iso(month_end(202402)),"
	                            " secs('1970-01-01 00:01'), pnr_shape('0105124123'), "
	                            "iso(pnr_day('0105124123')),"
	                            " cvr_ok('13748136'), cvr_ok('13748137'), mask('0105124123'), "
	                            "iso(add_workdays(day('2026-04-01'), 1)), part_id('x', 1), "
	                            "part_id('x', 2), part_id('x~2', 1), part_id('~', 1), "
	                            "part_id(NULL, 1) IS NULL, part_id('x', NULL) IS NULL"),
	        "1|1|1|1|1970-01-02|1970|197002|17|1970-02-28|2024-02-29|60|1|2012-05-01|1|0|######"
	        "####|2026-04-07|x|x~2|x~2~1|~|1|1\n");
}

static void what_has_not_the_form_of_the_other_system_stays_as_it_is(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = NULL;
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	h_ok(db_open(":memory:", DB_RW, &db, &e), e);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT iso_date('31-12-2026', 'dd-mm-yyyy'), "
	                            "iso_date('31-02-2026', 'dd-mm-yyyy'),"
	                            " iso_date('2026-12-31', 'dd-mm-yyyy'), "
	                            "iso_date('1.1.2026', 'dd.mm.yyyy'), "
	                            "iso_date('', 'dd-mm-yyyy') IS NULL, "
	                            "iso_date(NULL, 'dd-mm-yyyy') IS NULL, "
	                            "iso_date('31-12-2026', 'x'), iso_date('31-12-2026', NULL)"),
	        "2026-12-31|31-02-2026|2026-12-31|1.1.2026|1|1|31-12-2026|31-12-2026\n");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT iso_time('31.12.2026 23:59', 'dd.mm.yyyy HH:MM'), "
	                            "iso_time('31.12.2026 23:59:58', 'dd.mm.yyyy HH:MM:SS'),"
	                            " iso_time('31.12.2026 23.59', 'dd.mm.yyyy HH.MM'), "
	                            "iso_time('31.12.2026', 'dd.mm.yyyy'), "
	                            "iso_time('31.12.2026 24:00', 'dd.mm.yyyy HH:MM'), "
	                            "iso_time('31.12.2026', 'dd.mm.yyyy HH:MM'), "
	                            "iso_time('31.12.2026 23:59:00', 'dd.mm.yyyy HH:MM'), "
	                            "iso_time('', 'dd.mm.yyyy HH:MM') IS NULL"),
	        "2026-12-31T23:59:00|2026-12-31T23:59:58|2026-12-31T23:59:00|2026-12-31T00:00:00|"
	        "31.12.2026 24:00|31.12.2026|31.12.2026 23:59:00|1\n");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT ore_text('1.234,5', ',', '.'), ore_text('-7', ',', ''),"
	                            " ore_text('1.5', ',', '.'), ore_text('12,345', ',', '.'), "
	                            "ore_text('', ',', '.') IS NULL, ore_text('7', '', '.')"),
	        "123450|-700|1.5|12,345|1|7\n");
}

static void parameters_without_a_value_are_our_own_mistake(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = NULL;
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	struct err e = { 0 };

	(void)state;
	h_ok(db_open(":memory:", DB_RW, &db, &e), e);
	params_int(&p, "n", 7);
	h_ok(db_exec_params(db, "CREATE TABLE t(a); INSERT INTO t VALUES(:n);", "x.sql", &p, &e),
	        e);
	assert_int_equal(h_int(db, "SELECT a FROM t"), 7);
	assert_int_equal(db_exec_params(db, "INSERT INTO t VALUES(:m)", "x.sql", &p, &e), -1);
	assert_string_equal(e.msg, "x.sql: parameter ':m' has no value");
	assert_int_equal(e.code, ERR_BUG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_gives_keys_continuations_and_the_body),
		cmocka_unit_test(a_head_with_an_unknown_or_missing_key_is_refused),
		cmocka_unit_test(settings_are_strict),
		cmocka_unit_test(every_preset_parses_and_presets_apply),
		cmocka_unit_test(a_file_is_whole_or_absent),
		cmocka_unit_test(a_held_lock_says_who_holds_it),
		cmocka_unit_test(sql_functions_answer_null_for_what_is_not_a_value),
		cmocka_unit_test(what_has_not_the_form_of_the_other_system_stays_as_it_is),
		cmocka_unit_test(parameters_without_a_value_are_our_own_mistake),
	};

	return cmocka_run_group_tests_name("common", tests, NULL, NULL);
}

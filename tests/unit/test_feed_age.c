/* Ages of feeds: limits, what is stale, what has never come, and how it is told. */
#include "tests/harness/h.h"

#include "common/text.h"
#include "extract/feed_age.h"

struct stand {
	struct arena a;
	struct ctx c;
	sqlite3 *db;
};

static void begin(struct stand *s)
{
	*s = (struct stand){ .db = h_mart() };
	h_ctx(&s->c, s->db, &s->a, "/nonexistent");
}

static void end(struct stand *s)
{
	db_closep(&s->db);
	arena_done(&s->a);
}

static void set(struct stand *s, const char *section, const char *name, const char *value)
{
	struct err e = { 0 };

	h_ok(conf_set((struct conf *)s->c.conf, section, name, value, "test", &e), e);
}

static void came(struct stand *s, const char *feed, const char *name, const char *produced)
{
	h_exec(s->db, arena_printf(&s->a,
	                      "INSERT INTO staging_file(feed, name, sha256, bytes, produced)"
	                      " VALUES('%s', '%s', '%s', 1, day('%s'))",
	                      feed, name, name, produced));
}

static const char *judge(struct stand *s, const char *as_of)
{
	struct feed_ages n;
	struct err e = { 0 };

	assert_true(text_day(as_of, 10, &s->c.as_of));
	h_ok(feed_ages_judge(&s->c, AGES_STORE, &n, &e), e);
	h_ok(feed_ages_judge(&s->c, AGES_FEEDS, &n, &e), e);
	return h_rows(s->db, &s->a,
	        "SELECT rule, consequence, record_key, field, coalesce(found, '-'),"
	        " coalesce(expected, '-'), coalesce(clash, '-'), who FROM finding"
	        " WHERE stage = 'extract:feed' ORDER BY finding");
}

static const char *verdict(struct stand *s, const char *feed)
{
	return h_rows(s->db, &s->a,
	        arena_printf(
	                &s->a, "SELECT verdict FROM staging_feed_age WHERE feed = '%s'", feed));
}

static void a_limit_is_days_or_workdays(void **state)
{
	static const struct {
		const char *text;
		int64_t n; /* -1: refused */
		bool workdays;
	} cases[] = { { "4", 4, false }, { "2 workdays", 2, true }, { "0", 0, false },
		{ "-1", -1, false }, { "2 weeks", -1, false }, { "", -1, false },
		{ "workdays", -1, false }, { "4000", 4000, false }, { "4001", -1, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct feed_limit l = { .n = -1 };

		assert_int_equal(feed_limit_parse(cases[i].text, &l), cases[i].n >= 0);
		assert_int_equal(l.n, cases[i].n);
		assert_int_equal(l.workdays, cases[i].workdays);
	}
}

/* Easter 2026: Thursday 2 April to Monday 6 April. */
static void holidays_and_weekends_are_no_workdays(void **state)
{
	static const struct {
		const char *from, *to;
		int64_t days, workdays;
	} cases[] = { { "2026-04-01", "2026-04-07", 6, 1 }, { "2026-10-30", "2026-11-02", 3, 1 },
		{ "2026-10-30", "2026-11-01", 2, 0 }, { "2026-11-02", "2026-11-02", 0, 0 },
		{ "2026-11-03", "2026-11-02", 0, 0 }, { "2026-12-24", "2026-12-28", 4, 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int32_t from, to;

		assert_true(text_day(cases[i].from, 10, &from) && text_day(cases[i].to, 10, &to));
		assert_int_equal(
		        feed_limit_age(&(struct feed_limit){ 4, false }, from, to), cases[i].days);
		assert_int_equal(feed_limit_age(&(struct feed_limit){ 4, true }, from, to),
		        cases[i].workdays);
	}
}

static void an_old_feed_is_a_finding_until_a_newer_file_comes(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	came(&s, "portal", "portal_492_20261030.csv", "2026-10-30");
	came(&s, "portal", "portal_492_20261029.csv", "2026-10-29");
	assert_string_equal(judge(&s, "2026-11-01"), "");
	assert_string_equal(verdict(&s, "portal"), "fresh\n");
	assert_string_equal(judge(&s, "2026-11-02"),
	        "feed.stale|delivery|portal|produced|portal_492_20261030.csv, 2026-10-30, 3 dage|"
	        "højst 2 dage|-|drift\n");
	assert_string_equal(verdict(&s, "portal"), "stale\n");
	assert_string_equal(judge(&s, "2026-11-02"), judge(&s, "2026-11-02"));
	came(&s, "portal", "portal_492_20261102.csv", "2026-11-02");
	assert_string_equal(judge(&s, "2026-11-02"), "");
	end(&s);
}

static void what_was_refused_or_is_of_tomorrow_makes_nothing_fresh(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	came(&s, "cpr", "D261026.L110901", "2026-10-26");
	came(&s, "cpr", "D261120.L110901", "2026-11-20");
	h_exec(s.db, "INSERT INTO finding(stage, rule, consequence, record_key) VALUES"
	             " ('extract:cpr', 'cpr.chain', 'delivery', 'D261030.L110901'),"
	             " ('extract:cpr', 'cpr.chain', 'delivery', 'D261031.L110901')");
	assert_string_equal(judge(&s, "2026-11-01"),
	        "feed.stale|delivery|cpr|produced|D261026.L110901, 2026-10-26, 4 arbejdsdage|"
	        "højst 2 arbejdsdage|2 filer er kommet og ikke brugt|drift\n");
	end(&s);
}

static void a_feed_that_never_came_counts_once_it_is_expected(void **state)
{
	static const char never[] =
	        "feed.never|delivery|portal|produced|-|portal_{municipality}_{date}.csv|-|drift\n";
	struct stand s;

	(void)state;
	begin(&s);
	assert_string_equal(judge(&s, "2026-11-01"), "");
	assert_string_equal(verdict(&s, "portal"), "not expected\n");
	set(&s, "feed.portal", "expected", "from 2026-10-30");
	assert_string_equal(judge(&s, "2026-11-01"), "");
	assert_string_equal(judge(&s, "2026-11-02"), never);
	assert_string_equal(verdict(&s, "portal"), "never\n");
	end(&s);
	begin(&s);
	set(&s, "feed.portal", "expected", "yes");
	assert_string_equal(judge(&s, "2026-11-01"), never);
	came(&s, "portal", "portal_492_20261101.csv", "2026-11-01");
	assert_string_equal(judge(&s, "2026-11-01"), "");
	end(&s);
	begin(&s);
	set(&s, "feed.portal", "expected", "no");
	came(&s, "portal", "portal_492_20260101.csv", "2026-01-01");
	assert_string_equal(judge(&s, "2026-11-01"), "");
	end(&s);
}

static void a_municipality_has_its_own_limits(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	came(&s, "facilities", "facilities_492_20261001.xml", "2026-10-01");
	assert_string_equal(judge(&s, "2026-11-01"), "");
	set(&s, "feed.facilities", "max-age", "30");
	assert_string_equal(judge(&s, "2026-11-01"),
	        "feed.stale|delivery|facilities|produced|facilities_492_20261001.xml, 2026-10-01,"
	        " 31 dage|højst 30 dage|-|drift\n");
	end(&s);
	begin(&s);
	came(&s, "portal", "portal_492_20200101.csv", "2020-01-01");
	set(&s, "feed.portal", "max-age", "0");
	assert_string_equal(judge(&s, "2026-11-01"), "");
	assert_string_equal(verdict(&s, "portal"), "no limit\n");
	end(&s);
}

static void a_yearly_feed_is_due_on_its_day(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	came(&s, "budget", "budget_492_2025.csv", "2025-10-20");
	h_exec(s.db, "UPDATE staging_file SET period = '2025', produced = NULL");
	assert_string_equal(judge(&s, "2025-12-31"), "");
	assert_string_equal(judge(&s, "2026-01-15"), "");
	assert_string_equal(judge(&s, "2026-01-16"),
	        "feed.stale|delivery|budget|period|2025|2026 senest 2026-01-15|-|drift\n");
	came(&s, "budget", "budget_492_2026.csv", "2026-01-20");
	h_exec(s.db, "UPDATE staging_file SET period = '2026' WHERE file = 2");
	assert_string_equal(judge(&s, "2026-12-31"), "");
	end(&s);
}

static void a_case_store_that_stands_still_is_a_finding(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	came(&s, "casestore", "casestore.db", "2026-10-23");
	assert_string_equal(judge(&s, "2026-10-29"), "");
	assert_string_equal(judge(&s, "2026-10-30"),
	        "feed.stale|delivery|casestore|produced|2026-10-23, 5 arbejdsdage|"
	        "højst 4 arbejdsdage|-|drift\n");
	end(&s);
}

/* Without a day of its own a file is as old as the night that took it. */
static void a_file_without_a_day_counts_from_the_day_it_came(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	h_exec(s.db, "INSERT INTO run VALUES(7, 'nightly', '2026-10-20', 'done', '', '', 0, '', "
	             "'', '')");
	came(&s, "postings", "posteringer.csv", "x");
	h_exec(s.db, "INSERT INTO staging_delivery(name, feed, sha256, verdict, file, run)"
	             " VALUES('posteringer.csv', 'postings', 'x', 'loaded', 1, 7)");
	assert_string_equal(judge(&s, "2026-10-26"), "");
	assert_string_equal(judge(&s, "2026-10-27"),
	        "feed.stale|delivery|postings|produced|posteringer.csv, 2026-10-20, 5 arbejdsdage|"
	        "højst 4 arbejdsdage|-|drift\n");
	end(&s);
}

static void settings_that_make_no_sense_are_errors(void **state)
{
	static const struct {
		const char *section, *name, *value, *msg;
	} cases[] = {
		{ "feed.portal", "max-age", "soon",
		        "setting feed.portal.max-age is 'soon': expected a number of days, or 'N "
		        "workdays'" },
		{ "feed.portal", "expected", "from 2026-02-30",
		        "setting feed.portal.expected is 'from 2026-02-30': expected yes, no or "
		        "from "
		        "YYYY-MM-DD" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err e = { 0 };
		struct stand s;

		begin(&s);
		set(&s, cases[i].section, cases[i].name, cases[i].value);
		assert_int_equal(feed_ages_check(&s.c, &e), -1);
		assert_string_equal(e.msg, cases[i].msg);
		end(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_limit_is_days_or_workdays),
		cmocka_unit_test(holidays_and_weekends_are_no_workdays),
		cmocka_unit_test(an_old_feed_is_a_finding_until_a_newer_file_comes),
		cmocka_unit_test(what_was_refused_or_is_of_tomorrow_makes_nothing_fresh),
		cmocka_unit_test(a_feed_that_never_came_counts_once_it_is_expected),
		cmocka_unit_test(a_municipality_has_its_own_limits),
		cmocka_unit_test(a_yearly_feed_is_due_on_its_day),
		cmocka_unit_test(a_case_store_that_stands_still_is_a_finding),
		cmocka_unit_test(a_file_without_a_day_counts_from_the_day_it_came),
		cmocka_unit_test(settings_that_make_no_sense_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/harness/h.h"

#include "common/text.h"

static bool ore(const char *s, int64_t *v)
{
	return text_ore(s, strlen(s), ',', '.', v);
}

static void days_go_both_ways(void **state)
{
	char out[11];

	(void)state;
	assert_int_equal(day_from_ymd(1970, 1, 1), 0);
	assert_int_equal(day_from_ymd(2000, 3, 1), 11017);
	for (int32_t d = -200000; d < 200000; d += 37) {
		int y, m, k;
		int32_t back;

		day_to_ymd(d, &y, &m, &k);
		assert_int_equal(day_from_ymd(y, m, k), d);
		assert_true(text_day(day_iso(d, out), 10, &back));
		assert_int_equal(back, d);
	}
}

static void dates_that_do_not_exist_are_refused(void **state)
{
	static const char *const bad[] = { "2026-02-31", "2026-02-29", "2026-13-01", "2026-00-01",
		"2026-1-01", "0000-01-01", "2026-01-0a", " 2026-1-1", "2026/01/01" };
	int32_t d;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(text_day(bad[i], strlen(bad[i]), &d));
	assert_true(text_day("2024-02-29", 10, &d));
	assert_false(text_day_as("31-02-2026", 10, "dd-mm-yyyy", &d));
	assert_true(text_day_as("31.01.2026", 10, "dd.mm.yyyy", &d));
	assert_int_equal(d, day_from_ymd(2026, 1, 31));
	assert_true(text_day_as("20260131", 8, "yyyymmdd", &d));
}

static void amounts_are_read_whole_or_not_at_all(void **state)
{
	static const struct {
		const char *s;
		int64_t v;
	} good[] = { { "0", 0 }, { "1", 100 }, { "1,5", 150 }, { "1.234,56", 123456 },
		{ "-7,00", -700 }, { "7,00-", -700 }, { "1234567,89", 123456789 },
		{ "1.000.000", 100000000 } };
	static const char *const bad[] = { "", "-", "1.234,5x", "1,234.5", "12.34", "1.2345", "1,",
		",5", "1,555", "--1", "1-2", "+1", " 1", "1234.567", "9999999999999999" };
	int64_t v;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_true(ore(good[i].s, &v));
		assert_int_equal(v, good[i].v);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (ore(bad[i], &v))
			fail_msg("'%s' was read as %lld", bad[i], (long long)v);
}

static void a_month_later_is_the_same_day_or_the_last(void **state)
{
	(void)state;
	assert_int_equal(day_add_months(day_from_ymd(2026, 1, 31), 1), day_from_ymd(2026, 2, 28));
	assert_int_equal(day_add_months(day_from_ymd(2023, 10, 31), 4), day_from_ymd(2024, 2, 29));
	assert_int_equal(
	        day_add_months(day_from_ymd(2026, 1, 15), -13), day_from_ymd(2024, 12, 15));
}

static void holidays_are_not_workdays(void **state)
{
	(void)state;
	assert_false(day_is_workday(day_from_ymd(2026, 4, 2)));  /* Maundy Thursday */
	assert_false(day_is_workday(day_from_ymd(2026, 5, 25))); /* Whit Monday */
	assert_false(day_is_workday(day_from_ymd(2023, 5, 5)));  /* Store Bededag, last time */
	assert_true(day_is_workday(day_from_ymd(2024, 4, 26)));
	assert_false(day_is_workday(day_from_ymd(2026, 11, 1))); /* Sunday */
	assert_true(day_is_workday(day_from_ymd(2026, 6, 5)));
}

static void ages_turn_on_the_birthday(void **state)
{
	(void)state;
	assert_int_equal(age_on(day_from_ymd(2008, 2, 29), day_from_ymd(2026, 2, 28)), 17);
	assert_int_equal(age_on(day_from_ymd(2008, 2, 29), day_from_ymd(2026, 3, 1)), 18);
	assert_int_equal(age_on(day_from_ymd(2008, 5, 1), day_from_ymd(2026, 5, 1)), 18);
}

static void personal_numbers_tell_century_and_sex(void **state)
{
	int32_t d;

	(void)state;
	assert_true(pnr_birth_day("0105124123", &d)); /* 4 and 12: 2012 */
	assert_int_equal(d, day_from_ymd(2012, 5, 1));
	assert_true(pnr_birth_day("0105509123", &d)); /* 9 and 50: 1950 */
	assert_int_equal(d, day_from_ymd(1950, 5, 1));
	assert_false(pnr_birth_day("3102124123", &d));
	assert_int_equal(pnr_sex("0105124123"), 'M');
	assert_int_equal(pnr_sex("0105124124"), 'K');
}

static void whatever_looks_like_a_personal_number_is_masked(void **state)
{
	char s[] = "borger 010190-1234 og 3112991234, sag 12345678901, tlf 12345678";

	(void)state;
	text_mask(s);
	assert_string_equal(s, "borger ******-**** og **********, sag 12345678901, tlf 12345678");
}

static void utf8_is_checked_by_the_book(void **state)
{
	static const char *const bad[] = { "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6",
		"\x80", "\xC3(" };
	char out[16];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	assert_true(utf8_valid("æøå €", strlen("æøå €")));
	assert_int_equal(latin1_to_utf8("\xE6\xF8", 2, out, sizeof out), 4);
	assert_string_equal(out, "æø");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_go_both_ways),
		cmocka_unit_test(dates_that_do_not_exist_are_refused),
		cmocka_unit_test(amounts_are_read_whole_or_not_at_all),
		cmocka_unit_test(a_month_later_is_the_same_day_or_the_last),
		cmocka_unit_test(holidays_are_not_workdays),
		cmocka_unit_test(ages_turn_on_the_birthday),
		cmocka_unit_test(personal_numbers_tell_century_and_sex),
		cmocka_unit_test(whatever_looks_like_a_personal_number_is_masked),
		cmocka_unit_test(utf8_is_checked_by_the_book),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}

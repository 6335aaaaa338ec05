/* A .zip in the inbox: its files as if each had come alone. */
#include "tests/harness/h_inbox.h"

#include <unistd.h>

#include "common/fault.h"
#include "tests/harness/h_zip.h"

#define F(file, text)                                                                              \
	{                                                                                          \
		.name = file, .data = text, .n = sizeof(text) - 1, .method = 8                     \
	}
#define POSTINGS_1 F("postings_492_20261031.csv", POSTINGS POSTING("B1", "1,00"))
#define BUDGET_1 F("budget_492_2026.csv", BUDGET "2026;528201003;original;9,00\n")
#define WITHIN                                                                                     \
	"SELECT d.name, d.feed, d.verdict, d.place, z.name, d.acknowledged FROM staging_delivery " \
	"AS d LEFT JOIN staging_delivery AS z ON z.sha256 = d.inside AND z.feed = 'zip' ORDER BY " \
	"d.delivery"

static void put_zip(struct stand *s, const char *name, const struct h_zip_file *f, size_t n)
{
	h_zip(stand_path(s, name), f, n);
}

static void every_file_in_it_is_loaded_and_known_to_be_from_it(void **state)
{
	const struct h_zip_file f[] = { POSTINGS_1, BUDGET_1 };
	struct buf row CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };
	struct stand s;
	char *hash;

	(void)state;
	stand_begin(&s, "zip");
	put_zip(&s, "levering.zip", f, 2);
	stand_run(&s);
	assert_false(stand_has(&s, "levering.zip"));
	assert_string_equal(ROWS(&s, WITHIN),
	        "postings_492_20261031.csv|postings|loaded|1|levering.zip|1\n"
	        "budget_492_2026.csv|budget|loaded|2|levering.zip|1\n"
	        "levering.zip|zip|loaded|||1\n");
	assert_string_equal(ROWS(&s, FINDINGS), "");
	assert_int_equal(h_int(s.db, "SELECT amount FROM staging_posting"), 100);
	assert_int_equal(h_int(s.db, "SELECT amount FROM staging_budget"), 900);
	buf_init(&row, 4096);
	h_ok(source_row(&s.c, 1, 2, true, &row, &e), e);
	assert_non_null(strstr(row.data, "B1;528201003"));
	hash = ROWS(&s, "SELECT DISTINCT inside FROM staging_delivery WHERE inside IS NOT NULL");
	hash[64] = '\0';
	assert_true(file_exists(source_archive_path(&s.c, hash)));
	assert_false(file_exists(arena_printf(&s.a, "%s/tmp/zip", s.workspace)));
	stand_end(&s);
}

static void one_bad_file_does_not_stop_the_others(void **state)
{
	const struct h_zip_file f[] = { F("facilities_492_20261031.csv", "forkert\n"),
		F("læs mig.txt", "hej"), POSTINGS_1, F("mere.zip", "PK\3\4"), BUDGET_1,
		F("budget 010101-1234.csv", "x") };
	struct stand s;

	(void)state;
	stand_begin(&s, "zip_bad");
	put_zip(&s, "levering.zip", f, COUNT_OF(f));
	stand_run(&s);
	assert_string_equal(ROWS(&s, WITHIN),
	        "facilities_492_20261031.csv|facilities|refused|1|levering.zip|1\n"
	        "postings_492_20261031.csv|postings|loaded|3|levering.zip|1\n"
	        "budget_492_2026.csv|budget|loaded|5|levering.zip|1\n"
	        "levering.zip|zip|loaded|||1\n");
	assert_string_equal(ROWS(&s, "SELECT rule, consequence, record_key, found FROM finding"
	                             " ORDER BY finding"),
	        "facilities.header|delivery|facilities_492_20261031.csv|forkert\n"
	        "inbox.zip-member|delivery|læs mig.txt|levering.zip\n"
	        "inbox.zip-nested|delivery|mere.zip|levering.zip\n"
	        "inbox.zip-member|delivery|budget ******-****.csv|levering.zip\n");
	/* The same name again, mended: nothing is left to say. */
	put_zip(&s, "levering.zip",
	        (const struct h_zip_file[]){ POSTINGS_1,
	                F("facilities_492_20261031.csv", FACILITIES "T1;;;god;;;;;;;;\n") },
	        2);
	stand_run(&s);
	assert_string_equal(ROWS(&s, "SELECT rule FROM finding"), "");
	assert_string_equal(
	        ROWS(&s, "SELECT name, verdict FROM staging_delivery WHERE delivery > 4"),
	        "postings_492_20261031.csv|duplicate\nfacilities_492_20261031.csv|loaded\n"
	        "levering.zip|loaded\n");
	stand_end(&s);
}

static void a_zip_that_cannot_be_opened_is_one_finding(void **state)
{
	static const char *const zeros[] = { "postings_492_20261031.csv" };
	const struct h_zip_file evil[] = { POSTINGS_1, F("../../evil", "x") };
	struct stand s;

	(void)state;
	stand_begin(&s, "zip_bomb");
	h_zip_of(stand_path(&s, "bombe.zip"), zeros, 1, 0, (size_t)60 << 20);
	put_zip(&s, "evil.zip", evil, 2);
	stand_put(&s, "halv.zip", "PK\3\4");
	stand_put(&s, "postings_492_20261030.csv", POSTINGS POSTING("B0", "3,00"));
	stand_run(&s);
	assert_string_equal(ROWS(&s, WITHIN), "bombe.zip|zip|refused|||1\n"
	                                      "evil.zip|zip|refused|||1\n"
	                                      "halv.zip|zip|refused|||1\n"
	                                      "postings_492_20261030.csv|postings|loaded|||1\n");
	assert_string_equal(ROWS(&s, "SELECT rule, consequence, record_key FROM finding"),
	        "inbox.zip|delivery|bombe.zip\ninbox.zip|delivery|evil.zip\n"
	        "inbox.zip|delivery|halv.zip\n");
	assert_string_equal(ROWS(&s, "SELECT found FROM finding WHERE record_key = 'evil.zip'"),
	        "the file name '../../evil' in the zip has a folder or a drive in it\n");
	assert_int_equal(h_int(s.db, "SELECT count(*) FROM staging_posting"), 1);
	put_zip(&s, "halv.zip", (const struct h_zip_file[]){ POSTINGS_1 }, 1);
	stand_run(&s);
	assert_int_equal(
	        h_int(s.db, "SELECT count(*) FROM finding WHERE record_key = 'halv.zip'"), 0);
	stand_end(&s);
}

static void a_zip_with_a_file_of_another_municipality_is_not_taken(void **state)
{
	const struct h_zip_file f[] = { POSTINGS_1,
		F("postings_461_20261031.csv", POSTINGS POSTING("B1", "1,00")) };
	struct buf b CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };
	struct stand s;
	int64_t n;

	(void)state;
	stand_begin(&s, "zip_other");
	put_zip(&s, "levering.zip", f, 2);
	stand_run(&s);
	stand_run(&s);
	assert_true(stand_has(&s, "levering.zip"));
	assert_string_equal(ROWS(&s, DELIVERIES), "");
	assert_string_equal(ROWS(&s, FINDINGS),
	        "extract:inbox|inbox.zip-municipality|delivery|levering.zip|461|492|\n");
	buf_init(&b, 4096);
	stand_list(&b, arena_printf(&s.a, "%s/archive", s.workspace));
	assert_int_equal(b.len, 0);
	h_ok(inbox_new(&s.c, &n, &e), e);
	assert_int_equal(n, 0);
	stand_end(&s);
}

static void the_same_zip_again_is_a_duplicate(void **state)
{
	const struct h_zip_file f[] = { POSTINGS_1, BUDGET_1 };
	struct stand s;

	(void)state;
	stand_begin(&s, "zip_again");
	put_zip(&s, "a.zip", f, 2);
	stand_run(&s);
	put_zip(&s, "b.zip", f, 2);
	stand_run(&s);
	assert_string_equal(
	        ROWS(&s, "SELECT name, verdict, file, acknowledged FROM staging_delivery "
	                 "WHERE delivery > 3"),
	        "postings_492_20261031.csv|duplicate|1|1\nbudget_492_2026.csv|duplicate|2|1\n"
	        "b.zip|duplicate||1\n");
	assert_int_equal(h_int(s.db, "SELECT count(*) FROM staging_posting"), 1);
	stand_end(&s);
}

static void what_comes_beside_a_file_in_it_goes_with_that(void **state)
{
	const struct h_zip_file f[] = { F("D261031.L110901.metadata", "<x/>"),
		F("D261031.L110901", "x") };
	struct stand s;

	(void)state;
	stand_begin(&s, "zip_beside");
	stand_set(&s, "inbox", "marker", "{name}.ok");
	put_zip(&s, "cpr.zip", f, 2);
	stand_run(&s);
	assert_int_equal(s.res[0].waiting, 1);
	stand_put(&s, "cpr.zip.ok", "");
	stand_run(&s);
	assert_false(stand_has(&s, "cpr.zip"));
	assert_false(stand_has(&s, "cpr.zip.ok"));
	assert_string_equal(ROWS(&s, "SELECT d.name, b.name FROM staging_beside AS b JOIN "
	                             "staging_delivery AS d ON d.sha256 = b.beside"),
	        "D261031.L110901|D261031.L110901.metadata\ncpr.zip|cpr.zip.ok\n");
	assert_string_equal(ROWS(&s, "SELECT record_key FROM finding"), "D261031.L110901\n");
	stand_end(&s);
}

#ifdef WITH_FAULTS
static char *whole_state(struct stand *s)
{
	struct buf b CLEANUP(buf_done);

	buf_init(&b, 1 << 20);
	buf_printf(&b, "%s--\n%s--\n%s--\n%s--\n", ROWS(s, WITHIN),
	        ROWS(s, "SELECT * FROM staging_posting"), ROWS(s, "SELECT * FROM staging_budget"),
	        ROWS(s, "SELECT stage, rule, record_key, found FROM finding ORDER BY 2, 3"));
	stand_list(&b, arena_printf(&s->a, "%s/inbox", s->workspace));
	stand_list(&b, arena_printf(&s->a, "%s/archive", s->workspace));
	stand_list(&b, arena_printf(&s->a, "%s/tmp", s->workspace));
	return arena_strdup(&s->a, b.data);
}

static bool dies_and_recovers(long crash, char **want)
{
	const struct h_zip_file f[] = { POSTINGS_1, F("læs mig.txt", "hej"), BUDGET_1 };
	struct stand s;
	bool whole;

	stand_begin(&s, "zip_dies");
	stand_put(&s, "facilities_492_20261031.csv", FACILITIES "T1;;;god;;;;;;;;\n");
	put_zip(&s, "levering.zip", f, 3);
	whole = crash >= 0 && stand_run_dying(&s, crash, 0);
	stand_run(&s);
	if (!*want)
		*want = strdup(whole_state(&s));
	assert_string_equal(whole_state(&s), *want);
	stand_end(&s);
	return !whole;
}
#endif

static void a_run_that_dies_at_any_fault_point_comes_to_the_same_end(void **state)
{
	(void)state;
#ifdef WITH_FAULTS
	char *want = NULL;
	long n = -1;

	while (dies_and_recovers(n, &want))
		n++;
	assert_true(n > 30);
	free(want);
#else
	skip();
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_in_it_is_loaded_and_known_to_be_from_it),
		cmocka_unit_test(one_bad_file_does_not_stop_the_others),
		cmocka_unit_test(a_zip_that_cannot_be_opened_is_one_finding),
		cmocka_unit_test(a_zip_with_a_file_of_another_municipality_is_not_taken),
		cmocka_unit_test(the_same_zip_again_is_a_duplicate),
		cmocka_unit_test(what_comes_beside_a_file_in_it_goes_with_that),
		cmocka_unit_test(a_run_that_dies_at_any_fault_point_comes_to_the_same_end),
	};

	return cmocka_run_group_tests_name("inbox_zip", tests, NULL, NULL);
}

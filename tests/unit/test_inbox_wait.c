/* What lies in the inbox and is not finished, lacks its marker, or has something beside it. */
#include "tests/harness/h_inbox.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "extract/archive.h"
#include "extract/inbox_job.h"

#define FILE_1 "postings_492_20261031.csv"
#define CONTENT POSTINGS POSTING("B1", "1,00")

enum { DAY_SECONDS = 86400 };

static void one_waits(struct stand *s, const char *name)
{
	stand_run(s);
	assert_true(stand_has(s, name));
	assert_int_equal(s->res[0].waiting, 1);
	assert_string_equal(ROWS(s, DELIVERIES), "");
}

static void loaded(struct stand *s)
{
	stand_run(s);
	assert_false(stand_has(s, FILE_1));
	assert_int_equal(s->res[0].waiting, 0);
	assert_string_equal(ROWS(s, DELIVERIES), FILE_1 "|postings|loaded|1|1\n");
	assert_string_equal(ROWS(s, FINDINGS), "");
}

static void a_name_that_says_unfinished_waits_and_is_said_after_a_day(void **state)
{
	static const char *const names[] = { FILE_1 ".part", FILE_1 ".TMP", FILE_1 "~",
		FILE_1 ".filepart", FILE_1 ".crdownload", "." FILE_1 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct stand s;

		stand_begin(&s, "wait_name");
		stand_put(&s, names[i], CONTENT);
		stand_age(&s, names[i], DAY_SECONDS - 1);
		one_waits(&s, names[i]);
		assert_string_equal(ROWS(&s, FINDINGS), "");
		stand_age(&s, names[i], DAY_SECONDS);
		one_waits(&s, names[i]);
		one_waits(&s, names[i]);
		assert_string_equal(ROWS(&s, FINDINGS),
		        arena_printf(
		                &s.a, "extract:inbox|inbox.unfinished|delivery|%s|||\n", names[i]));
		/* The upload is completed: under its own name. */
		assert_int_equal(rename(stand_path(&s, names[i]), stand_path(&s, FILE_1)), 0);
		loaded(&s);
		stand_end(&s);
	}
}

static void the_endings_are_a_setting(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_ending");
	stand_set(&s, "inbox", "unfinished", ".opload");
	stand_put(&s, FILE_1 ".opload", CONTENT);
	one_waits(&s, FILE_1 ".opload");
	stand_put(&s, FILE_1 ".part", CONTENT);
	stand_run(&s);
	assert_string_equal(
	        ROWS(&s, FINDINGS), "extract:inbox|inbox.unknown|delivery|" FILE_1 ".part|||\n");
	stand_end(&s);
}

static void a_file_that_is_open_for_writing_waits(void **state)
{
	struct stand s;
	int fd;

	(void)state;
	stand_begin(&s, "wait_open");
	stand_put(&s, FILE_1, POSTINGS);
	fd = open(stand_path(&s, FILE_1), O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_true(fd >= 0);
	one_waits(&s, FILE_1);
	assert_int_equal(write(fd, POSTING("B1", "1,00"), strlen(POSTING("B1", "1,00"))),
	        strlen(POSTING("B1", "1,00")));
	one_waits(&s, FILE_1);
	assert_int_equal(close(fd), 0);
	loaded(&s);
	stand_end(&s);
}

static void where_the_system_does_not_say_a_file_must_lie_still(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_still");
	stand_set(&s, "inbox", "settle", "all");
	stand_put(&s, FILE_1, CONTENT);
	stand_age(&s, FILE_1, 59);
	one_waits(&s, FILE_1);
	stand_age(&s, FILE_1, -59); /* a clock that is ahead */
	one_waits(&s, FILE_1);
	stand_age(&s, FILE_1, 60);
	loaded(&s);
	stand_end(&s);
}

static void a_file_waits_for_its_marker(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_marker");
	stand_set(&s, "inbox", "marker", "{name}.ok");
	stand_put(&s, FILE_1, CONTENT);
	stand_age(&s, FILE_1, 100);
	one_waits(&s, FILE_1);
	assert_string_equal(ROWS(&s, FINDINGS), "");
	stand_age(&s, FILE_1, DAY_SECONDS);
	one_waits(&s, FILE_1);
	assert_string_equal(
	        ROWS(&s, FINDINGS), "extract:inbox|inbox.marker-missing|delivery|" FILE_1 "|||\n");
	stand_put(&s, FILE_1 ".ok", "");
	loaded(&s);
	assert_false(stand_has(&s, FILE_1 ".ok"));
	assert_string_equal(ROWS(&s, "SELECT b.name, d.name, b.bytes FROM staging_beside AS b JOIN "
	                             "staging_delivery AS d ON d.sha256 = b.beside"),
	        FILE_1 ".ok|" FILE_1 "|0\n");
	assert_int_equal(file_size(arena_printf(&s.a,
	                         "%s/archive/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca"
	                         "495991b7852b855",
	                         s.workspace)),
	        0);
	stand_end(&s);
}

static void a_marker_without_its_file_is_said_after_a_day(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_lone");
	stand_set(&s, "inbox", "marker", "{name}.ok");
	stand_put(&s, FILE_1 ".ok", "");
	stand_age(&s, FILE_1 ".ok", 100);
	one_waits(&s, FILE_1 ".ok");
	assert_string_equal(ROWS(&s, FINDINGS), "");
	stand_age(&s, FILE_1 ".ok", DAY_SECONDS);
	one_waits(&s, FILE_1 ".ok");
	assert_string_equal(
	        ROWS(&s, FINDINGS), "extract:inbox|inbox.file-missing|delivery|" FILE_1 ".ok|||\n");
	stand_put(&s, FILE_1, CONTENT);
	loaded(&s);
	assert_false(stand_has(&s, FILE_1 ".ok"));
	stand_end(&s);
}

static void a_marker_may_be_named_by_the_stem_and_for_one_feed(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_stem");
	stand_set(&s, "feed.postings", "marker", "{stem}.done");
	stand_put(&s, FILE_1, CONTENT);
	stand_put(&s, "budget_492_2026.csv", BUDGET "2026;528201003;original;9,00\n");
	stand_run(&s);
	assert_int_equal(s.res[0].waiting, 1);
	assert_string_equal(ROWS(&s, DELIVERIES), "budget_492_2026.csv|budget|loaded|1|1\n");
	stand_put(&s, "postings_492_20261031.done", "");
	stand_run(&s);
	assert_false(stand_has(&s, FILE_1));
	assert_false(stand_has(&s, "postings_492_20261031.done"));
	stand_end(&s);
}

static void what_a_marker_says_is_held_against_the_file(void **state)
{
	char hex[65];
	struct {
		const char *form;
		bool hash;
	} forms[] = { { "%s\n", true }, { "%s  " FILE_1 "\n", true }, { "SHA-256: %s", true },
		{ "%zu\n", false }, { "size = %zu", false },
		{ "<Trigger><FileName>" FILE_1
		  "</FileName><SizeInBytes>%zu</SizeInBytes></Trigger>",
		        false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct stand s;
		const char *right, *wrong;

		sha256_hex(CONTENT, strlen(CONTENT), hex);
		stand_begin(&s, "wait_claim");
		stand_set(&s, "inbox", "marker", "{name}.ok");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		right = forms[i].hash ? arena_printf(&s.a, forms[i].form, hex)
		                      : arena_printf(&s.a, forms[i].form, strlen(CONTENT));
		hex[0] = hex[0] == '0' ? '1' : '0';
		wrong = forms[i].hash ? arena_printf(&s.a, forms[i].form, hex)
		                      : arena_printf(&s.a, forms[i].form, strlen(CONTENT) + 5);
#pragma GCC diagnostic pop
		stand_put(&s, FILE_1, CONTENT);
		stand_put(&s, FILE_1 ".ok", wrong);
		stand_run(&s);
		stand_run(&s);
		assert_true(stand_has(&s, FILE_1));
		assert_true(stand_has(&s, FILE_1 ".ok"));
		assert_string_equal(ROWS(&s, "SELECT rule, consequence, record_key FROM finding"),
		        "inbox.marker|delivery|" FILE_1 "\n");
		assert_string_equal(
		        ROWS(&s, "SELECT 1 FROM finding WHERE found <> expected"), "1\n");
		stand_put(&s, FILE_1 ".ok", right);
		loaded(&s);
		stand_end(&s);
	}
}

static void a_marker_that_is_a_book_is_not_read(void **state)
{
	char big[5001];
	struct stand s;

	(void)state;
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	stand_begin(&s, "wait_big");
	stand_set(&s, "inbox", "marker", "{name}.ok");
	stand_put(&s, FILE_1, CONTENT);
	stand_put(&s, FILE_1 ".ok", big);
	stand_run(&s);
	assert_string_equal(
	        ROWS(&s, "SELECT rule, record_key FROM finding"), "inbox.marker|" FILE_1 "\n");
	stand_end(&s);
}

static void a_marker_setting_without_a_name_in_it_is_wrong(void **state)
{
	struct err e = { 0 };
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_setting");
	stand_set(&s, "inbox", "marker", "ready");
	assert_int_equal(inbox_extract(&s.c, s.res, &s.n, &e), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	assert_string_equal(e.msg, "the marker 'ready' lacks {name} or {stem}");
	stand_set(&s, "inbox", "marker", "none");
	stand_set(&s, "inbox", "settle", "maybe");
	assert_int_equal(inbox_extract(&s.c, s.res, &s.n, &e), -1);
	assert_string_equal(e.msg, "setting inbox.settle is 'maybe': expected foreign or all");
	stand_end(&s);
}

static void a_name_in_other_letters_is_said_to_be_that(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_case");
	stand_put(&s, FILE_1, CONTENT);
	stand_put(&s, "POSTINGS_492_20261031.CSV", CONTENT);
	stand_run(&s);
	assert_string_equal(ROWS(&s, DELIVERIES), FILE_1 "|postings|loaded|1|1\n");
	assert_string_equal(ROWS(&s, "SELECT rule, record_key, expected FROM finding"),
	        "inbox.case|POSTINGS_492_20261031.CSV|postings_{municipality}_{date}.csv\n");
	stand_end(&s);
}

static void a_name_shaped_like_a_personal_number_is_stored_masked(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_mask");
	stand_put(&s, "D261031.L0101011234", "x");
	stand_run(&s);
	stand_run(&s);
	assert_false(stand_has(&s, "D261031.L0101011234"));
	assert_string_equal(ROWS(&s, "SELECT name, verdict, acknowledged FROM staging_delivery"),
	        "D261031.L**********|refused|1\n");
	assert_string_equal(ROWS(&s, "SELECT record_key FROM finding"), "D261031.L**********\n");
	stand_end(&s);
}

static void a_correction_that_is_taken_back_is_asked_about(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_back");
	stand_put(&s, FILE_1, CONTENT);
	stand_run(&s);
	stand_put(&s, FILE_1, POSTINGS POSTING("B1", "2,00"));
	stand_run(&s);
	stand_put(&s, FILE_1, CONTENT);
	stand_run(&s);
	assert_string_equal(ROWS(&s, DELIVERIES),
	        FILE_1 "|postings|loaded|1|1\n" FILE_1 "|postings|loaded|2|1\n" FILE_1
	               "|postings|older||1\n");
	assert_int_equal(h_int(s.db, "SELECT amount FROM staging_posting"), 200);
	stand_end(&s);
}

/* --- between the listing and the end ------------------------------------------------ */

static void a_file_that_is_gone_or_other_is_not_removed(void **state)
{
	struct archived a;
	struct err e = { 0 };
	struct stand s;

	(void)state;
	stand_begin(&s, "wait_gone");
	stand_put(&s, FILE_1, CONTENT);
	assert_int_equal(archive_take(&s.c, stand_path(&s, FILE_1), &a, &e), 1);
	assert_true(archive_is_source(&a, stand_path(&s, FILE_1)));
	/* The sender replaces it: other file, same name. */
	stand_put(&s, "new", POSTINGS POSTING("B1", "2,00"));
	assert_int_equal(rename(stand_path(&s, "new"), stand_path(&s, FILE_1)), 0);
	assert_false(archive_is_source(&a, stand_path(&s, FILE_1)));
	assert_int_equal(unlink(stand_path(&s, FILE_1)), 0);
	assert_false(archive_is_source(&a, stand_path(&s, FILE_1)));
	archive_drop(&a);
	assert_int_equal(archive_take(&s.c, stand_path(&s, FILE_1), &a, &e), 0);
	stand_end(&s);
}

static void a_file_replaced_after_it_was_stored_is_taken_too(void **state)
{
	(void)state;
#ifdef WITH_FAULTS
	for (long n = 0; n < 400; n++) {
		struct stand s;

		stand_begin(&s, "wait_replaced");
		stand_put(&s, FILE_1, CONTENT);
		if (stand_run_dying(&s, n, 0)) {
			stand_end(&s);
			return;
		}
		stand_put(&s, FILE_1, POSTINGS POSTING("B1", "2,00"));
		stand_run(&s);
		stand_run(&s);
		assert_int_equal(h_int(s.db, "SELECT sum(amount) FROM staging_posting"), 200);
		assert_false(stand_has(&s, FILE_1));
		assert_int_equal(
		        h_int(s.db, "SELECT count(*) FROM staging_delivery WHERE acknowledged = 0"),
		        0);
		stand_end(&s);
	}
	fail_msg("it did not come to the end");
#else
	skip();
#endif
}

static void a_run_that_dies_leaves_no_marker_behind(void **state)
{
	(void)state;
#ifdef WITH_FAULTS
	for (long n = 0; n < 400; n++) {
		struct stand s;
		bool whole;

		stand_begin(&s, "wait_dies");
		stand_set(&s, "inbox", "marker", "{name}.ok");
		stand_put(&s, FILE_1, CONTENT);
		stand_put(&s, FILE_1 ".ok", "");
		whole = stand_run_dying(&s, n, 0);
		loaded(&s);
		assert_false(stand_has(&s, FILE_1 ".ok"));
		assert_int_equal(h_int(s.db, "SELECT count(*) FROM staging_beside"), 1);
		stand_end(&s);
		if (whole)
			return;
	}
	fail_msg("it did not come to the end");
#else
	skip();
#endif
}

static void what_is_new_is_counted_and_what_waits_is_not(void **state)
{
	struct err e = { 0 };
	struct stand s;
	int64_t n;

	(void)state;
	stand_begin(&s, "wait_new");
	stand_put(&s, FILE_1 ".part", CONTENT);
	stand_put(&s, "postings_461_20261031.csv", CONTENT);
	stand_put(&s, "notes.txt", "x");
	h_ok(inbox_new(&s.c, &n, &e), e);
	assert_int_equal(n, 0);
	stand_put(&s, FILE_1, CONTENT);
	h_ok(inbox_new(&s.c, &n, &e), e);
	assert_int_equal(n, 1);
	stand_run(&s);
	h_ok(inbox_new(&s.c, &n, &e), e);
	assert_int_equal(n, 0);
	stand_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_says_unfinished_waits_and_is_said_after_a_day),
		cmocka_unit_test(the_endings_are_a_setting),
		cmocka_unit_test(a_file_that_is_open_for_writing_waits),
		cmocka_unit_test(where_the_system_does_not_say_a_file_must_lie_still),
		cmocka_unit_test(a_file_waits_for_its_marker),
		cmocka_unit_test(a_marker_without_its_file_is_said_after_a_day),
		cmocka_unit_test(a_marker_may_be_named_by_the_stem_and_for_one_feed),
		cmocka_unit_test(what_a_marker_says_is_held_against_the_file),
		cmocka_unit_test(a_marker_that_is_a_book_is_not_read),
		cmocka_unit_test(a_marker_setting_without_a_name_in_it_is_wrong),
		cmocka_unit_test(a_name_in_other_letters_is_said_to_be_that),
		cmocka_unit_test(a_name_shaped_like_a_personal_number_is_stored_masked),
		cmocka_unit_test(a_correction_that_is_taken_back_is_asked_about),
		cmocka_unit_test(a_file_that_is_gone_or_other_is_not_removed),
		cmocka_unit_test(a_file_replaced_after_it_was_stored_is_taken_too),
		cmocka_unit_test(a_run_that_dies_leaves_no_marker_behind),
		cmocka_unit_test(what_is_new_is_counted_and_what_waits_is_not),
	};

	return cmocka_run_group_tests_name("inbox_wait", tests, NULL, NULL);
}

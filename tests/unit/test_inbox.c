#include "tests/harness/h_inbox.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"

/* --- ---------------------------------------------------------------------- */

static void a_file_is_archived_loaded_and_then_removed(void **state)
{
	char hex[65], copy[65];
	struct err e = { 0 };
	struct stat st;
	struct stand s;
	char *path;

	(void)state;
	stand_begin(&s, "inbox");
	stand_put(&s, "postings_492_20261031.csv", POSTINGS POSTING("B1", "1,00"));
	h_ok(file_sha256(arena_printf(&s.a, "%s/inbox/postings_492_20261031.csv", s.workspace), hex,
	             &e),
	        e);
	stand_run(&s);
	assert_false(stand_has(&s, "postings_492_20261031.csv"));
	path = arena_printf(&s.a, "%s/archive/%.2s/%s", s.workspace, hex, hex);
	h_ok(file_sha256(path, copy, &e), e);
	assert_string_equal(copy, hex);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_string_equal(
	        ROWS(&s, DELIVERIES), "postings_492_20261031.csv|postings|loaded|1|1\n");
	assert_string_equal(
	        ROWS(&s, "SELECT file, feed, sha256, bytes, municipality, period, iso(produced),"
	                 " encoding, \"nothing\", rows_in, staged, rejected FROM staging_file"),
	        arena_printf(&s.a, "1|postings|%s|%zu|492||2026-10-31|utf-8|0|1|1|0\n", hex,
	                strlen(POSTINGS POSTING("B1", "1,00"))));
	assert_int_equal(s.n, 2);
	assert_string_equal(s.res[1].source, "postings");
	assert_int_equal(s.res[1].files, 1);
	stand_end(&s);
}

static void the_same_content_is_loaded_once(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	stand_put(&s, "postings_492_20261031.csv", POSTINGS POSTING("B1", "1,00"));
	stand_run(&s);
	stand_put(&s, "postings_492_20261101.csv", POSTINGS POSTING("B1", "1,00"));
	stand_run(&s);
	assert_false(stand_has(&s, "postings_492_20261101.csv"));
	assert_string_equal(ROWS(&s, DELIVERIES),
	        "postings_492_20261031.csv|postings|loaded|1|1\n"
	        "postings_492_20261101.csv|postings|duplicate|1|1\n");
	assert_int_equal(h_int(s.db, "SELECT count(*) FROM staging_posting"), 1);
	assert_string_equal(ROWS(&s, FINDINGS), "");
	stand_end(&s);
}

static void what_is_no_delivery_stays_where_it_is(void **state)
{
	static const char *const left[] = { ".hidden", "a.tmp", "b.part", "c.filepart",
		"postings_461_20261031.csv", "postings_492_20261331.csv",
		"underretning 010110-1234.pdf" };
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	for (size_t i = 0; i < COUNT_OF(left); i++)
		stand_put(&s, left[i], "x");
	assert_int_equal(
	        mkdir(arena_printf(&s.a, "%s/inbox/portal_492_20261031.csv", s.workspace), 0700),
	        0);
	assert_int_equal(symlink("/etc/passwd",
	                         arena_printf(&s.a, "%s/inbox/budget_492_2026.csv", s.workspace)),
	        0);
	assert_int_equal(
	        mkfifo(arena_printf(&s.a, "%s/inbox/facilities_492_20261031.csv", s.workspace),
	                0600),
	        0);
	stand_run(&s);
	stand_run(&s);
	for (size_t i = 0; i < COUNT_OF(left); i++)
		assert_true(stand_has(&s, left[i]));
	assert_string_equal(ROWS(&s, DELIVERIES), "");
	assert_string_equal(ROWS(&s, FINDINGS),
	        "extract:inbox|inbox.special|delivery|budget_492_2026.csv|||\n"
	        "extract:inbox|inbox.special|delivery|facilities_492_20261031.csv|||\n"
	        "extract:inbox|inbox.special|delivery|portal_492_20261031.csv|||\n"
	        "extract:inbox|inbox.municipality|delivery|postings_461_20261031.csv|461|492|\n"
	        "extract:inbox|inbox.unknown|delivery|postings_492_20261331.csv|||\n"
	        "extract:inbox|inbox.unknown|delivery|underretning ******-****.pdf|||\n");
	stand_end(&s);
}

static void a_snapshot_takes_the_place_of_the_one_before(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	stand_put(&s, "budget_492_2025.csv", BUDGET "2025;528201003;original;9,00\n");
	stand_put(&s, "budget_492_2026.csv",
	        BUDGET "2026;528201003;original;1,00\n2026;5;original;1,00\n");
	stand_run(&s);
	stand_put(&s, "budget_492_2026.csv", BUDGET "2026;528201003;original;2,00\n");
	stand_run(&s);
	assert_string_equal(ROWS(&s, "SELECT file, year, amount FROM staging_budget ORDER BY file"),
	        "1|2025|900\n3|2026|200\n");
	assert_string_equal(ROWS(&s, "SELECT file, replaced_by FROM staging_file ORDER BY file"),
	        "1|\n2|3\n3|\n");
	assert_string_equal(ROWS(&s, FINDINGS), "");
	assert_string_equal(ROWS(&s, "SELECT * FROM staging_raw"), "");
	stand_end(&s);
}

static void a_corrected_file_of_events_does_not_count_twice(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	stand_put(&s, "postings_492_20261031.csv",
	        POSTINGS POSTING("B1", "10,00") POSTING("B2", "2x"));
	stand_put(&s, "postings_492_20261030.csv", POSTINGS POSTING("B0", "1,00"));
	stand_run(&s);
	stand_put(&s, "postings_492_20261031.csv",
	        POSTINGS POSTING("B1", "10,00") POSTING("B2", "20,00"));
	stand_run(&s);
	assert_string_equal(
	        ROWS(&s, "SELECT voucher, amount FROM staging_posting ORDER BY voucher"),
	        "B0|100\nB1|1000\nB2|2000\n");
	assert_string_equal(ROWS(&s, "SELECT * FROM staging_raw"), "");
	assert_string_equal(ROWS(&s, FINDINGS),
	        "extract:inbox|inbox.replaced|info|postings_492_20261031.csv|||\n");
	stand_end(&s);
}

static void an_older_snapshot_is_not_loaded(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	stand_put(&s, "facilities_492_20261031.csv", FACILITIES "T1;;;ny;;;;;;;;\n");
	stand_run(&s);
	stand_put(&s, "facilities_492_20260930.csv", FACILITIES "T1;;;gammel;;;;;;;;\n");
	stand_run(&s);
	assert_string_equal(ROWS(&s, "SELECT name FROM staging_facility"), "ny\n");
	assert_string_equal(ROWS(&s, DELIVERIES),
	        "facilities_492_20261031.csv|facilities|loaded|1|1\n"
	        "facilities_492_20260930.csv|facilities|older||1\n");
	assert_string_equal(ROWS(&s, FINDINGS), "");
	stand_end(&s);
}

static void a_refused_snapshot_leaves_what_was_loaded(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	stand_put(&s, "facilities_492_20260930.csv", FACILITIES "T1;;;god;;;;;;;;\n");
	stand_run(&s);
	stand_put(&s, "facilities_492_20261031.csv", FACILITIES);
	stand_run(&s);
	assert_string_equal(ROWS(&s, "SELECT name FROM staging_facility"), "god\n");
	assert_string_equal(ROWS(&s, FINDINGS),
	        "extract:facilities|facilities.nothing|delivery|facilities_492_20261031.csv|||\n");
	/* The supplier sends the file again, mended: the finding goes. */
	stand_put(&s, "facilities_492_20261031.csv", FACILITIES "INGEN;ingen tilbud\n");
	stand_run(&s);
	assert_string_equal(ROWS(&s, "SELECT name FROM staging_facility"), "");
	assert_string_equal(ROWS(&s, FINDINGS), "");
	assert_string_equal(
	        ROWS(&s, "SELECT verdict FROM staging_delivery"), "loaded\nrefused\nloaded\n");
	assert_int_equal(h_int(s.db, "SELECT \"nothing\" FROM staging_file WHERE file = 2"), 1);
	stand_end(&s);
}

static void a_refused_file_is_looked_at_again_when_the_map_is_mended(void **state)
{
	static const char map[] = "column = account : Konto X\n";
	static const char file[] =
	        "Bogføringsdato;Bilag;Konto "
	        "X;Art;Debet/Kredit;Beløb;CPR;Sagsnr;CVR;Tekst\n" POSTING("B1", "1,00");
	struct err e = { 0 };
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	stand_put(&s, "postings_492_20261031.csv", file);
	stand_run(&s);
	assert_string_equal(ROWS(&s, FINDINGS), "extract:postings|postings.header|delivery|"
	                                        "postings_492_20261031.csv|Konto X|Kontostreng|\n");
	h_ok(dir_make(arena_printf(&s.a, "%s/profile", s.workspace), &e), e);
	h_write(arena_printf(&s.a, "%s/profile/postings.map", s.workspace), map, strlen(map));
	stand_put(&s, "postings_492_20261031.csv", file);
	stand_run(&s);
	assert_string_equal(ROWS(&s, FINDINGS), "");
	assert_int_equal(h_int(s.db, "SELECT count(*) FROM staging_posting"), 1);
	stand_end(&s);
}

static void a_later_day_count_takes_the_place_of_an_earlier(void **state)
{
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	stand_put(&s, "portal_492_20261030.csv", PORTAL "29-10-2026;1\n30-10-2026;2\n");
	stand_put(&s, "portal_492_20261031.csv", PORTAL "30-10-2026;3\n31-10-2026;4\n");
	stand_run(&s);
	stand_put(&s, "portal_492_20261029.csv", PORTAL "28-10-2026;5\n30-10-2026;9\n");
	stand_run(&s);
	assert_string_equal(ROWS(&s, "SELECT iso(received_on), notifications FROM staging_portal"
	                             " ORDER BY 1"),
	        "2026-10-28|5\n2026-10-29|1\n2026-10-30|3\n2026-10-31|4\n");
	assert_string_equal(ROWS(&s, FINDINGS),
	        "extract:portal|portal.received_on.unique|record|"
	        "portal_492_20261029.csv|30-10-2026|højst én række med denne værdi|3\n");
	stand_end(&s);
}

static void one_broken_file_does_not_stop_the_others(void **state)
{
	struct err e = { 0 };
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	h_exec(s.db, "DROP TABLE staging_facility");
	stand_put(&s, "facilities_492_20261031.csv", FACILITIES "T1;;;;;;;;;;;\n");
	stand_put(&s, "postings_492_20261031.csv", POSTINGS POSTING("B1", "1,00"));
	assert_int_equal(inbox_extract(&s.c, s.res, &s.n, &e), -1);
	assert_string_equal(e.msg, "file 'facilities_492_20261031.csv': staging_facility:"
	                           " no such table: main.staging_facility");
	assert_true(stand_has(&s, "facilities_492_20261031.csv"));
	assert_string_equal(
	        ROWS(&s, DELIVERIES), "postings_492_20261031.csv|postings|loaded|1|1\n");
	stand_end(&s);
}

static void a_missing_inbox_says_so(void **state)
{
	struct err e = { 0 };
	struct stand s;

	(void)state;
	stand_begin(&s, "inbox");
	assert_int_equal(rmdir(arena_printf(&s.a, "%s/inbox", s.workspace)), 0);
	assert_int_equal(inbox_extract(&s.c, s.res, &s.n, &e), -1);
	assert_int_equal(e.code, ERR_NOINPUT);
	assert_string_equal(e.msg,
	        arena_printf(&s.a, "could not open the inbox '%s/inbox': No such file or directory",
	                s.workspace));
	stand_end(&s);
}

/* --- dying in between ----------------------------------------------------- */

static void mixed_deliveries(struct stand *s)
{
	stand_put(s, "budget_492_2026.csv",
	        BUDGET "2026;528201003;original;1,00\n2026;5;original;1,00\n");
	stand_put(s, "facilities_492_20260930.csv", FACILITIES "T1;;;gammel;;;;;;;;\n");
	stand_put(s, "facilities_492_20261031.csv", FACILITIES "T1;;;ny;;;;;;;;\n");
	stand_put(s, "portal_492_20261031.csv", PORTAL "31-10-2026;4\n31-10-2026;5\n");
	stand_put(
	        s, "postings_492_20261030.csv", POSTINGS POSTING("B1", "1,00") POSTING("B2", "x"));
	stand_put(s, "postings_492_20261031.csv", POSTINGS POSTING("B3", "1,00"));
	stand_put(s, "postings_492_20261101.csv", POSTINGS POSTING("B3", "1,00"));
	stand_put(s, "postings_492_20261102.csv", "forkert\n");
	stand_put(s, "unknown.csv", "x");
}

/* Everything that a later stage or a person can see. */
static char *whole_state(struct stand *s)
{
	static const char *const sql[] = {
		"SELECT * FROM staging_file ORDER BY file",
		"SELECT delivery, name, feed, verdict, file, acknowledged FROM staging_delivery "
		"ORDER BY 1",
		"SELECT * FROM staging_posting ORDER BY 1",
		"SELECT * FROM staging_budget",
		"SELECT * FROM staging_facility",
		"SELECT * FROM staging_portal ORDER BY 1, 2",
		"SELECT * FROM staging_raw",
		"SELECT stage, rule, record_key, file, line, found FROM finding ORDER BY 1, 2, 3, "
		"4, 5",
		"PRAGMA integrity_check",
	};
	struct buf b CLEANUP(buf_done);

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < COUNT_OF(sql); i++)
		buf_printf(&b, "%s--\n", ROWS(s, sql[i]));
	stand_list(&b, arena_printf(&s->a, "%s/inbox", s->workspace));
	stand_list(&b, arena_printf(&s->a, "%s/archive", s->workspace));
	return arena_strdup(&s->a, b.data);
}

static char *expected_state(void)
{
	struct stand s;
	char *want;

	stand_begin(&s, "inbox-whole");
	mixed_deliveries(&s);
	stand_run(&s);
	want = strdup(whole_state(&s));
	stand_end(&s);
	return want;
}

/* Dies once at the given point, then runs to the end; true when it did die. */
static bool dies_and_recovers(const char *want, long crash, unsigned usec)
{
	struct stand s;
	bool whole;

	stand_begin(&s, "inbox-crash");
	mixed_deliveries(&s);
	whole = stand_run_dying(&s, crash, usec);
	stand_run(&s);
	assert_string_equal(whole_state(&s), want);
	stand_end(&s);
	return !whole;
}

static void a_run_that_is_killed_comes_to_the_same_end(void **state)
{
	char *want = expected_state();
	int died = 0;

	(void)state;
	for (unsigned usec = 300; usec < 40000; usec += usec / 8)
		died += dies_and_recovers(want, -1, usec);
	assert_true(died > 0);
	free(want);
}

static void a_run_that_dies_at_any_fault_point_comes_to_the_same_end(void **state)
{
	(void)state;
#ifdef WITH_FAULTS
	char *want = expected_state();
	long n = 0;

	while (dies_and_recovers(want, n, 0))
		n++;
	assert_true(n > 50);
	free(want);
#else
	skip();
#endif
}

#ifdef WITH_FAULTS
/* What was read, whatever the order in which the files came to be loaded. */
static char *content(struct stand *s)
{
	static const char *const sql[] = {
		"SELECT line, byte, booked, account, amount, voucher FROM staging_posting ORDER BY "
		"voucher",
		"SELECT line, year, account, version, amount FROM staging_budget ORDER BY 1",
		"SELECT facility_id, name FROM staging_facility ORDER BY 1",
		"SELECT received_on, notifications FROM staging_portal ORDER BY 1",
		"SELECT line, raw FROM staging_raw ORDER BY 1, 2",
		"SELECT rule, record_key, line, found FROM finding ORDER BY 1, 2, 3, 4",
		"SELECT name, count(*), min(acknowledged) FROM staging_delivery GROUP BY 1 ORDER "
		"BY 1",
	};
	struct buf b CLEANUP(buf_done);

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < COUNT_OF(sql); i++)
		buf_printf(&b, "%s--\n", ROWS(s, sql[i]));
	stand_list(&b, arena_printf(&s->a, "%s/inbox", s->workspace));
	stand_list(&b, arena_printf(&s->a, "%s/archive", s->workspace));
	return arena_strdup(&s->a, b.data);
}
#endif

static void a_run_that_fails_at_any_fault_point_can_be_run_again(void **state)
{
	(void)state;
#ifdef WITH_FAULTS
	char *want = NULL;
	bool fired = true;

	for (long n = -1; fired; n++) {
		struct err e = { 0 };
		struct stand s;
		int rc;

		stand_begin(&s, "inbox-fault");
		mixed_deliveries(&s);
		fault_arm(n);
		rc = inbox_extract(&s.c, s.res, &s.n, &e);
		fired = n < 0 || fault_fired();
		fault_arm(-1);
		assert_int_equal(rc, n >= 0 && fired ? -1 : 0);
		stand_run(&s);
		want = want ? want : strdup(content(&s));
		assert_string_equal(content(&s), want);
		stand_end(&s);
	}
	free(want);
#else
	skip();
#endif
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_archived_loaded_and_then_removed),
		cmocka_unit_test(the_same_content_is_loaded_once),
		cmocka_unit_test(what_is_no_delivery_stays_where_it_is),
		cmocka_unit_test(a_snapshot_takes_the_place_of_the_one_before),
		cmocka_unit_test(a_corrected_file_of_events_does_not_count_twice),
		cmocka_unit_test(an_older_snapshot_is_not_loaded),
		cmocka_unit_test(a_refused_snapshot_leaves_what_was_loaded),
		cmocka_unit_test(a_refused_file_is_looked_at_again_when_the_map_is_mended),
		cmocka_unit_test(a_later_day_count_takes_the_place_of_an_earlier),
		cmocka_unit_test(one_broken_file_does_not_stop_the_others),
		cmocka_unit_test(a_missing_inbox_says_so),
		cmocka_unit_test(a_run_that_is_killed_comes_to_the_same_end),
		cmocka_unit_test(a_run_that_dies_at_any_fault_point_comes_to_the_same_end),
		cmocka_unit_test(a_run_that_fails_at_any_fault_point_can_be_run_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

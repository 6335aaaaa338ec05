/* Reports of tables: their files; what is approved, and what changes afterwards. */
#include "tests/harness/h.h"

#include "common/file.h"
#include "common/text.h"
#include "report/approval.h"
#include "transform/approval.h"
#include "transform/codelist.h"
#include "transform/tables.h"

static struct arena arena;

static struct conf *settings(const char *name, const char *value)
{
	struct conf *conf = conf_new(&arena);
	struct err e = { 0 };

	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	h_ok(conf_set(conf, "population", "2025.0-18", "48", "test", &e), e);
	if (name)
		h_ok(conf_set(conf, "approval", name, value, "test", &e), e);
	h_ok(conf_finish(conf, &e), e);
	return conf;
}

static sqlite3 *mart(struct ctx *x, const char *folder)
{
	sqlite3 *db = h_mart();
	struct err e = { 0 };
	size_t n;
	char *facts = h_read("fixtures/golden/approval-facts.sql", &n);

	h_ok(codelist_load(db, &e), e);
	h_ctx(x, db, &arena, folder);
	x->conf = settings(NULL, NULL);
	x->lang = "da";
	x->now = 1793520000;
	assert_non_null(facts);
	h_exec(db, facts);
	h_step(x, "transform/facts/145_fact_notified.sql");
	free(facts);
	return db;
}

static struct report_result make(struct ctx *x)
{
	struct report_result r;
	struct tables_made made;
	struct err e = { 0 };

	h_ok(tables_make(x, "approval-und", 2025, &made, &e), e);
	h_ok(approval_write(x, "approval-und", "2025", &r, &e), e);
	h_ok(tables_shown(x, "approval-und", 2025, &e), e);
	return r;
}

/* What a transform does to tables that were made. */
static void forget(sqlite3 *db)
{
	h_exec(db, "DELETE FROM agg_table; DELETE FROM agg_table_code; DELETE FROM agg_table_dim;"
	           "DELETE FROM agg_table_share; DELETE FROM agg_table_year; DELETE FROM "
	           "record_table");
}

/* ---- files ---- */

static char *lines_that_count(char *csv)
{
	const char *out = "";

	for (char *line = csv; *line;) {
		size_t n = strcspn(line, "\n") + 1;

		if (n < 4 || strncmp(line + n - 4, ";0\r\n", 4) != 0)
			out = arena_printf(&arena, "%s%.*s", out, (int)n, line);
		line += n;
	}
	return arena_strdup(&arena, out);
}

static void csv_files_are_the_golden_ones(void **state)
{
	static const char *const tables[] = { "UND1", "UND2", "UND3", "LABY16" };
	const char *dir = arena_strdup(&arena, h_tmp("golden"));
	struct ctx x;
	sqlite3 *db = mart(&x, dir);
	struct report_result r = make(&x);

	(void)state;
	assert_int_equal(r.files, 9);
	for (size_t i = 0; i < COUNT_OF(tables); i++) {
		size_t n;
		char *got = h_read(arena_printf(&arena, "%s/out/approval-und/2025/%s_492_2025.csv",
		                           dir, tables[i]),
		        &n);
		char *want = h_read(
		        arena_printf(&arena, "fixtures/golden/approval-und/%s.csv", tables[i]), &n);

		assert_non_null(got);
		assert_non_null(want);
		assert_string_equal(lines_that_count(got), want);
		free(got);
		free(want);
	}
	db_closep(&db);
	h_tmp_remove(dir);
}

static void the_same_facts_give_the_same_bytes(void **state)
{
	const char *dir = arena_strdup(&arena, h_tmp("bytes"));
	struct report_result r[2];
	struct ctx x;
	sqlite3 *db = mart(&x, dir);

	(void)state;
	for (int i = 0; i < 2; i++) {
		r[i] = make(&x);
		x.now += 86400;
	}
	assert_int_equal(r[0].files, r[1].files);
	for (size_t i = 0; i < r[0].files; i++)
		assert_string_equal(r[0].file[i].sha256, r[1].file[i].sha256);
	db_closep(&db);
	h_tmp_remove(dir);
}

/* A long list goes on in the next sheet, and no number of a person is in it unless told. */
static void lists_are_split_and_have_no_personal_numbers(void **state)
{
	static const struct {
		const char *name, *value, *says;
		bool pnr;
	} cases[] = {
		{ NULL, NULL, "13 rækker i dette ark af i alt 13", false },
		{ "list-rows", "5", "5 rækker i dette ark af i alt 13", false },
		{ "show-pnr", "yes", "13 rækker i dette ark af i alt 13", true },
	};
	const char *dir = arena_strdup(&arena, h_tmp("lists"));
	struct ctx x;
	sqlite3 *db = mart(&x, dir);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *shell;

		x.conf = settings(cases[i].name, cases[i].value);
		make(&x);
		shell = arena_printf(&arena,
		        "unzip -p %s/out/approval-und/2025/approval-und_492_2025.xlsx 'xl/*' > "
		        "%s/all",
		        dir, dir);
		assert_int_equal(system(shell), 0);
		assert_int_equal(
		        system(arena_printf(&arena, "grep -q '%s' %s/all", cases[i].says, dir)), 0);
		assert_int_equal(
		        system(arena_printf(&arena, "grep -q '0201154007' %s/all", dir)) == 0,
		        cases[i].pnr);
		assert_int_equal(
		        system(arena_printf(&arena, "grep -q 'Børn UND1 (3)' %s/all", dir)) == 0,
		        i == 1);
	}
	db_closep(&db);
	h_tmp_remove(dir);
}

/* ---- approval ---- */

static void only_what_was_written_can_be_approved(void **state)
{
	static const struct {
		struct approval_of of;
		const char *msg;
	} bad[] = {
		{ { "dst-l201", 2025, NULL, "Bo", NULL }, "'dst-l201' is no report of tables" },
		{ { "approval-und", 2025, NULL, "", NULL }, "who approves? --by NAME" },
		{ { "approval-und", 2025, NULL, "B\no", NULL },
		        "--by: one line of text, at most 200 bytes" },
		{ { "approval-und", 2025, "UND9", "Bo", NULL },
		        "approval-und has no UND9 of 2025" },
		{ { "approval-und", 2025, "UND2", "Bo", NULL },
		        "UND2 of 2025 is not written since the last transform: look at it first, "
		        "with "
		        "`report approval-und --period 2025`" },
	};
	struct tables_made made;
	struct err e = { 0 };
	struct approved r;
	struct ctx x;
	sqlite3 *db = mart(&x, "/tmp");

	(void)state;
	h_ok(tables_make(&x, "approval-und", 2025, &made, &e), e);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		e = (struct err){ 0 };
		assert_int_equal(approve(&x, &bad[i].of, &r, &e), -1);
		assert_string_equal(e.msg, bad[i].msg);
		assert_int_equal(e.code, ERR_USAGE);
	}
	assert_int_equal(h_int(db, "SELECT count(*) FROM ledger_approval"), 0);
	db_closep(&db);
}

static void approve_all(struct ctx *x, const char *tab, const char *by)
{
	struct approval_of of = { "approval-und", 2025, tab, by, "set 010203-1234" };
	struct err e = { 0 };
	struct approved r;

	h_ok(tables_shown(x, "approval-und", 2025, &e), e);
	h_ok(approve(x, &of, &r, &e), e);
	assert_int_equal(r.tables, tab ? 3 : 12);
}

static void remake(struct ctx *x)
{
	struct tables_made made;
	struct err e = { 0 };

	h_ok(tables_make(x, "approval-und", 2025, &made, &e), e);
}

static struct approved_check compare(struct ctx *x)
{
	struct approved_check k;
	struct err e = { 0 };

	h_ok(approved_check(x, &k, &e), e);
	return k;
}

static void a_change_of_an_approved_cell_is_found(void **state)
{
	struct approved_check k;
	struct ctx x;
	sqlite3 *db = mart(&x, "/tmp");

	(void)state;
	remake(&x);
	approve_all(&x, NULL, "Bo");
	assert_string_equal(h_rows(db, &arena,
	                            "SELECT period, tab, year, by_name, note, as_of, approved_at, "
	                            "cells FROM ledger_approval WHERE tab = 'UND2'"),
	        "2025|UND2|2023|Bo|set ******-****|2026-11-01|2026-11-01T08:00:00Z|770\n"
	        "2025|UND2|2024|Bo|set ******-****|2026-11-01|2026-11-01T08:00:00Z|770\n"
	        "2025|UND2|2025|Bo|set ******-****|2026-11-01|2026-11-01T08:00:00Z|770\n");
	forget(db);
	k = compare(&x);
	assert_int_equal(k.approvals, 12);
	assert_int_equal(k.changed, 0);
	/* The child Z, not registered, was a mistake; G's other notification is E's. */
	h_exec(db, "DELETE FROM fact_notification WHERE notification_id = '11';"
	           "UPDATE fact_notification SET citizen_id = 'E' WHERE notification_id = '10'");
	h_step(&x, "transform/facts/145_fact_notified.sql");
	forget(db);
	k = compare(&x);
	assert_int_equal(k.changed, 3);
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT record_key, found, expected, note_da FROM finding WHERE "
	                "stage = 'check:approved' AND record_key LIKE 'UND2%'"),
	        "UND2/2025|7|8|19 af 770 celler i UND2 2025 er ændret siden godkendelsen af "
	        "tallene "
	        "2026-11-01. Bag tallene: 0 børn til, 2 fra; 0 forhold til, 1 fra. Celle: godkendt "
	        "-> "
	        "nu: 492/0/00/0: 8 -> 7; 492/0/00/9: 2 -> 1; 492/0/999/0: 3 -> 2; 492/0/999/9: 2 "
	        "-> "
	        "1; 492/1/00/0: 6 -> 5; 492/1/00/D: 1 -> 0; 492/1/00/P: 1 -> 2; 492/1/00/9: 2 -> "
	        "1; "
	        "492/1/0/0: 0 -> 1; 492/1/0/P: 0 -> 1 (10/19)\n");
	/* In all 4; with one notification 9, as E has two and G has one now; with two 6. */
	assert_int_equal(h_int(db, "SELECT count(*) FROM agg_table_change WHERE tab = 'UND2'"), 19);
	db_closep(&db);
}

static void a_new_approval_takes_the_place_of_the_old(void **state)
{
	struct approved_check k;
	struct ctx x;
	sqlite3 *db = mart(&x, "/tmp");

	(void)state;
	remake(&x);
	approve_all(&x, NULL, "Bo");
	h_exec(db, "UPDATE fact_notification SET notifier = '3' WHERE notification_id = '3'");
	h_step(&x, "transform/facts/145_fact_notified.sql");
	forget(db);
	k = compare(&x);
	assert_int_equal(k.changed, 2);
	remake(&x);
	approve_all(&x, "UND1", "Eva");
	k = compare(&x);
	assert_int_equal(k.changed, 1);
	assert_string_equal(
	        h_rows(db, &arena,
	                "SELECT tab, year, by_name, replaced_by IS NULL FROM ledger_approval WHERE "
	                "tab = 'UND1' AND year = 2024 ORDER BY approval"),
	        "UND1|2024|Bo|0\nUND1|2024|Eva|1\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM ledger_approval_cell AS c JOIN "
	                           "ledger_approval AS a USING (approval) WHERE a.tab = 'UND1' AND "
	                           "a.year = 2024 AND c.d2 = '3'"),
	        4);
	db_closep(&db);
}

static int done(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_files_are_the_golden_ones),
		cmocka_unit_test(the_same_facts_give_the_same_bytes),
		cmocka_unit_test(lists_are_split_and_have_no_personal_numbers),
		cmocka_unit_test(only_what_was_written_can_be_approved),
		cmocka_unit_test(a_change_of_an_approved_cell_is_found),
		cmocka_unit_test(a_new_approval_takes_the_place_of_the_old),
	};

	return cmocka_run_group_tests_name("approval", tests, NULL, done);
}

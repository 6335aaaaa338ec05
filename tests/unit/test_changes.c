/* What changed, by kind of return: the source against what is held, on its way, or was rejected. */
#include "tests/harness/h.h"

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "report/delivery.h"
#include "report/report.h"
#include "report/content.h"

static int set_up(void **state)
{
	sqlite3 *db = h_mart();

	h_exec(db, "INSERT INTO codelist_attr (list, code, name, value) VALUES"
	           " ('selection_reason', 'AGE', 'effect', 'remove'),"
	           " ('selection_reason', 'BLOCKED', 'effect', 'keep')");
	*state = db;
	return 0;
}

static int tear_down(void **state)
{
	sqlite3_close(*state);
	return 0;
}

/* A live municipality on a day of November 2026. */
struct town {
	struct ctx x;
	struct arena a;
	char folder[FILE_PATH];
};

static void town(struct town *t, sqlite3 *db, const char *test)
{
	const char *const set[][3] = { { "municipality", "code", "492" },
		{ "dst", "contact-receipt", "k@aeroe.example" }, { "dst", "test", test } };
	struct err e = { 0 };
	struct conf *c;

	*t = (struct town){ .a = { 0 } };
	snprintf(t->folder, sizeof t->folder, "%s", h_tmp("changes"));
	h_ctx(&t->x, db, &t->a, t->folder);
	c = conf_new(&t->a);
	for (size_t i = 0; i < COUNT_OF(set); i++)
		h_ok(conf_set(c, set[i][0], set[i][1], set[i][2], "test", &e), e);
	h_ok(conf_finish(c, &e), e);
	t->x.conf = c;
}

static void done(struct town *t)
{
	h_tmp_remove(t->folder);
	arena_done(&t->a);
}

/* "A1 270 / B2 271": key, code; a third word is the reason it is not selected. */
static void source(struct town *t, const char *table, const char *rows)
{
	bool l201 = strcmp(table, "record_l201") == 0;
	const char *word[4];

	h_exec(t->x.db, arena_printf(&t->a, "DELETE FROM %s", table));
	while (*rows) {
		size_t len = strcspn(rows, "/");
		size_t n = def_words(&t->a, arena_strndup(&t->a, rows, len), word, 4);

		h_exec(t->x.db,
		        arena_printf(&t->a,
		                "INSERT INTO %s (measure_id, case_id, citizen_id, %s, code,"
		                " started, reason) VALUES ('%s', 'K', 'B', %s, '%s', 20454, %s)",
		                table, l201 ? "child_pnr, guardian_pnr" : "pnr", word[0],
		                l201 ? "'0101150001', '0202850002'" : "'0101150001'", word[1],
		                n > 2 ? arena_printf(&t->a, "'%s'", word[2]) : "NULL"));
		rows += len + (rows[len] == '/');
	}
}

static struct report_result run(struct town *t, const char *name)
{
	struct report_result r;
	struct err e = { 0 };

	h_ok(report_run(&t->x, name, "2026M10", &r, &e), e);
	return r;
}

/* Handed over; yes: accepted, no: left without an answer. */
static int64_t hand_over(struct town *t, const struct report_result *r, bool yes)
{
	struct err e = { 0 };

	assert_true(r->delivery > 0);
	h_ok(delivery_signed(t->x.db, r->delivery,
	             arena_printf(&t->a, "p%lld", (long long)r->delivery), "", 1, t->x.now, &e),
	        e);
	h_ok(delivery_handed(t->x.db, r->delivery, t->x.now, &e), e);
	if (yes) {
		h_ok(delivery_accept_all(t->x.db, r->delivery, &e), e);
		h_ok(delivery_close(t->x.db, r->delivery, NULL, t->x.now, &e), e);
	}
	return r->delivery;
}

/* The items of the newest delivery as "add A1 c: 270", without what does not vary. */
static void items(struct town *t, const char *want)
{
	assert_string_equal(
	        h_rows(t->x.db, &t->a,
	                "SELECT op || ' ' || record_key || ' ' || c.code FROM ledger_item,"
	                " (SELECT '270' AS code UNION ALL SELECT '252' UNION ALL SELECT '001'"
	                "  UNION ALL SELECT '005') AS c"
	                " WHERE instr(content, char(31) || c.code || char(31))"
	                "   AND delivery = (SELECT max(delivery) FROM ledger_delivery)"
	                " ORDER BY record_key"),
	        want);
}

#define L201 "record_l201"
#define L231 "record_l231"

static void upsert_sends_what_is_new_and_changed(void **state)
{
	struct report_result r;
	struct town t;

	town(&t, *state, "no");
	source(&t, L201, "A 270/B 270/C 270 AGE");
	r = run(&t, "dst-l201");
	assert_int_equal(r.added, 2);
	assert_int_equal(r.files, 2);
	items(&t, "add A 270\nadd B 270\n");
	hand_over(&t, &r, true);
	r = run(&t, "dst-l201");
	assert_true(r.nothing && r.same == 2 && r.delivery == 0 && !r.waits_since);
	source(&t, L201, "A 270/B 252/C 270/D 270");
	r = run(&t, "dst-l201");
	items(&t, "change B 252\nadd C 270\nadd D 270\n");
	assert_int_equal(r.records, 3);
	done(&t);
}

static void upsert_knows_no_removal(void **state)
{
	struct report_result r;
	struct town t;

	town(&t, *state, "no");
	source(&t, L201, "A 270/B 270/C 270/D 270");
	r = run(&t, "dst-l201");
	hand_over(&t, &r, true);
	source(&t, L201, "A 270/B 270 AGE/C 252 BLOCKED");
	r = run(&t, "dst-l201");
	assert_true(r.nothing && r.by_hand == 2 && r.kept == 1);
	assert_string_equal(h_rows(t.x.db, &t.a,
	                            "SELECT rule, consequence, record_key, found FROM finding"
	                            " ORDER BY record_key"),
	        "dst-l201.remove-by-hand|info|B|AGE\ndst-l201.remove-by-hand|info|D|GONE\n");
	done(&t);
}

static void operations_add_change_and_remove(void **state)
{
	struct report_result r;
	struct town t;
	size_t n;
	char *csv;

	town(&t, *state, "no");
	source(&t, L231, "A 001/B 001/C 001");
	r = run(&t, "dst-l231");
	hand_over(&t, &r, true);
	source(&t, L231, "A 005/C 001 AGE/D 001");
	h_exec(t.x.db, "UPDATE record_l231 SET origin_id = 'B' WHERE measure_id = 'D';"
	               "UPDATE record_l231 SET pnr = '0202150003' WHERE measure_id = 'A'");
	r = run(&t, "dst-l231");
	assert_int_equal(r.added * 100 + r.changed * 10 + r.removed, 112);
	items(&t, "change A 005\nremove B 001\nremove C 001\nadd D 001\n");
	csv = h_read(r.file[1].path, &n);
	assert_string_equal(strchr(csv, '\n') + 1,
	        "A;Ændring;0202150003;;;;005;2026-01-01;;;;0101150001\r\n"
	        "B;Annullering;0101150001;;;;001;2026-01-01;;;;\r\n"
	        "C;Annullering;0101150001;;;;001;2026-01-01;;;;\r\n"
	        "D;Ny;0101150001;;;;001;2026-01-01;;;B;\r\n");
	free(csv);
	done(&t);
}

static void what_waits_is_not_sent_twice_and_goes_along(void **state)
{
	struct report_result r;
	struct town t;
	int64_t one;

	town(&t, *state, "no");
	source(&t, L231, "A 001");
	r = run(&t, "dst-l231");
	one = hand_over(&t, &r, false);
	r = run(&t, "dst-l231");
	assert_true(r.nothing && r.on_way == 1 && r.waits_since);
	assert_true(file_exists(arena_printf(&t.a, "%s/out/dst-l231/2026M10", t.folder)));
	source(&t, L231, "A 001/B 001");
	r = run(&t, "dst-l231");
	items(&t, "add A 001\nadd B 001\n");
	assert_int_equal(r.replaces, one);
	assert_int_equal(r.of_day, 1);
	assert_string_equal(r.file[0].name, "P_492_L231_P2026M11_V01_D20261101T000320.xml");
	/* Again before it is handed over: the same delivery. */
	assert_int_equal(run(&t, "dst-l231").delivery, r.delivery);
	/* What it was for is gone: so is the delivery; the one that was handed over stays. */
	source(&t, L231, "A 001");
	r = run(&t, "dst-l231");
	assert_true(r.nothing && r.waits_since);
	assert_int_equal(h_int(t.x.db, "SELECT count(*) FROM ledger_delivery"), 1);
	done(&t);
}

static void what_may_have_arrived_is_set_right(void **state)
{
	struct report_result r;
	struct err e = { 0 };
	struct town t;
	int64_t lost;

	town(&t, *state, "no");
	source(&t, L231, "A 001/B 001");
	r = run(&t, "dst-l231");
	hand_over(&t, &r, true);
	source(&t, L231, "A 005/B 001/C 001");
	r = run(&t, "dst-l231");
	lost = hand_over(&t, &r, false);
	source(&t, L231, "A 001/B 001");
	r = run(&t, "dst-l231");
	items(&t, "change A 001\nremove C 001\n");
	hand_over(&t, &r, true);
	r = run(&t, "dst-l231");
	assert_true(r.nothing && !r.waits_since && r.same == 2);
	h_ok(delivery_accept_all(t.x.db, lost, &e), e);
	assert_true(run(&t, "dst-l231").nothing);
	done(&t);
}

static void a_rejected_record_waits_until_it_changes(void **state)
{
	struct report_result r;
	struct err e = { 0 };
	struct town t;
	int64_t id;

	town(&t, *state, "no");
	source(&t, L231, "A 001/B 001");
	r = run(&t, "dst-l231");
	id = hand_over(&t, &r, false);
	assert_int_equal(delivery_item_answer(t.x.db, id, "A", false, &e), 1);
	h_ok(delivery_accept_all(t.x.db, id, &e), e);
	h_ok(delivery_close(t.x.db, id, NULL, t.x.now, &e), e);
	r = run(&t, "dst-l231");
	assert_true(r.nothing && r.rejected == 1 && r.same == 1);
	t.x.resend = true;
	r = run(&t, "dst-l231");
	items(&t, "add A 001\n");
	t.x.resend = false;
	source(&t, L231, "A 005/B 001");
	r = run(&t, "dst-l231");
	items(&t, "add A 005\n");
	done(&t);
}

static void a_rejected_delivery_is_made_anew(void **state)
{
	struct report_result r;
	struct err e = { 0 };
	struct town t;
	int64_t id;

	town(&t, *state, "no");
	source(&t, L231, "A 001/B 001");
	r = run(&t, "dst-l231");
	id = hand_over(&t, &r, false);
	h_ok(delivery_close(t.x.db, id, "rejected", t.x.now, &e), e);
	r = run(&t, "dst-l231");
	items(&t, "add A 001\nadd B 001\n");
	assert_int_equal(r.replaces, id);
	done(&t);
}

static void everything_can_be_sent_again(void **state)
{
	struct report_result r;
	struct town t;

	town(&t, *state, "no");
	source(&t, L231, "A 001/B 001");
	r = run(&t, "dst-l231");
	hand_over(&t, &r, true);
	source(&t, L231, "A 001/C 001");
	t.x.send_all = true;
	r = run(&t, "dst-l231");
	assert_string_equal(r.basis, "full");
	items(&t, "change A 001\nremove B 001\nadd C 001\n");
	t.x.send_all = false;
	t.x.send_initial = true;
	r = run(&t, "dst-l231");
	assert_string_equal(r.basis, "initial");
	items(&t, "add A 001\nadd C 001\n");
	hand_over(&t, &r, true);
	t.x.send_initial = false;
	assert_true(run(&t, "dst-l231").nothing);
	done(&t);
}

static void a_record_that_cannot_be_written_is_kept(void **state)
{
	struct report_result r;
	struct town t;

	town(&t, *state, "no");
	source(&t, L231, "A 001/B 001");
	r = run(&t, "dst-l231");
	hand_over(&t, &r, true);
	source(&t, L231, "A X1/B 001");
	r = run(&t, "dst-l231");
	assert_true(r.nothing && r.held == 1 && r.removed == 0);
	assert_string_equal(h_rows(t.x.db, &t.a,
	                            "SELECT record_key, since, coalesce(until, '-'),"
	                            " coalesce(reason, '-'), coalesce(rule, '-')"
	                            "  FROM ledger_selection ORDER BY 1, 2"),
	        "A|2026-11-01|-|UNFIT|dst-l231.INDSATS_KODE\nB|2026-11-01|-|-|-\n");
	done(&t);
}

static void tests_never_move_what_is_held(void **state)
{
	struct report_result r;
	struct town t;

	town(&t, *state, "yes");
	source(&t, L231, "A 001");
	r = run(&t, "dst-l231");
	assert_true(r.test);
	hand_over(&t, &r, true);
	r = run(&t, "dst-l231");
	items(&t, "add A 001\n");
	assert_int_equal(h_int(t.x.db, "SELECT count(*) FROM ledger_held"), 0);
	done(&t);
}

static void the_history_of_selection_is_kept(void **state)
{
	struct town t;

	town(&t, *state, "no");
	source(&t, L231, "A 001/B 001/C 001");
	run(&t, "dst-l231");
	t.x.as_of++;
	source(&t, L231, "A 001 AGE/C 001 AGE");
	run(&t, "dst-l231");
	source(&t, L231, "A 001 AGE/C 001"); /* the same day again */
	run(&t, "dst-l231");
	t.x.as_of++;
	source(&t, L231, "A 001/C 001");
	run(&t, "dst-l231");
	assert_string_equal(
	        h_rows(t.x.db, &t.a,
	                "SELECT record_key, substr(since, 9), coalesce(substr(until, 9),"
	                " '-'), coalesce(reason, '-') FROM ledger_selection ORDER BY 1, 2"),
	        "A|01|02|-\nA|02|03|AGE\nA|03|-|-\nB|01|02|-\nB|02|-|GONE\nC|01|-|-\n");
	done(&t);
}

/* What was sent with a layout that had the columns elsewhere, and one less. */
static void an_older_layout_is_compared_by_name(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_def *d = arena_take(&a, sizeof *d);
	struct report_row *row = arena_take(&a, sizeof *row);
	struct layout old = { "2020M01", { 1, -1, 0 }, NULL };
	struct content c;

	(void)state;
	d->columns = 3;
	d->column[2].role = COLUMN_OP;
	row->cell[0] = (struct cell){ "x", 1, false, "" };
	row->cell[1] = (struct cell){ "", 0, true, "" };
	content_split("op\x1fx", 4, &c);
	assert_true(content_same(d, row, &c, &old));
	row->cell[1] = (struct cell){ "new", 3, false, "" };
	assert_false(content_same(d, row, &c, &old));
	content_row(d, &c, &old, row);
	assert_int_equal(row->cell[0].n, 1);
	assert_true(row->cell[1].missing && row->cell[2].missing);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(upsert_sends_what_is_new_and_changed),
		TEST(upsert_knows_no_removal),
		TEST(operations_add_change_and_remove),
		TEST(what_waits_is_not_sent_twice_and_goes_along),
		TEST(what_may_have_arrived_is_set_right),
		TEST(a_rejected_record_waits_until_it_changes),
		TEST(a_rejected_delivery_is_made_anew),
		TEST(everything_can_be_sent_again),
		TEST(a_record_that_cannot_be_written_is_kept),
		TEST(tests_never_move_what_is_held),
		TEST(the_history_of_selection_is_kept),
		TEST(an_older_layout_is_compared_by_name),
	};

	return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}

/* Jumps against the last deliveries, by type and all together, and days on which too much begins.
 */
#include "tests/harness/h.h"

#include "report/tally.h"

struct town {
	struct arena a;
	sqlite3 *db;
	struct ctx x;
	struct report_def def;
	struct tally t;
	struct report_row row;
};

static void open_town(struct town *w, const char *setting)
{
	struct conf *c;
	struct period p;
	struct err e = { 0 };

	*w = (struct town){ 0 };
	w->db = h_mart();
	h_ctx(&w->x, w->db, &w->a, "/nowhere");
	c = conf_new(&w->a);
	h_ok(conf_set(c, "municipality", "code", "492", "test", &e), e);
	if (setting)
		h_ok(conf_set(c, "ledger", "jump-factor", setting, "test", &e), e);
	h_ok(conf_finish(c, &e), e);
	w->x.conf = c;
	h_ok(report_def_find("dst-l201", "2026M10", &w->a, &w->def, &p, &e), e);
}

static void close_town(struct town *w)
{
	sqlite3_close(w->db);
	arena_done(&w->a);
}

/* A delivery that was handed over, with so many new records of a code. */
static void delivered(struct town *w, const char *code, int n)
{
	h_exec(w->db,
	        arena_printf(&w->a,
	                "INSERT INTO ledger_delivery (report, period, as_of, definition, basis, "
	                "test,"
	                " added, state, handed_at) VALUES ('dst-l201', '2026M10', '2026-11-01',"
	                " '%s', 'changes', 0, %d, 'handed over', '2026-11-01T03:00:00Z');"
	                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
	                "%d)"
	                " INSERT INTO ledger_item (delivery, record_key, op, content) SELECT"
	                " last_insert_rowid(), 'M' || i, 'add', 'p' || char(31) || 'g' || char(31) "
	                "||"
	                " 'M' || i || char(31) || '%s' || char(31) || '2026-01-02' || char(31) "
	                "FROM n",
	                w->def.from, n, n, code));
}

static void begin(struct town *w)
{
	struct err e = { 0 };

	h_ok(tally_open(&w->t, &w->x, &w->def, &e), e);
}

static void add(struct town *w, const char *code, const char *day, int n)
{
	w->row.cell[w->def.type_of] = (struct cell){ .s = code, .n = strlen(code) };
	w->row.cell[w->def.start_of] = (struct cell){ .s = day, .n = strlen(day) };
	while (n--)
		tally_add(&w->t, OP_ADD, &w->row);
}

static char *findings(struct town *w)
{
	struct err e = { 0 };

	tally_end(&w->t);
	h_ok(tally_findings(&w->t, &e), e);
	return h_rows(w->db, &w->a,
	        "SELECT rule, record_key, field, found, expected FROM finding ORDER BY finding");
}

static void test_jump_of_a_type(void **state)
{
	struct town w;

	(void)state;
	open_town(&w, NULL);
	for (int i = 0; i < 5; i++)
		delivered(&w, i % 2 ? "415" : "425", 20);
	begin(&w);
	assert_int_equal(w.t.had, 5);
	add(&w, "415", "2026-01-02", 10);
	add(&w, "425", "2026-01-03", 10);
	add(&w, "435", "2026-01-04", 20);
	assert_string_equal(findings(&w),
	        "dst-l201.jump|435|add|20|median 0 af 5 leverancer\n"
	        "dst-l201.mass-start|2026-01-04|ForanstaltningStartDato|20 af 40|under 50 %\n");
	/* 20 of each in turn: the middle of 20 0 20 0 20 */
	assert_int_equal(w.t.type[0].median[OP_ADD], 20);
	assert_string_equal(w.t.type[2].type, "425");
	assert_int_equal(w.t.type[2].median[OP_ADD], 20);
	close_town(&w);
}

static void test_fewer_than_usual(void **state)
{
	struct town w;

	(void)state;
	open_town(&w, "4");
	for (int i = 0; i < 13; i++)
		delivered(&w, "415", 24 + i % 2);
	begin(&w);
	assert_int_equal(w.t.had, 12);
	add(&w, "415", "2026-01-02", 6);
	assert_string_equal(findings(&w), "dst-l201.jump||add|6|median 25 af 12 leverancer\n"
	                                  "dst-l201.jump|415|add|6|median 25 af 12 leverancer\n");
	close_town(&w);
}

/* The first deliveries have nothing to be compared with; few records are never a jump. */
static void test_no_judgement(void **state)
{
	struct town w;

	(void)state;
	open_town(&w, NULL);
	delivered(&w, "415", 1);
	delivered(&w, "415", 1);
	begin(&w);
	add(&w, "415", "2026-01-02", 10);
	add(&w, "425", "2026-01-03", 500);
	assert_string_equal(findings(&w),
	        "dst-l201.mass-start|2026-01-03|ForanstaltningStartDato|500 af 510|under 50 %\n");
	delivered(&w, "415", 1);
	begin(&w);
	add(&w, "415", "2026-01-02", 19);
	assert_int_equal(h_int(w.db, "SELECT count(*) FROM finding"), 1);
	h_exec(w.db, "DELETE FROM finding");
	assert_string_equal(findings(&w), "");
	close_town(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jump_of_a_type),
		cmocka_unit_test(test_fewer_than_usual),
		cmocka_unit_test(test_no_judgement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

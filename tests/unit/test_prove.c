/* The proof finds each kind of difference, and finds none where there is none. */
#include "tests/harness/h.h"

#include "report/prove.h"
#include "transform/codelist.h"

/* Ten records, all selected, all accepted in delivery 1; only the booked selection and the record
 * table of dst-l201 are needed. */
static const char begin_sql[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)"
        " INSERT INTO record_l201 (measure_id, child_pnr, guardian_pnr, code, started)"
        " SELECT printf('M%02d', i), '0202126270', '0000000000', '415', 20000 + i FROM n;"
        "INSERT INTO ledger_selection (report, record_key, since) SELECT 'dst-l201', measure_id,"
        " '2026-11-01' FROM record_l201;"
        "INSERT INTO ledger_delivery (delivery, report, period, as_of, definition, basis, test,"
        " state, outcome) VALUES (1, 'dst-l201', '2026M10', '2026-11-01', '2018M01', 'changes', 0,"
        " 'processed', 'accepted');"
        "INSERT INTO ledger_item (delivery, record_key, op, content, outcome) SELECT 1, measure_id,"
        " 'add', child_pnr || char(31) || guardian_pnr || char(31) || measure_id || char(31) || "
        "code"
        " || char(31) || iso(started) || char(31), 'accepted' FROM record_l201;"
        "INSERT INTO ledger_held SELECT 'dst-l201', record_key, 1 FROM ledger_item;";

struct town {
	struct arena a;
	sqlite3 *db;
	struct ctx x;
	struct proof proof;
};

static void prove(struct town *t)
{
	struct err e = { 0 };

	h_ok(prove_run(&t->x, "dst-l201", NULL, NULL, &t->proof, &e), e);
}

static void open_town(struct town *t)
{
	struct err e = { 0 };

	*t = (struct town){ 0 };
	t->db = h_mart();
	h_ok(codelist_load(t->db, &e), e);
	h_ctx(&t->x, t->db, &t->a, "/nowhere");
	h_exec(t->db, begin_sql);
	prove(t);
	assert_int_equal(t->proof.equal, 10);
	assert_int_equal(t->proof.compared, 10);
	assert_int_equal(proof_sum(&t->proof, true) + proof_sum(&t->proof, false), 0);
}

static void close_town(struct town *t)
{
	sqlite3_close(t->db);
	arena_done(&t->a);
}

#define SEND(state, answer, outcome, op, code)                                                     \
	"INSERT INTO ledger_delivery (delivery, report, period, as_of, definition, basis, test,"   \
	" state, outcome) VALUES (2, 'dst-l201', '2026M10', '2026-11-02', '2018M01', 'changes', "  \
	"0, '" state "', " answer                                                                  \
	"); INSERT INTO ledger_item (delivery, record_key, op, content, outcome)"                  \
	" SELECT 2, record_key, '" op "', replace(content, '415', '" code "'), " outcome           \
	" FROM ledger_item WHERE record_key = 'M03';"

#define CHANGED "UPDATE record_l201 SET code = '425' WHERE measure_id = 'M03';"
#define NOT_SELECTED(reason)                                                                       \
	"UPDATE record_l201 SET reason = '" reason "' WHERE measure_id = 'M03';"                   \
	"UPDATE ledger_selection SET reason = '" reason "' WHERE record_key = 'M03';"

static const struct {
	const char *sql;
	enum proof_kind kind;
} differences[] = {
	{ CHANGED, PROOF_DIFFERENT },
	{ CHANGED SEND("signed", "NULL", "NULL", "change", "425"), PROOF_READY },
	{ CHANGED SEND("handed over", "NULL", "NULL", "change", "425"), PROOF_WAITS },
	{ CHANGED SEND("handed over", "NULL", "NULL", "change", "435"), PROOF_DIFFERENT },
	{ CHANGED SEND("unknown", "NULL", "NULL", "change", "425"), PROOF_UNKNOWN },
	{ CHANGED SEND("processed", "'partly'", "'rejected'", "change", "425"), PROOF_REJECTED },
	{ CHANGED SEND("processed", "'partly'", "'rejected'", "change", "435"), PROOF_DIFFERENT },
	{ CHANGED SEND("processed", "'rejected'", "NULL", "change", "425"), PROOF_REFUSED },
	{ SEND("processed", "'accepted'", "'accepted'", "change", "425"), PROOF_BASELINE },
	{ NOT_SELECTED("BLOCKED"), PROOF_HELD_BACK },
	{ NOT_SELECTED("NO_CASE"), PROOF_HELD_BACK },
	{ "UPDATE record_l201 SET reason = 'AGE' WHERE measure_id = 'M03'", PROOF_SELECTION },
	{ "DELETE FROM ledger_selection WHERE record_key = 'M03'", PROOF_SELECTION },
	{ "DELETE FROM ledger_selection WHERE record_key = 'M03'", PROOF_SUM },
	{ "UPDATE record_l201 SET child_pnr = '' WHERE measure_id = 'M03'", PROOF_HELD_BACK },
	{ "DELETE FROM ledger_held WHERE record_key = 'M03'", PROOF_BASELINE },
	{ "UPDATE ledger_held SET delivery = 7 WHERE record_key = 'M03'", PROOF_BASELINE },
	{ "INSERT INTO ledger_held VALUES ('dst-l201', 'M99', 1)", PROOF_BASELINE },
	{ "UPDATE ledger_item SET outcome = NULL WHERE record_key = 'M03';"
	  " DELETE FROM ledger_held WHERE record_key = 'M03'",
	        PROOF_UNSENT },
	{ "INSERT INTO record_l201 (measure_id, child_pnr, guardian_pnr, code, started) VALUES"
	  " ('M11', '0202126270', '0000000000', '415', 20000); INSERT INTO ledger_selection "
	  "(report,"
	  " record_key, since) VALUES ('dst-l201', 'M11', '2026-11-01')",
	        PROOF_UNSENT },
};

static void test_each_difference_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(differences); i++) {
		struct town t;

		open_town(&t);
		h_exec(t.db, differences[i].sql);
		prove(&t);
		if (t.proof.count[differences[i].kind] != 1)
			fail_msg("%zu: %s not found: %s", i, proof_words[differences[i].kind].id,
			        differences[i].sql);
		close_town(&t);
	}
}

/* What goes away is removed by the receiver's own means, by hand where it has none. */
static void test_removal(void **state)
{
	struct town t;
	int64_t removed;

	(void)state;
	open_town(&t);
	h_exec(t.db, NOT_SELECTED("AGE"));
	prove(&t);
	removed = t.proof.count[PROOF_BY_HAND] + t.proof.count[PROOF_EXTRA];
	assert_int_equal(removed, 1);
	h_exec(t.db, SEND("processed", "'accepted'", "'accepted'", "remove",
	                     "415") "DELETE FROM ledger_held WHERE record_key = 'M03'");
	prove(&t);
	assert_int_equal(proof_sum(&t.proof, true) + proof_sum(&t.proof, false), 0);
	assert_int_equal(t.proof.kept, 1);
	assert_int_equal(t.proof.held, 9);
	close_town(&t);
}

/* A test delivery proves nothing, and an accepted initial load begins anew. */
static void test_tests_and_beginnings(void **state)
{
	struct town t;

	(void)state;
	open_town(&t);
	h_exec(t.db, "UPDATE ledger_delivery SET test = 1; DELETE FROM ledger_held");
	prove(&t);
	assert_true(t.proof.only_tests);
	assert_int_equal(t.proof.count[PROOF_UNSENT], 10);
	h_exec(t.db, "UPDATE ledger_delivery SET test = 0; INSERT INTO ledger_delivery (delivery,"
	             " report, period, as_of, definition, basis, test, state, outcome) VALUES (2,"
	             " 'dst-l201', '2026M10', '2026-11-02', '2018M01', 'initial', 0, 'processed',"
	             " 'accepted')");
	prove(&t);
	assert_false(t.proof.only_tests);
	assert_int_equal(t.proof.held, 0);
	assert_int_equal(t.proof.count[PROOF_BASELINE], 0);
	close_town(&t);
}

static void test_lost_rows(void **state)
{
	struct err e = { 0 };
	struct town t;

	(void)state;
	open_town(&t);
	h_exec(t.db,
	        "INSERT INTO staging_measure (file, measure_id) VALUES (1, 'M03'), (1, 'lost')");
	h_ok(prove_staging(&t.x, NULL, NULL, &t.proof, &e), e);
	assert_int_equal(t.proof.source, 2);
	assert_int_equal(t.proof.count[PROOF_LOST], 1);
	assert_int_equal(prove_run(&t.x, "kpi-ledelse", NULL, NULL, &t.proof, &e), -1);
	assert_int_equal(e.code, ERR_USAGE);
	close_town(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_difference_is_found),
		cmocka_unit_test(test_removal),
		cmocka_unit_test(test_tests_and_beginnings),
		cmocka_unit_test(test_lost_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

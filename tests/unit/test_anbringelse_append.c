/* Corrections of dst-anbringelser night by night: nothing is overwritten, each report names the one
 * it corrects. */
#include "tests/harness/h.h"

#include "report/delivery.h"
#include "report/report.h"
#include "transform/transform.h"

struct town {
	struct ctx x;
	struct arena a;
	sqlite3 *db;
	struct report_result r;
};

static void town(struct town *t)
{
	static const char *const set[][3] = { { "municipality", "code", "492" },
		{ "dst", "contact-receipt", "k@aeroe.example" }, { "dst", "test", "no" } };
	struct err e = { 0 };
	struct conf *c;

	*t = (struct town){ .db = h_mart() };
	h_ctx(&t->x, t->db, &t->a, arena_strdup(&t->a, h_tmp("append")));
	c = conf_new(&t->a);
	for (size_t i = 0; i < COUNT_OF(set); i++)
		h_ok(conf_set(c, set[i][0], set[i][1], set[i][2], "test", &e), e);
	h_stopping_rules(c);
	h_ok(conf_finish(c, &e), e);
	t->x.conf = c;
	h_exec(t->db,
	        "INSERT INTO staging_citizen (file, line, citizen_id, pnr, unborn, protected)"
	        " VALUES (1, 1, 'A', '0201154007', '0', '0');"
	        "INSERT INTO staging_case_file (file, line, case_id, citizen_id, opened_on, "
	        "acting_municipality) VALUES (1, 1, 'K', 'A', '2016-01-01', '492');"
	        "INSERT INTO staging_decision (file, line, decision_id, case_id, decided_on, "
	        "basis_code, suspended, executed) VALUES (1, 1, 'D', 'K', '2026-10-01', '2', '0', "
	        "'0');"
	        "INSERT INTO staging_placement_event (file, line, event_id, placement_id, case_id, "
	        "event_code, decision_id, decided_on, effect_on, basis_code, place_type) VALUES"
	        " (1, 1, 'E1', 'P', 'K', '0.2', 'D', '2026-10-01', NULL, '2', NULL)");
}

static void done(struct town *t)
{
	h_tmp_remove(t->x.workspace);
	db_closep(&t->db);
	arena_done(&t->a);
}

/* A night: what became of the source, and what is sent; "" nothing. accept: the receipt came. */
static void night(struct town *t, const char *change, bool accept, const char *want)
{
	struct transform_result made = { 0 };
	struct err e = { 0 };
	char *csv = NULL, *line, *end;
	const char *got = "";
	size_t n;

	h_exec(t->db, change);
	h_ok(transform_run(&t->x, &made, &e), e);
	h_ok(report_run(&t->x, "dst-anbringelser", "2026M10", &t->r, &e), e);
	for (size_t i = 0; i < t->r.files; i++)
		if (strcmp(t->r.file[i].format, "csv") == 0)
			csv = h_read(t->r.file[i].path, &n);
	for (line = csv ? strchr(csv, '\n') + 1 : NULL; line && *line; line = end + 1) {
		char *semicolon = line;

		end = strchr(line, '\n');
		for (int i = 0; i < 3; i++)
			semicolon = strchr(semicolon, ';') + 1;
		got = arena_printf(&t->a, "%s%.*s ", got, (int)(semicolon - line - 1), line);
	}
	free(csv);
	assert_string_equal(got, want);
	if (!*want)
		return;
	h_ok(delivery_signed(t->db, t->r.delivery,
	             arena_printf(&t->a, "p%lld", (long long)t->r.delivery), "", 1, t->x.now, &e),
	        e);
	h_ok(delivery_handed(t->db, t->r.delivery, t->x.now, &e), e);
	if (!accept)
		return;
	h_ok(delivery_accept_all(t->db, t->r.delivery, &e), e);
	h_ok(delivery_close(t->db, t->r.delivery, NULL, t->x.now, &e), e);
}

#define APPEAL(outcome, suspended, executed)                                                       \
	"UPDATE staging_decision SET appealed_on = '2026-10-05', appeal_outcome = " outcome        \
	", suspended = '" suspended "', executed = '" executed "'"

static void a_decision_that_is_overturned_no_longer_holds(void **state)
{
	struct town t;

	(void)state;
	town(&t);
	night(&t, "", true, "E1;Ny; ");
	night(&t, "", true, "");
	night(&t, APPEAL("NULL", "1", "0"), true, ""); /* suspended: it stays as it is */
	night(&t, APPEAL("'annulled'", "1", "0"), true, "E1~2;Bortfald;E1 ");
	night(&t, "", true, "");
	night(&t, APPEAL("'upheld'", "1", "1"), true, "E1~3;Ny; ");
	done(&t);
}

static void both_executed_decisions_are_reported(void **state)
{
	struct town t;

	(void)state;
	town(&t);
	night(&t, APPEAL("NULL", "0", "1"), true, "E1;Ny; ");
	night(&t,
	        APPEAL("'changed'", "0", "1") ";"
	                                      "INSERT INTO staging_placement_event (file, line, "
	                                      "event_id, placement_id, case_id, "
	                                      "event_code, decided_on, basis_code) VALUES (1, 2, "
	                                      "'E2', 'P', 'K', '0.2', "
	                                      "'2026-10-20', '1')",
	        true, "E2;Ny; ");
	done(&t);
}

static void a_correction_names_the_report_it_corrects(void **state)
{
	static const char basis[] = "UPDATE staging_placement_event SET basis_code = '%s'";
	struct town t;

	(void)state;
	town(&t);
	night(&t, "", true, "E1;Ny; ");
	night(&t, arena_printf(&t.a, basis, "1"), true, "E1~2;Rettelse;E1 ");
	/* unanswered: the receiver may have it, so the next corrects that one */
	night(&t, arena_printf(&t.a, basis, "3"), false, "E1~3;Rettelse;E1~2 ");
	night(&t, "", false, "");
	night(&t, arena_printf(&t.a, basis, "9"), true, "E1~4;Rettelse;E1~3 ");
	night(&t, "UPDATE staging_placement_event SET deleted_at = '2026-10-30T00:00:00'", true,
	        "E1~5;Bortfald;E1~4 ");
	night(&t, "", true, "");
	done(&t);
}

static void the_case_is_given_away_and_the_change_taken_back(void **state)
{
	struct town t;

	(void)state;
	town(&t);
	night(&t,
	        "INSERT INTO staging_placement_event (file, line, event_id, placement_id, case_id, "
	        "event_code, effect_on, basis_code, place_type) VALUES (1, 2, 'E2', 'P', 'K', '0', "
	        "'2026-10-02', '2', '01')",
	        true, "E1;Ny; E2;Ny; ");
	night(&t,
	        "INSERT INTO staging_municipality_change (file, line, case_id, role, from_code, "
	        "to_code, changed_on) VALUES (1, 1, 'K', 'acting', '492', '461', '2026-10-20')",
	        true, "P/5.5/2026-10-20;Ny; ");
	night(&t, "UPDATE staging_municipality_change SET changed_on = '2026-10-25'", true,
	        "P/5.5/2026-10-20~2;Bortfald;P/5.5/2026-10-20 P/5.5/2026-10-25;Ny; ");
	night(&t, "UPDATE staging_municipality_change SET deleted_at = '2026-10-30T00:00:00'", true,
	        "P/5.5/2026-10-25~2;Bortfald;P/5.5/2026-10-25 ");
	done(&t);
}

/* The case store has events with the very ids that we would make. */
static void ids_of_the_source_are_not_ours(void **state)
{
	struct town t;

	(void)state;
	town(&t);
	night(&t,
	        "UPDATE staging_decision SET executed = '1';"
	        "INSERT INTO staging_placement_event (file, line, event_id, placement_id, case_id, "
	        "event_code, effect_on, basis_code, place_type, deleted_at) VALUES"
	        " (1, 2, 'E1~2', 'P', 'K', '0', '2026-10-02', '2', '01', NULL),"
	        " (1, 3, 'P/5.5/2026-10-20', 'P', 'K', '3', '2026-10-03', '2', '01', NULL),"
	        " (1, 4, 'P/5.5/2026-10-20/1', 'P', 'K', '3', '2026-10-03', '2', '01', "
	        "'2026-10-04'),"
	        " (1, 5, 'P/2025-12-31', 'P', 'K', '3', '2026-10-04', '2', '01', NULL)",
	        true, "E1;Ny; E1~2~1;Ny; P/2025-12-31;Ny; P/5.5/2026-10-20;Ny; ");
	night(&t,
	        "UPDATE staging_placement_event SET basis_code = '3' WHERE event_id IN ('E1', "
	        "'E1~2');"
	        "INSERT INTO staging_municipality_change (file, line, case_id, role, from_code, "
	        "to_code, changed_on) VALUES (1, 1, 'K', 'acting', '492', '461', '2026-10-20')",
	        true, "E1~2;Rettelse;E1 E1~2~2;Rettelse;E1~2~1 P/5.5/2026-10-20/2;Ny; ");
	assert_string_equal(h_rows(t.db, &t.a,
	                            "SELECT record_key FROM record_ast_anbringelse"
	                            " WHERE record_key LIKE 'P/2%' ORDER BY 1"),
	        "P/2025-12-31\nP/2025-12-31/1\n");
	done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_decision_that_is_overturned_no_longer_holds),
		cmocka_unit_test(both_executed_decisions_are_reported),
		cmocka_unit_test(a_correction_names_the_report_it_corrects),
		cmocka_unit_test(the_case_is_given_away_and_the_change_taken_back),
		cmocka_unit_test(ids_of_the_source_are_not_ours),
	};

	return cmocka_run_group_tests_name("anbringelse_append", tests, NULL, NULL);
}

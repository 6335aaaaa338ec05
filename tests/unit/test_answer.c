/* Answers that stick: away while the values are the same, back when one changes or the day comes.
 */
#include "tests/harness/h.h"

#include "common/finding_reach.h"
#include "transform/answer.h"
#include "transform/answer_values.h"
#include "transform/rule.h"

enum { DAY = 20758 }; /* 2026-11-01 */

struct town {
	sqlite3 *db;
	struct arena arena;
	struct ctx c;
};

static void town_open(struct town *t)
{
	*t = (struct town){ .db = h_mart() };
	h_ctx(&t->c, t->db, &t->arena, "/tmp");
	h_exec(t->db,
	        "INSERT INTO staging_citizen (file, citizen_id, pnr, unborn) VALUES"
	        " (1, 'B1', '0201154001', '0');"
	        "INSERT INTO staging_case_file (file, case_id, citizen_id, opened_on, closed_on)"
	        " VALUES (1, 'S1', 'B1', '2020-01-01', NULL);"
	        "INSERT INTO staging_notification (file, notification_id, case_id, citizen_id,"
	        " received_at, closed_on) VALUES (1, 'N1', 'S1', 'B1', '2026-09-01T10:00:00',"
	        " '2026-09-05');"
	        "INSERT INTO staging_examination (file, examination_id, case_id, kind, aware_on,"
	        " started_on) VALUES (1, 'X1', 'S1', 'boernefaglig', '2026-01-01', '2026-01-02'),"
	        " (1, 'X2', 'S1', 'boernefaglig', '2026-02-01', '2026-02-02')");
}

static void town_close(struct town *t)
{
	db_closep(&t->db);
	arena_done(&t->arena);
}

/* A night: the rules, their findings over time, the answers. */
static struct answer_counts night(struct town *t, int32_t as_of)
{
	static const char *const used[] = { "D04", "E01", "C07" };
	struct rules all, some = { .arena = &t->arena };
	struct answer_counts n;
	struct rule_counts counts;
	struct finding_life life;
	struct err e = { 0 };

	t->c.as_of = as_of;
	h_ok(rules_load(&t->arena, &all, &e), e);
	some.rows = arena_take(&t->arena, all.n * sizeof *some.rows);
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < COUNT_OF(used); k++)
			if (strcmp(all.rows[i].id, used[k]) == 0)
				some.rows[some.n++] = all.rows[i];
	h_ok(answers_put_back(t->db, ANSWER_ALL, &e), e);
	h_ok(rules_run(&t->c, &some, NULL, &counts, &e), e);
	h_ok(finding_settle(&t->c, "transform", &life, &e), e);
	h_ok(answers_apply(&t->c, ANSWER_ALL, &n, &e), e);
	return n;
}

static int64_t key_of(struct town *t, const char *rule, const char *record)
{
	return h_int(t->db, arena_printf(&t->arena,
	                            "SELECT identity FROM finding_life WHERE rule = '%s' AND"
	                            " record_key = '%s'",
	                            rule, record));
}

static struct answer book(
        struct town *t, const char *rule, const char *record, const char *kind, int32_t until)
{
	struct answer r = { .identity = key_of(t, rule, record),
		.kind = kind,
		.reason = "set igennem i sagen",
		.by = "Ida Test",
		.until = until };
	struct err e = { 0 };

	h_ok(answers_book(&t->c, &r, 1, &e), e);
	return r;
}

static const char *open_now(struct town *t)
{
	return h_rows(t->db, &t->arena,
	        "SELECT f.rule, f.record_key, f.consequence, b.why, b.field FROM finding AS f"
	        " LEFT JOIN finding_back AS b ON b.finding = f.finding ORDER BY 1, 2");
}

static void it_stays_away_until_a_value_changes(void **state)
{
	struct town t;

	(void)state;
	town_open(&t);
	night(&t, DAY);
	assert_string_equal(open_now(&t), "C07|X2|answer||\nD04|N1|record||\nE01|X1|answer||\n"
	                                  "E01|X2|answer||\n");
	assert_int_equal(book(&t, "E01", "X1", "correct", 0).verdict, ANSWER_BOOKED);
	assert_int_equal(book(&t, "C07", "X2", "rule_wrong", 0).verdict, ANSWER_BOOKED);
	assert_string_equal(open_now(&t), "D04|N1|record||\nE01|X2|answer||\n");
	assert_int_equal(night(&t, DAY + 1).answered, 2);
	assert_int_equal(night(&t, DAY + 1).answered, 2);
	assert_string_equal(open_now(&t), "D04|N1|record||\nE01|X2|answer||\n");
	/* X1 clashes with X2's finding, and E01 of X1 reads aware_on. */
	h_exec(t.db, "UPDATE staging_examination SET aware_on = '2026-01-05'"
	             " WHERE examination_id = 'X1'");
	assert_int_equal(night(&t, DAY + 2).changed, 0); /* the clash names it: another finding */
	h_exec(t.db, "UPDATE staging_examination SET aware_on = '2026-01-01', provisional_on ="
	             " '2026-10-01' WHERE examination_id = 'X1'");
	assert_int_equal(night(&t, DAY + 3).changed, 1);
	assert_string_equal(open_now(&t),
	        "D04|N1|record||\nE01|X1|answer|changed|examination.provisional_on\n"
	        "E01|X2|answer||\n");
	h_exec(t.db,
	        "UPDATE staging_examination SET started_on = '2026-01-03' WHERE examination_id = "
	        "'X1'");
	assert_int_equal(night(&t, DAY + 3).changed, 2);
	town_close(&t);
}

static void the_old_answer_stands_beside_it(void **state)
{
	struct town t;

	(void)state;
	town_open(&t);
	night(&t, DAY);
	book(&t, "E01", "X1", "correct", 0);
	h_exec(t.db, "UPDATE staging_examination SET provisional_on = '2026-10-01'");
	night(&t, DAY + 1);
	assert_string_equal(
	        h_rows(t.db, &t.arena, "SELECT back_da, answer_da, back_en FROM finding_came_back"),
	        "Kommer igen: examination.provisional_on er ændret|korrekt (2026-11-01, Ida Test):"
	        " set igennem i sagen|came back because examination.provisional_on changed\n");
	town_close(&t);
}

static void a_waits_comes_back_on_its_day(void **state)
{
	struct town t;

	(void)state;
	town_open(&t);
	night(&t, DAY);
	book(&t, "D04", "N1", "waits", DAY + 3);
	night(&t, DAY + 2);
	assert_string_equal(open_now(&t), "C07|X2|answer||\nE01|X1|answer||\nE01|X2|answer||\n");
	/* It goes on stopping its record. */
	assert_int_equal(h_int(t.db, "SELECT count(*) FROM finding_stops"), 1);
	assert_int_equal(night(&t, DAY + 3).expired, 1);
	assert_string_equal(open_now(&t), "C07|X2|answer||\nD04|N1|record|expired|\n"
	                                  "E01|X1|answer||\nE01|X2|answer||\n");
	town_close(&t);
}

static void an_override_lets_one_through_until_its_day(void **state)
{
	struct town t;

	(void)state;
	town_open(&t);
	night(&t, DAY);
	book(&t, "D04", "N1", "override", DAY + 3);
	assert_int_equal(night(&t, DAY + 3).lowered, 1);
	assert_int_equal(h_int(t.db, "SELECT count(*) FROM finding_stops"), 0);
	assert_string_equal(h_rows(t.db, &t.arena,
	                            "SELECT consequence, answer FROM finding WHERE rule = 'D04'"),
	        "info|1\n");
	assert_int_equal(night(&t, DAY + 4).expired, 1);
	assert_int_equal(h_int(t.db, "SELECT count(*) FROM finding_stops"), 1);
	town_close(&t);
}

static void findings_of_extract_are_answered_and_put_back(void **state)
{
	struct town t;
	struct err e = { 0 };

	(void)state;
	town_open(&t);
	h_exec(t.db, "INSERT INTO finding (stage, rule, consequence, entity, record_key, field,"
	             " found) VALUES ('extract:casestore', 'notification.outcome.type', 'record',"
	             " 'notification', 'N1', 'outcome', 'xx')");
	night(&t, DAY);
	h_exec(t.db, "INSERT INTO finding_life (identity, stage, rule, record_key, first_seen,"
	             " opened, first_night) SELECT ident(stage, rule, entity, record_key, field,"
	             " clash, NULL, NULL), stage, rule, record_key, 1, 1, 1 FROM finding"
	             " WHERE stage = 'extract:casestore'");
	book(&t, "notification.outcome.type", "N1", "override", DAY + 9);
	assert_string_equal(
	        h_rows(t.db, &t.arena, "SELECT consequence FROM finding WHERE stage GLOB 'e*'"),
	        "info\n");
	h_ok(answers_put_back(t.db, ANSWER_OTHERS, &e), e);
	assert_string_equal(
	        h_rows(t.db, &t.arena,
	                "SELECT consequence, answer FROM finding WHERE stage GLOB 'e*'"),
	        "record|\n");
	h_exec(t.db, "UPDATE finding SET found = 'yy' WHERE stage GLOB 'e*'");
	assert_int_equal(night(&t, DAY).changed, 1);
	town_close(&t);
}

/* What is shown of it is the same, and no number stands in the fingerprint. */
static void another_secret_that_is_wrong_too_brings_it_back(void **state)
{
	struct town t;

	(void)state;
	town_open(&t);
	h_exec(t.db, "INSERT INTO staging_citizen (file, line, citizen_id, pnr)"
	             " VALUES (1, 1, 'S1', '9912311');"
	             "INSERT INTO finding (stage, rule, consequence, entity, record_key, field,"
	             " found) VALUES ('extract:casestore', 'citizen.pnr.type', 'record',"
	             " 'citizen', 'S1', 'pnr', '*******')");
	night(&t, DAY);
	h_exec(t.db, "INSERT INTO finding_life (identity, stage, rule, record_key, first_seen,"
	             " opened, first_night) SELECT ident(stage, rule, entity, record_key, field,"
	             " clash, NULL, NULL), stage, rule, record_key, 1, 1, 1 FROM finding"
	             " WHERE stage = 'extract:casestore'");
	book(&t, "citizen.pnr.type", "S1", "override", DAY + 9);
	assert_int_equal(
	        h_int(t.db, "SELECT instr(fingerprint, '9912311') FROM finding_answer"), 0);
	assert_int_equal(night(&t, DAY).lowered, 1);
	h_exec(t.db, "UPDATE staging_citizen SET pnr = '9912312'");
	assert_int_equal(night(&t, DAY).changed, 1);
	assert_string_equal(
	        h_rows(t.db, &t.arena, "SELECT field FROM finding_back"), "citizen.pnr\n");
	town_close(&t);
}

static void the_same_twice_books_nothing(void **state)
{
	struct town t;
	struct answer r;

	(void)state;
	town_open(&t);
	night(&t, DAY);
	assert_int_equal(book(&t, "E01", "X1", "correct", 0).verdict, ANSWER_BOOKED);
	assert_int_equal(book(&t, "E01", "X1", "correct", 0).verdict, ANSWER_UNCHANGED);
	assert_int_equal(book(&t, "D04", "N1", "waits", 0).verdict, ANSWER_BOOKED);
	t.c.as_of++;
	assert_int_equal(book(&t, "D04", "N1", "waits", 0).verdict, ANSWER_UNCHANGED);
	assert_int_equal(h_int(t.db, "SELECT count(*) FROM finding_answer"), 2);
	h_exec(t.db, "UPDATE staging_examination SET provisional_on = '2026-10-01'");
	night(&t, DAY + 1);
	r = book(&t, "E01", "X1", "correct", 0);
	assert_int_equal(r.verdict, ANSWER_REFUSED);
	assert_non_null(strstr(r.why, "examination.provisional_on"));
	town_close(&t);
}

static void what_is_not_an_answer_is_refused(void **state)
{
	const struct {
		const char *rule, *record, *kind, *reason, *by;
		int32_t until;
		enum answer_column column;
	} bad[] = {
		{ "E01", "X1", "override", "fordi det er så", "I. T.", 0, ANSWER_KIND },
		{ "D04", "N1", "correct", "fordi det er så", "I. T.", 0, ANSWER_KIND },
		{ "D04", "N1", "waits", "fordi det er så", "I. T.", DAY, ANSWER_UNTIL },
		{ "D04", "N1", "waits", "fordi det er så", "I. T.", DAY + 191, ANSWER_UNTIL },
		{ "D04", "N1", "override", "fordi det er så", "I. T.", DAY - 1, ANSWER_UNTIL },
		{ "E01", "X1", "correct", "x", "I. T.", 0, ANSWER_REASON },
		{ "E01", "X1", "correct", "...", "I. T.", 0, ANSWER_REASON },
		{ "E01", "X1", "correct", "barnet 020115-4001 er rigtigt", "I. T.", 0,
		        ANSWER_REASON },
		{ "E01", "X1", "correct", "fordi det er så", "", 0, ANSWER_BY },
	};
	struct town t;

	(void)state;
	town_open(&t);
	night(&t, DAY);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct answer r = { .identity = key_of(&t, bad[i].rule, bad[i].record),
			.kind = bad[i].kind,
			.reason = bad[i].reason,
			.by = bad[i].by,
			.until = bad[i].until };
		struct err e = { 0 };

		h_ok(answers_book(&t.c, &r, 1, &e), e);
		assert_int_equal(r.verdict, ANSWER_REFUSED);
		assert_int_equal(r.column, bad[i].column);
	}
	assert_int_equal(h_int(t.db, "SELECT count(*) FROM finding_answer"), 0);
	town_close(&t);
}

static void an_answer_is_withdrawn_and_stays(void **state)
{
	struct town t;
	struct err e = { 0 };

	(void)state;
	town_open(&t);
	night(&t, DAY);
	book(&t, "E01", "X1", "correct", 0);
	h_ok(answer_withdraw(&t.c, 1, "Bo Test", NULL, &e), e);
	assert_int_equal(h_int(t.db, "SELECT count(*) FROM finding WHERE rule = 'E01'"), 2);
	assert_int_equal(answer_withdraw(&t.c, 1, "Bo Test", NULL, &e), -1);
	assert_int_equal(answer_withdraw(&t.c, 9, "Bo Test", NULL, &e), -1);
	assert_int_equal(db_exec(t.db, "DELETE FROM finding_answer", &e), -1);
	assert_int_equal(db_exec(t.db, "UPDATE finding_answer SET reason = ''", &e), -1);
	assert_int_equal(book(&t, "E01", "X1", "correct", 0).verdict, ANSWER_BOOKED);
	assert_int_equal(h_int(t.db, "SELECT count(*) FROM finding_answer"), 2);
	town_close(&t);
}

static void answered_findings_have_the_columns_of_findings(void **state)
{
	struct town t;

	(void)state;
	town_open(&t);
	assert_string_equal(h_rows(t.db, &t.arena,
	                            "SELECT name FROM pragma_table_info('finding')"
	                            " WHERE name NOT IN (SELECT name FROM"
	                            " pragma_table_info('finding_answered'))"),
	        "");
	town_close(&t);
}

static void the_value_that_differs_is_named(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	assert_null(answer_values_differ(&a, "a=1 b=2", "a=1 b=2"));
	assert_null(answer_values_differ(&a, "a=1 b=2", "b=2 c=3"));
	assert_string_equal(answer_values_differ(&a, "a=1 b=2", "a=1 b=21"), "b");
	assert_string_equal(answer_values_differ(&a, "a=12 b=2", "a=1 b=2"), "a");
	assert_null(answer_values_differ(&a, "", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_stays_away_until_a_value_changes),
		cmocka_unit_test(the_old_answer_stands_beside_it),
		cmocka_unit_test(a_waits_comes_back_on_its_day),
		cmocka_unit_test(an_override_lets_one_through_until_its_day),
		cmocka_unit_test(findings_of_extract_are_answered_and_put_back),
		cmocka_unit_test(another_secret_that_is_wrong_too_brings_it_back),
		cmocka_unit_test(the_same_twice_books_nothing),
		cmocka_unit_test(what_is_not_an_answer_is_refused),
		cmocka_unit_test(an_answer_is_withdrawn_and_stays),
		cmocka_unit_test(answered_findings_have_the_columns_of_findings),
		cmocka_unit_test(the_value_that_differs_is_named),
	};

	return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}

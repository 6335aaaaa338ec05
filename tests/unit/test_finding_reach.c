/* Whom a finding reaches, by when, and what it says. */
#include "tests/harness/h.h"

#include "common/finding_reach.h"
#include "common/finding_text.h"

static const char *const people[] = {
	"INSERT INTO staging_team (file, team_id, name) VALUES (1, 'T1', 'Syd'), (1, 'T2', 'Nord')",
	"INSERT INTO staging_caseworker (file, caseworker_id, name, initials, team_id, deleted_at)"
	" VALUES (1, 'W1', 'A', 'a', 'T1', NULL), (1, 'W2', 'B', 'b', 'T2', NULL),"
	" (1, 'W9', 'C', 'c', 'T2', '2026-01-01T00:00:00')",
	"INSERT INTO staging_case_file (file, case_id, citizen_id, opened_on, closed_on,"
	" caseworker_id, team_id) VALUES"
	" (1, 'K1', 'B1', '2020-01-01', '2021-01-01', 'W2', 'T2'),"
	" (1, 'K2', 'B1', '2024-01-01', NULL, 'W1', 'T1'),"
	" (1, 'K3', 'B1', '2022-01-01', NULL, 'W2', 'T2'),"
	" (1, 'K4', 'B2', '2022-01-01', NULL, 'W9', 'T2')",
	"INSERT INTO staging_measure (file, measure_id, caseworker_id) VALUES (1, 'M1', 'W2')",
	"INSERT INTO staging_notification (file, notification_id, assessor_id)"
	" VALUES (1, 'U1', 'W1')",
};

static void find(sqlite3 *db, const char *entity, const char *key, const char *more)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	h_exec(db, arena_printf(&a,
	                   "INSERT INTO finding (stage, rule, consequence, entity, record_key,"
	                   " case_id, citizen_id) VALUES ('transform', 'Z01', 'info', '%s', '%s', "
	                   "%s)",
	                   entity, key, more));
}

static char *reach(sqlite3 *db, struct arena *a)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct finding_life l;
	struct err e = { 0 };
	struct ctx c;

	h_ctx(&c, db, &own, "/tmp");
	c.as_of = 100;
	h_ok(finding_settle(&c, "transform", &l, &e), e);
	return h_rows(db, a,
	        "SELECT record_key, caseworker_id, team_id, due_day FROM finding ORDER BY finding");
}

static sqlite3 *mart(void)
{
	sqlite3 *db = h_mart();

	for (size_t i = 0; i < COUNT_OF(people); i++)
		h_exec(db, people[i]);
	return db;
}

static void the_case_goes_before_the_child_and_the_record(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();
	const char *first;

	(void)state;
	find(db, "placement", "of its case", "'K1', 'B1'");
	find(db, "citizen", "of the open case", "NULL, 'B1'");
	find(db, "placement", "of no known case", "'K0', 'B1'");
	find(db, "citizen", "of a worker who left", "NULL, 'B2'");
	find(db, "measure", "M1", "NULL, NULL");
	find(db, "notification", "U1", "NULL, 'B0'");
	find(db, "team", "T2", "NULL, NULL");
	find(db, "postings", "of nobody", "NULL, NULL");
	first = reach(db, &a);
	assert_string_equal(first, "of its case|W2|T2|\nof the open case|W1|T1|\n"
	                           "of no known case|W1|T1|\nof a worker who left||T2|\n"
	                           "M1|W2|T2|\nU1|W1|T1|\nT2||T2|\nof nobody|||\n");
	assert_string_equal(reach(db, &a), first);
	h_exec(db, "UPDATE staging_case_file SET caseworker_id = 'W2', team_id = 'T2'");
	assert_non_null(strstr(reach(db, &a), "of the open case|W2|T2|"));
	db_closep(&db);
}

static void a_last_day_of_the_rule_stays(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct finding_texts t;
	struct err e = { 0 };
	sqlite3 *db = mart();
	const struct finding_text *with_by = NULL;

	(void)state;
	h_ok(finding_texts_load(&a, &t, &e), e);
	assert_null(finding_text_of(&t, "Z99"));
	for (size_t i = 0; i < t.n; i++)
		with_by = t.row[i].by >= 0 ? &t.row[i] : with_by;
	find(db, "team", "told", "NULL, NULL");
	find(db, "team", "by", "NULL, NULL");
	if (with_by)
		h_exec(db, arena_printf(&a, "UPDATE finding SET rule = '%s'", with_by->rule));
	h_exec(db, "UPDATE finding SET due_day = 7 WHERE record_key = 'told'");
	assert_string_equal(reach(db, &a),
	        with_by ? arena_printf(&a, "told|||7\nby|||%lld\n", (long long)with_by->by + 100)
	                : "told|||7\nby|||\n");
	db_closep(&db);
}

static const char *said(const struct finding_said *f, const char *lang, struct buf *b)
{
	struct finding_texts none = { 0 };

	buf_reset(b);
	assert_int_equal(finding_message(&none, f, lang, b), 0);
	return b->data;
}

static void a_message_says_what_where_when_and_who(void **state)
{
	struct finding_said f = { .stage = "extract:casestore",
		.rule = "x",
		.note = "Datoen er forkert.",
		.field = "held_on",
		.found = "2026-13-01",
		.expected = "dato",
		.clash = "2026-01-01",
		.who = "sagsbehandler",
		.due = 20000,
		.has_due = true };
	struct buf b CLEANUP(buf_done) = { 0 };

	(void)state;
	buf_init(&b, 4096);
	assert_string_equal(said(&f, "da", &b),
	        "Datoen er forkert. Fundet: 2026-13-01. Forventet: dato. Over for: 2026-01-01. "
	        "Ret: posten i fagsystemet. Senest: 04-10-2024. Hvem: sagsbehandler.");
	f.found = NULL;
	f.clash = NULL;
	assert_string_equal(said(&f, "en", &b),
	        "Datoen er forkert. Found: nothing. Expected: dato. Mend: the record in the case "
	        "system. By: 2024-10-04. By whom: caseworker.");
	f.hidden = true;
	assert_null(strstr(said(&f, "da", &b), "dato."));
	assert_non_null(strstr(b.data, "beskyttet"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_case_goes_before_the_child_and_the_record),
		cmocka_unit_test(a_last_day_of_the_rule_stays),
		cmocka_unit_test(a_message_says_what_where_when_and_who),
	};

	return cmocka_run_group_tests_name("finding_reach", tests, NULL, NULL);
}

/* Which placement events are reported, on which form, and why the others are not. */
#include "tests/harness/h.h"

#include "transform/transform.h"

/* setting: "section.name=value", or "". */
static void transform(sqlite3 *db, struct arena *a, const char *setting)
{
	struct transform_result r = { 0 };
	struct conf *conf = conf_new(a);
	struct err e = { 0 };
	struct ctx c;
	char *s = arena_strdup(a, setting), *dot = strchr(s, '.'), *eq = strchr(s, '=');

	h_ctx(&c, db, a, "/tmp");
	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	if (dot && eq) {
		*eq = *dot = '\0';
		h_ok(conf_set(conf, s, dot + 1, eq + 1, "test", &e), e);
	}
	/* Placements here begin without the decision before them. */
	h_ok(conf_set(conf, "rule", "G02.consequence", "answer", "test", &e), e);
	h_stopping_rules(conf);
	h_ok(conf_finish(conf, &e), e);
	c.conf = conf;
	h_ok(transform_run(&c, &r, &e), e);
}

/* A born 2015; B turns 18 on 2026-03-01, L born 29 February the same day; U not born. */
static sqlite3 *mart(void)
{
	sqlite3 *db = h_mart();

	h_exec(db, "INSERT INTO staging_citizen (file, line, citizen_id, pnr, foreign_no, "
	           "birth_date, due_date, sex, unborn, mother_pnr, protected) VALUES"
	           " (1, 1, 'A', '0201154007', NULL, NULL, NULL, NULL, '0', NULL, '0'),"
	           " (1, 2, 'B', '0103084008', NULL, NULL, NULL, NULL, '0', NULL, '0'),"
	           " (1, 3, 'L', '2902084008', NULL, NULL, NULL, NULL, '0', NULL, '0'),"
	           " (1, 4, 'F', NULL, 'DE 1', '2016-02-29', NULL, 'K', '0', NULL, '0'),"
	           " (1, 5, 'N', NULL, NULL, '2016-02-29', NULL, 'K', '0', NULL, '0'),"
	           " (1, 6, 'U', NULL, NULL, NULL, '2026-12-24', NULL, '1', '0202900002', '0'),"
	           " (1, 7, 'M', NULL, NULL, NULL, '2026-12-24', NULL, '1', NULL, '0'),"
	           " (1, 8, 'T', '0201264007', NULL, NULL, NULL, NULL, '0', '0202900002', '0'),"
	           " (1, 9, 'G', NULL, 'DE 2', NULL, NULL, NULL, '0', NULL, '0');"
	           "INSERT INTO staging_case_file (file, line, case_id, citizen_id, opened_on, "
	           "acting_municipality) SELECT 1, line, 'K' || citizen_id, citizen_id, "
	           "'2010-01-01', '492' FROM staging_citizen");
	return db;
}

/* "id code decided effect basis place decision; …", '-' for none; all of placement P of the child.
 */
static void events(sqlite3 *db, struct arena *a, char child, const char *list)
{
	char id[16], code[8], decided[16], effect[16], basis[8], place[8], decision[8];
	int used, line = 0;

	for (; sscanf(list, "%15s %7s %15s %15s %7s %7s %7[^; ]%n", id, code, decided, effect,
	               basis, place, decision, &used) == 7;
	        list += used + (list[used] == ';'))
		h_exec(db,
		        arena_printf(a,
		                "INSERT INTO staging_placement_event (file, line, event_id, "
		                "placement_id, case_id, event_code, decided_on, effect_on, "
		                "basis_code, place_type, decision_id) VALUES (1, %d, '%s', 'P', "
		                "'K%c', '%s', nullif('%s', '-'), nullif('%s', '-'), "
		                "nullif('%s', '-'), nullif('%s', '-'), nullif('%s', '-'))",
		                ++line, id, child, code, decided, effect, basis, place, decision));
}

struct expect {
	char child;
	const char *events, *rows; /* "event form reason" by event */
};

static void judge(const struct expect *x, size_t n, const char *setting, const char *before)
{
	for (size_t i = 0; i < n; i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		sqlite3 *db = mart();

		h_exec(db, before);
		events(db, &a, x[i].child, x[i].events);
		transform(db, &a, setting);
		assert_string_equal(h_rows(db, &a,
		                            "SELECT event_id, form, reason FROM "
		                            "record_anbringelse ORDER BY event_id"),
		        x[i].rows);
		db_closep(&db);
	}
}

static void each_event_goes_on_the_form_for_the_age(void **state)
{
	static const struct expect x[] = {
		/* all of 0-17 */
		{ 'A',
		        "1 0.2 2025-01-01 - 1 - -;2 0 2025-01-01 2025-01-02 1 01 -;"
		        "3 1 2025-02-01 2025-02-02 - 12 -;4 2 2025-03-01 2025-03-01 1 - -;"
		        "5 3 - 2025-04-01 - - -;6 4 - 2025-05-01 - - -;7 6 2025-06-01 - - - -;"
		        "8 5 - 2025-07-01 - - -",
		        "1|0-17|\n2|0-17|\n3|0-17|\n4|0-17|\n5|0-17|\n6|0-17|\n7|0-17|\n8|0-17|"
		        "\n" },
		/* the re-categorisation of 2019 and 2020 is no move, and not after */
		{ 'A',
		        "1 0 - 2019-01-02 1 01 -;2 1.1 - 2019-07-01 - 21 -;3 1.1 - 2020-12-31 - 21 "
		        "-;4 1.1 - 2021-01-01 - 21 -",
		        "1|0-17|\n2|0-17|\n3|0-17|\n4|0-17|CODE\n" },
		{ 'A', "1 9 - 2019-01-02 1 01 -", "1|0-17|CODE\n" },
		/* before the collection; after the as-of day; on them */
		{ 'A',
		        "1 0 - 2017-12-31 1 01 -;2 3 - 2018-01-01 - - -;3 3 - 2026-11-01 - - -;4 3 "
		        "- 2026-11-02 - - -",
		        "1|0-17|EARLIER\n2|0-17|\n3|0-17|\n4|0-17|PERIOD\n" },
		/* what takes effect needs the day */
		{ 'A', "1 0.2 2025-01-01 - 1 - -;2 0 2025-01-01 - 1 01 -",
		        "1|0-17|\n2|0-17|NOT_IN_EFFECT\n" },
		/* the day before 18, the day, the day after */
		{ 'B',
		        "1 0 - 2020-01-01 1 01 -;2 3 - 2026-02-28 - - -;3 7.2 - 2026-03-01 1 01 -;"
		        "4 3 - 2026-03-01 - - -;5 1 - 2026-03-02 1 12 -;6 2 - 2026-03-03 1 - -;"
		        "7 5 - 2026-04-01 - - -",
		        "1|0-17|\n2|0-17|\n3|18-22|\n4|18-22|FORM\n5|18-22|\n6|18-22|FORM\n7|18-22|"
		        "\n" },
		/* ends on the birthday, not continued: of 0-17 */
		{ 'B', "1 0 - 2020-01-01 1 01 -;2 5 - 2026-03-01 - - -", "1|0-17|\n2|0-17|\n" },
		/* not continued: what comes after is held, and the end too */
		{ 'B', "1 0 - 2020-01-01 1 01 -;2 5 - 2026-03-02 - - -",
		        "1|0-17|\n2|18-22|BLOCKED\n" },
		{ 'B', "1 0 - 2020-01-01 1 01 -;2 7.2 - 2026-02-28 1 01 -;3 1 - 2026-03-01 - 12 -",
		        "1|0-17|\n2|0-17|FORM\n3|18-22|BLOCKED\n" },
		/* born 29 February: 17 on the 28th, 18 on 1 March */
		{ 'L',
		        "1 0 - 2020-01-01 1 01 -;2 4 - 2026-02-28 - - -;3 7.2 - 2026-03-01 1 01 -;"
		        "4 5 - 2026-03-01 - - -",
		        "1|0-17|\n2|0-17|\n3|18-22|\n4|18-22|\n" },
		/* re-established at 18 without an earlier placement; the decision on aftercare
		   always on 0-17; a decision and a placement of 0-17 never on 18-22 */
		{ 'B',
		        "1 7 2026-03-05 2026-03-10 1 01 -;2 6 2026-03-05 - - - -;3 0.2 2026-03-05 "
		        "- "
		        "1 - -;4 0 - 2026-03-05 1 01 -",
		        "1|18-22|\n2|0-17|\n3|18-22|FORM\n4|18-22|FORM\n" },
	};

	(void)state;
	judge(x, COUNT_OF(x), "", "");
}

/* As-of 2026-11-01: somebody who turned 23 on 2026-06-01. */
static void at_23_only_the_end_is_reported(void **state)
{
	static const struct expect x[] = {
		{ 'B',
		        "1 7.2 - 2021-06-01 1 01 -;2 1 - 2026-05-31 - 12 -;3 1 - 2026-06-01 - 12 -;"
		        "4 5 - 2026-06-02 - - -",
		        "1|18-22|\n2|18-22|\n3|18-22|AGE\n4|18-22|\n" },
	};

	(void)state;
	judge(x, COUNT_OF(x), "",
	        "UPDATE staging_citizen SET pnr = '0106034008' WHERE citizen_id = 'B'");
}

static void who_the_record_is_reported_under(void **state)
{
	static const struct {
		char child;
		const char *setting, *basis, *row;
	} cases[] = {
		{ 'A', "", "1", "nej|0201154007|||\n" },
		{ 'F', "", "1", "nej||DE 1|P|\n" },
		{ 'F', "dst-anbringelser.foreign=hold", "1", "nej||DE 1|P|FOREIGN\n" },
		{ 'N', "", "1", "nej|||P|NO_PNR\n" },
		{ 'G', "", "1", "nej||DE 2||NO_BIRTH\n" },
		{ 'U', "", "14", "ja|0202900002|||\n" },
		{ 'U', "", "15", "ja|0202900002|||\n" },
		{ 'U', "", "1", "nej||||UNBORN\n" },
		{ 'U', "dst-anbringelser.unborn=hold", "14", "nej||||UNBORN\n" },
		{ 'M', "", "14", "nej||||NO_MOTHER\n" },
		/* born 2026-01-02, the event the day before */
		{ 'T', "", "14", "ja|0202900002|||\n" },
		{ 'T', "dst-anbringelser.unborn=child", "14", "nej|0201264007|||\n" },
		{ 'T', "dst-anbringelser.unborn=hold", "14", "nej|0201264007|||\n" },
		{ 'T', "", "1", "nej|0201264007|||\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		sqlite3 *db = mart();

		events(db, &a, cases[i].child,
		        arena_printf(&a, "1 0.2 2026-01-01 - %s - -", cases[i].basis));
		transform(db, &a, cases[i].setting);
		assert_string_equal(h_rows(db, &a,
		                            "SELECT unborn, pnr, foreign_no, sex, reason FROM "
		                            "record_anbringelse"),
		        cases[i].row);
		db_closep(&db);
	}
}

/* The child is born between two events of one placement. */
static void after_the_birth_the_child_has_its_own_number(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	events(db, &a, 'T',
	        "1 0.2 2025-12-20 - 15 - -;2 0 - 2026-01-01 - 09 -;3 1 - 2026-01-02 2 01 -");
	transform(db, &a, "");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT event_id, unborn, pnr, reason FROM record_anbringelse "
	                            "ORDER BY 1"),
	        "1|ja|0202900002|\n2|ja|0202900002|\n3|nej|0201264007|\n");
	db_closep(&db);
}

static void after_an_appeal_only_what_was_executed_is_reported(void **state)
{
	static const struct {
		const char *decision; /* appealed, outcome, suspended, executed */
		const char *first;    /* what becomes of the first decision */
	} cases[] = {
		{ "NULL, NULL, '0', '0'", "" }, /* not executed yet */
		{ "NULL, NULL, '0', '1'", "" },
		{ "'2026-09-01', NULL, '0', '0'", "" },
		{ "'2026-09-01', NULL, '1', '0'", "SUSPENDED" },
		{ "'2026-09-01', NULL, '1', '1'", "" },
		{ "'2026-09-01', 'upheld', '1', '0'", "" },
		{ "'2026-09-01', 'dismissed', '0', '0'", "" },
		{ "'2026-09-01', 'withdrawn', '1', '0'", "" },
		{ "'2026-09-01', 'changed', '1', '0'", "NOT_EXECUTED" },
		{ "'2026-09-01', 'annulled', '0', '0'", "NOT_EXECUTED" },
		{ "'2026-09-01', 'remitted', '1', '0'", "NOT_EXECUTED" },
		{ "'2026-09-01', 'changed', '0', '1'", "" }, /* both are reported */
		{ "'2026-09-01', 'annulled', '0', '1'", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		sqlite3 *db = mart();

		h_exec(db, arena_printf(&a,
		                   "INSERT INTO staging_decision (file, line, decision_id, "
		                   "case_id, decided_on, basis_code, consent_code, appealed_on, "
		                   "appeal_outcome, suspended, executed) VALUES (1, 1, 'D', 'KA', "
		                   "'2026-08-01', '2', 'none', %s), (1, 2, 'D2', 'KA', "
		                   "'2026-10-01', '1', 'parents', NULL, NULL, '0', '1')",
		                   cases[i].decision));
		events(db, &a, 'A', "1 0.2 2026-08-01 - - - D;2 0.2 2026-10-01 - - - D2");
		transform(db, &a, "");
		assert_string_equal(h_rows(db, &a,
		                            "SELECT event_id, basis, consent, reason FROM "
		                            "record_anbringelse ORDER BY 1"),
		        arena_printf(&a, "1|2|none|%s\n2|1|parents|\n", cases[i].first));
		db_closep(&db);
	}
}

/* As-of 2026-11-01, 180 days after 2026-05-05. */
static void a_decision_that_is_never_executed_lapses(void **state)
{
	static const struct {
		const char *decided, *appeal, *end_reason, *reason;
	} cases[] = {
		{ "2026-05-06", "NULL, NULL", "home", "" },
		{ "2026-05-05", "NULL, NULL", "home", "" },
		{ "2026-05-04", "NULL, NULL", "home", "NOT_EXECUTED" },
		{ "2026-05-04", "'2026-05-05', 'upheld'", "home", "" },
		{ "2026-05-03", "'2026-05-04', 'upheld'", "home", "NOT_EXECUTED" },
		{ "2026-09-01", "NULL, NULL", "lapsed", "NOT_EXECUTED" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		sqlite3 *db = mart();

		h_exec(db, arena_printf(&a,
		                   "INSERT INTO staging_decision (file, line, decision_id, "
		                   "case_id, decided_on, appealed_on, appeal_outcome, suspended, "
		                   "executed) VALUES (1, 1, 'D', 'KA', '%s', %s, '0', '0')",
		                   cases[i].decided, cases[i].appeal));
		events(db, &a, 'A',
		        arena_printf(
		                &a, "1 0.2 %s - 2 - D;2 5 - 2026-10-01 - - -", cases[i].decided));
		h_exec(db, arena_printf(&a,
		                   "UPDATE staging_placement_event SET end_reason = '%s' WHERE "
		                   "event_id = '2'",
		                   cases[i].end_reason));
		transform(db, &a, "");
		assert_string_equal(
		        h_rows(db, &a,
		                "SELECT reason FROM record_anbringelse WHERE event_id = '1'"),
		        arena_printf(&a, "%s\n", cases[i].reason));
		db_closep(&db);
	}
}

/* What the decision says of itself is believed less than an event of it that took effect. */
static void an_event_that_took_effect_executed_its_decision(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	h_exec(db, "INSERT INTO staging_decision (file, line, decision_id, case_id, decided_on, "
	           "appealed_on, appeal_outcome, suspended, executed) VALUES (1, 1, 'D', 'KA', "
	           "'2025-01-01', '2025-02-01', 'changed', '0', '0')");
	events(db, &a, 'A', "1 0.2 2025-01-01 - 2 - D;2 0 - 2025-01-10 2 01 D");
	transform(db, &a, "");
	assert_string_equal(
	        h_rows(db, &a, "SELECT event_id, reason FROM record_anbringelse ORDER BY 1"),
	        "1|\n2|\n");
	db_closep(&db);
}

static void take_overs(const char *changes, char child, const char *list, const char *rows)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	h_exec(db, arena_printf(&a,
	                   "INSERT INTO staging_municipality_change (file, line, case_id, role, "
	                   "changed_on, from_code, to_code) SELECT 1, 1, 'K%c', 'acting', column1, "
	                   "column2, column3 FROM (VALUES %s)",
	                   child, changes));
	events(db, &a, child, list);
	transform(db, &a, "");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT event_id, form, code, place_type, end_reason, derived, "
	                            "reason FROM record_anbringelse ORDER BY at, event_id"),
	        rows);
	db_closep(&db);
}

static void a_take_over_is_an_event_also_where_none_is_registered(void **state)
{
	static const char given[] = "('2025-03-01', '492', '461')",
	                  taken[] = "('2025-03-01', '461', '492')",
	                  away[] = "('2025-03-01', '492', '461'), ('2025-06-01', '461', '492')";
	static const struct {
		const char *changes;
		char child;
		const char *events, *rows;
	} x[] = {
		/* given away: derived, registered, and what happens after */
		{ given, 'A', "1 0 - 2025-01-01 1 01 -;2 1 - 2025-04-01 - 12 -",
		        "1|0-17|0|01||0|\nP/5.5/2025-03-01|0-17|5.5|01|handed_over|1|\n"
		        "2|0-17|1|12||0|ACTING\n" },
		{ given, 'A', "1 0 - 2025-01-01 1 01 -;2 5.5 - 2025-03-01 - - -",
		        "1|0-17|0|01||0|\n2|0-17|5.5|||0|\n" },
		{ given, 'A', "1 0 - 2025-01-01 1 01 -;2 5.5 - 2025-02-28 - - -",
		        "1|0-17|0|01||0|\n2|0-17|5.5|||0|\n" },
		{ given, 'A', "1 0 - 2025-01-01 1 01 -;2 5.5 - 2025-03-02 - - -",
		        "1|0-17|0|01||0|\nP/5.5/2025-03-01|0-17|5.5|01|handed_over|1|\n"
		        "2|0-17|5.5|||0|ACTING\n" },
		/* home the day before, the day itself: no placement to give away; a move that day
		 */
		{ given, 'A', "1 0 - 2025-01-01 1 01 -;2 5 - 2025-02-28 - - -",
		        "1|0-17|0|01||0|\n2|0-17|5|||0|\n" },
		{ given, 'A', "1 0 - 2025-01-01 1 01 -;2 5 - 2025-03-01 - - -",
		        "1|0-17|0|01||0|\n2|0-17|5|||0|\n" },
		{ given, 'A', "1 0 - 2025-01-01 1 01 -;2 1 - 2025-03-01 - 12 -",
		        "1|0-17|0|01||0|\n2|0-17|1|12||0|ACTING\n"
		        "P/5.5/2025-03-01|0-17|5.5|01|handed_over|1|\n" },
		{ given, 'A', "1 0 - 2025-03-01 1 01 -", "1|0-17|0|01||0|ACTING\n" },
		/* taken over: the other's events are not ours, ours begin with 7.5 */
		{ taken, 'A', "1 0 - 2025-01-01 1 01 -;2 1 - 2025-04-01 - 12 -",
		        "1|0-17|0|01||0|ACTING\nP/7.5/2025-03-01|0-17|7.5|01||1|\n"
		        "2|0-17|1|12||0|\n" },
		{ taken, 'A', "1 0 - 2025-01-01 1 01 -;2 7.5 - 2025-03-01 1 01 -",
		        "1|0-17|0|01||0|ACTING\n2|0-17|7.5|01||0|\n" },
		{ taken, 'A', "1 7.5 - 2025-03-04 1 01 -", "1|0-17|7.5|01||0|\n" },
		{ taken, 'A', "1 0 - 2025-03-01 1 01 -", "1|0-17|0|01||0|\n" },
		{ taken, 'A', "1 0 - 2025-01-01 1 01 -;2 5 - 2025-03-01 - - -",
		        "1|0-17|0|01||0|ACTING\n2|0-17|5|||0|ACTING\n" },
		/* twice: away and back, and on */
		{ away, 'A',
		        "1 0 - 2025-01-01 1 01 -;2 1 - 2025-04-01 - 12 -;3 5 - 2025-07-01 - - -",
		        "1|0-17|0|01||0|\nP/5.5/2025-03-01|0-17|5.5|01|handed_over|1|\n"
		        "2|0-17|1|12||0|ACTING\nP/7.5/"
		        "2025-06-01|0-17|7.5|12||1|\n3|0-17|5|||0|\n" },
		/* at 18: the form of 18-22, also on the birthday */
		{ "('2026-04-01', '461', '492')", 'B',
		        "1 0 - 2020-01-01 1 01 -;2 7.2 - 2026-03-01 1 01 -",
		        "1|0-17|0|01||0|ACTING\n2|18-22|7.2|01||0|ACTING\n"
		        "P/7.5/2026-04-01|18-22|7.5|01||1|\n" },
		{ "('2026-04-01', '492', '461')", 'B',
		        "1 0 - 2020-01-01 1 01 -;2 7.2 - 2026-03-01 1 01 -",
		        "1|0-17|0|01||0|\n2|18-22|7.2|01||0|\n"
		        "P/5.5/2026-04-01|18-22|5.5|01|handed_over|1|\n" },
		{ "('2026-03-01', '461', '492')", 'B', "1 0 - 2020-01-01 1 01 -",
		        "1|0-17|0|01||0|ACTING\nP/7.5/2026-03-01|18-22|7.5|01||1|BLOCKED\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(x); i++)
		take_overs(x[i].changes, x[i].child, x[i].events, x[i].rows);
}

static void the_fields_are_those_of_the_event(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	events(db, &a, 'B',
	        "1 0.2 2025-01-01 - - - -;2 0 2025-01-01 2025-01-02 1 - -;3 1 2025-01-30 "
	        "2025-02-01 "
	        "- 12 -;4 5 - 2025-03-01 - - -;5 7 - 2026-03-10 1 01 -;6 5 - 2026-04-10 - - -");
	h_exec(db, "INSERT INTO staging_placement_reason (file, line, event_id, reason_code) VALUES"
	           " (1, 1, '1', 'UDSLAG10'), (1, 2, '1', 'UDSLAG9'), (1, 3, '5', 'UDSLAG1');"
	           "UPDATE staging_placement_event SET change_reason = 'planned' WHERE event_id "
	           "IN ('3', '2');"
	           "UPDATE staging_placement_event SET end_reason = 'home', moved_to = '1' WHERE "
	           "event_code = '5'");
	transform(db, &a, "");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT event_id, iso(at), iso(decided), iso(effect), "
	                            "iso(ended), basis, place_type, causes, change_reason, "
	                            "end_reason, moved_to, stays_at, iso(deadline) FROM "
	                            "record_anbringelse ORDER BY 1"),
	        "1|2025-01-01|2025-01-01|||99||UDSLAG9,UDSLAG10|||||2025-01-29\n"
	        "2|2025-01-02|2025-01-01|2025-01-02||1|99||||||2025-01-30\n"
	        "3|2025-02-01|2025-01-30|2025-02-01|||12||planned||||2025-03-01\n"
	        "4|2025-03-01|||2025-03-01|||||home|1||2025-03-29\n"
	        "5|2026-03-10||2026-03-10||1|01||||||2026-04-07\n"
	        "6|2026-04-10|||2026-04-10|||||home||1|2026-05-08\n");
	db_closep(&db);
}

static void days_late_count_to_the_first_delivery(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	events(db, &a, 'A',
	        "1 3 - 2026-10-03 - - -;2 3 - 2026-10-04 - - -;3 3 - 2026-10-05 - - -;4 3 - "
	        "2026-01-01 - - -;5 3 - 2026-01-01 - - -");
	h_exec(db, "INSERT INTO ledger_delivery (delivery, report, period, as_of, definition, "
	           "basis, test, state) VALUES"
	           " (1, 'dst-anbringelser', '2026M01', '2026-01-30', '2018M01', 'changes', 0, "
	           "'signed'), (2, 'dst-anbringelser', '2026M01', '2026-01-20', '2018M01', "
	           "'changes', 1, 'signed');"
	           "INSERT INTO ledger_item (delivery, record_key, op, content) VALUES"
	           " (1, '4', 'add', ''), (2, '5', 'add', '')");
	transform(db, &a, "");
	assert_string_equal(
	        h_rows(db, &a, "SELECT event_id, days_late FROM record_anbringelse ORDER BY 1"),
	        "1|1\n2|0\n3|0\n4|1\n5|276\n");
	db_closep(&db);
}

static void until_the_end_of_the_month_when_told_to(void **state)
{
	static const struct expect x[] = { { 'A', "1 3 - 2026-10-31 - - -;2 3 - 2026-11-01 - - -",
		"1|0-17|\n2|0-17|PERIOD\n" } };

	(void)state;
	judge(x, 1, "dst-anbringelser.until=month", "");
}

static void what_cannot_be_used_has_its_reason(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	events(db, &a, 'A',
	        "1 3 - 2025-01-01 - - -;2 3 - - - - -;3 3 - i - - -;4 3 - 2025-01-01 - - -;5 3 "
	        "2025-02-30 2025-01-01 - - -");
	h_exec(db, "UPDATE staging_placement_event SET deleted_at = '2025-01-01T00:00:00' WHERE "
	           "event_id = '1';"
	           "UPDATE staging_placement_event SET case_id = 'KX' WHERE event_id = '4';"
	           "UPDATE staging_placement_event SET decided_on = '2025-02-30' WHERE event_id = "
	           "'5'");
	transform(db, &a, "");
	assert_string_equal(
	        h_rows(db, &a, "SELECT event_id, reason FROM record_anbringelse ORDER BY 1"),
	        "1|DELETED\n2|UNREADABLE\n3|UNREADABLE\n4|NO_CASE\n5|UNREADABLE\n");
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_event_goes_on_the_form_for_the_age),
		cmocka_unit_test(at_23_only_the_end_is_reported),
		cmocka_unit_test(who_the_record_is_reported_under),
		cmocka_unit_test(after_the_birth_the_child_has_its_own_number),
		cmocka_unit_test(after_an_appeal_only_what_was_executed_is_reported),
		cmocka_unit_test(a_decision_that_is_never_executed_lapses),
		cmocka_unit_test(an_event_that_took_effect_executed_its_decision),
		cmocka_unit_test(a_take_over_is_an_event_also_where_none_is_registered),
		cmocka_unit_test(the_fields_are_those_of_the_event),
		cmocka_unit_test(days_late_count_to_the_first_delivery),
		cmocka_unit_test(until_the_end_of_the_month_when_told_to),
		cmocka_unit_test(what_cannot_be_used_has_its_reason),
	};

	return cmocka_run_group_tests_name("anbringelse", tests, NULL, NULL);
}

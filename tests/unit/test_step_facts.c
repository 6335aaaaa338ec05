#include "tests/harness/h.h"

#include "common/defs.h"
#include "transform/codelist.h"
#include "transform/finance_table.h"
#include "transform/step.h"

static sqlite3 *mart(void)
{
	struct err e = { 0 };
	sqlite3 *db = h_mart();

	h_ok(codelist_load(db, &e), e);
	h_ok(finance_tables_load(db, NULL, &e), e);
	return db;
}

static void run_to(sqlite3 *db, struct arena *a, const char *last)
{
	const struct def_file *f;
	struct err e = { 0 };
	size_t cursor = 0;
	int64_t rows;
	struct ctx c;

	h_ctx(&c, db, a, "/tmp");
	while ((f = def_next("transform/facts/", ".sql", &cursor))) {
		h_ok(step_run(&c, f, &rows, &e), e);
		if (strstr(f->path, last))
			return;
	}
	fail_msg("no step %s", last);
}

static void numbers_are_followed_to_the_one_in_force(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	/* 1 -> 2 -> 3; 4 -> 3 known by 022 only; 5 <-> 6 in a circle, 6 in force; 7 parts into 8
	 * (changed) and 9. */
	h_exec(db,
	        "INSERT INTO staging_cpr_person (pnr, pnr_current, status, sex, file, line) VALUES"
	        " ('0101154001', '0101154002', 60, 'M', 1, 1), ('0101154002', '0101154003', 60, "
	        "'M', 1, 2),"
	        " ('0101154003', NULL, 1, 'M', 1, 3), ('0101154005', '0101154006', 60, 'M', 1, 5),"
	        " ('0101154006', '0101154005', 1, 'M', 1, 6), ('0101154007', '0101154008', 60, "
	        "'M', 1, 7),"
	        " ('0101154008', NULL, 60, 'M', 1, 8), ('0101154009', NULL, 1, 'M', 1, 9);"
	        "INSERT INTO staging_cpr_former_pnr (pnr, old_pnr, file, line) VALUES"
	        " ('0101154002', '0101154001', 1, 1), ('0101154003', '0101154004', 1, 2),"
	        " ('0101154009', '0101154007', 1, 3), ('0101154003', '0101154003', 1, 4)");
	run_to(db, &a, "fact_pnr");
	assert_string_equal(
	        h_rows(db, &a, "SELECT substr(old, 10) || substr(current, 10) FROM fact_pnr"),
	        "13\n23\n43\n56\n79\n");
	db_closep(&db);
}

static void birth_sex_and_number_come_from_the_best_source(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	/* A known to CPR under a new number; B not known; C has a foreign number; D unborn; E a bad
	 * number. */
	h_exec(db,
	        "INSERT INTO staging_citizen (file, line, citizen_id, pnr, foreign_no, birth_date, "
	        "due_date, sex,"
	        " unborn, mother_pnr, protected) VALUES"
	        " (1, 1, 'A', '0201154001', NULL, NULL, NULL, 'M', '0', NULL, '0'),"
	        " (1, 2, 'B', '0201154002', NULL, '2015-01-05', NULL, 'M', '0', NULL, '1'),"
	        " (1, 3, 'C', NULL, 'DE 1', '2016-02-29', NULL, 'K', '0', NULL, '0'),"
	        " (1, 4, 'D', NULL, NULL, NULL, '2026-12-24', NULL, '1', '0201154001', '0'),"
	        " (1, 5, 'E', '3201154002', NULL, NULL, NULL, NULL, '0', NULL, '0');"
	        "INSERT INTO staging_cpr_person (pnr, pnr_current, status, sex, birth, "
	        "birth_precision, ended,"
	        " file, line) VALUES ('0201154001', '0301154004', 60, 'M', day('2015-01-02'), "
	        "'day', NULL, 1, 1),"
	        " ('0301154004', NULL, 90, 'K', day('2015-01-04'), 'day', day('2026-01-01'), 1, 2);"
	        "INSERT INTO staging_cpr_address (pnr, municipality, file, line) VALUES "
	        "('0301154004', '0492', 1, 1);"
	        "INSERT INTO staging_cpr_protection (pnr, kind, file, line) VALUES ('0301154004', "
	        "'0001', 1, 1)");
	run_to(db, &a, "fact_citizen");
	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT citizen_id, pnr, pnr_source, foreign_no, iso(birth), sex, unborn, "
	                "iso(due),"
	                " mother_pnr, protected, municipality, iso(died) FROM fact_citizen"),
	        "A|0301154004|0201154001||2015-01-04|P|0|||1|492|2026-01-01\n"
	        "B|0201154002|0201154002||2015-01-02|P|0|||1||\n"
	        "C|||DE 1|2016-02-29|P|0|||0||\n"
	        "D||||||1|2026-12-24|0301154004|0||\n"
	        "E||3201154002||||0|||0||\n");
	db_closep(&db);
}

static void the_guardian_is_found_in_a_fixed_order(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	/* A father now, mother until last year; B mother and father; C custody with the father by
	 * CPR; D a holder of custody; E the parents of CPR, the mother without a number; F nobody;
	 * G a mother whose number has changed. */
	h_exec(db,
	        "INSERT INTO staging_citizen (file, line, citizen_id, pnr, unborn, protected) "
	        "VALUES"
	        " (1, 1, 'A', '0201154001', '0', '0'), (1, 2, 'B', '0201154002', '0', '0'),"
	        " (1, 3, 'C', '0201154003', '0', '0'), (1, 4, 'D', '0201154004', '0', '0'),"
	        " (1, 5, 'E', '0201154005', '0', '0'), (1, 6, 'F', '0201154006', '0', '0'),"
	        " (1, 7, 'G', '0201154007', '0', '0');"
	        "INSERT INTO staging_relation (file, line, citizen_id, adult_pnr, kind, "
	        "valid_from, valid_to) VALUES"
	        " (1, 1, 'A', '0202800002', 'mother', '', '2025-12-31'), (1, 2, 'A', '0202800001', "
	        "'father', '', NULL),"
	        " (1, 3, 'B', '0202800001', 'father', '', NULL), (1, 4, 'B', '0202800002', "
	        "'mother', '', NULL),"
	        " (1, 5, 'C', '0000000000', 'mother', '', NULL), (1, 6, 'G', '0202800009', "
	        "'mother', '', NULL);"
	        "INSERT INTO staging_cpr_parents (pnr, mother_pnr, father_pnr, file, line) VALUES"
	        " ('0201154003', '0202800004', '0202800003', 1, 1), ('0201154004', '0202800004', "
	        "NULL, 1, 2),"
	        " ('0201154005', '0000000000', '0202800005', 1, 3), ('0201154006', NULL, NULL, 1, "
	        "4);"
	        "INSERT INTO staging_cpr_custody (pnr, kind, holder_pnr, file, line) VALUES"
	        " ('0201154003', '0004', NULL, 1, 1), ('0201154004', '0005', '0202800007', 1, 2);"
	        "INSERT INTO staging_cpr_former_pnr (pnr, old_pnr, file, line) VALUES"
	        " ('0202800008', '0202800009', 1, 1)");
	run_to(db, &a, "fact_citizen");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT citizen_id || coalesce(substr(guardian_pnr, 10), '-') "
	                            "FROM fact_citizen"),
	        "A1\nB2\nC3\nD7\nE5\nF-\nG8\n");
	db_closep(&db);
}

/* Events "code date place basis; ..." in the order staged; what comes out as "start-end place basis
 * start>end;". */
static const struct {
	const char *events, *spells, *placement;
} sequences[] = {
	{ "0.2 2025-01-01 - 1;0 2025-01-10 01 -;5 2025-06-01 - -",
	        "2025-01-10>2025-06-01 01 1 0>5;", "2025-01-01 2025-01-10>2025-06-01 0>5" },
	{ "0 2025-01-10 01 1;1 2025-03-01 12 -;2 2025-04-01 - 2", /* a place without basis,
	                                                             a basis without place
	                                                           */
	        "2025-01-10>2025-03-01 01 1 0>1;2025-03-01>2025-04-01 12 1 "
	        "1>2;2025-04-01>- 12 2 2>-;",
	        "- 2025-01-10>- 0>-" },
	{ "5 2025-06-01 - -;1 2025-03-01 12 -;0 2025-01-10 01 1", /* staged backwards */
	        "2025-01-10>2025-03-01 01 1 0>1;2025-03-01>2025-06-01 12 1 1>5;",
	        "- 2025-01-10>2025-06-01 0>5" },
	{ "0 2025-01-10 01 1;5 2025-01-10 - -", "2025-01-10>2025-01-10 01 1 0>5;", /* one day */
	        "- 2025-01-10>2025-01-10 0>5" },
	{ "0 2020-01-10 01 1;5 2025-01-10 - -;7.2 2025-01-10 - -", /* 18 years: end and
	                                                              aftercare on one day
	                                                            */
	        "2020-01-10>2025-01-10 01 1 0>5;2025-01-10>- 01 1 7.2>-;", "- 2020-01-10>- 0>-" },
	{ "0 2020-01-10 01 1;7.2 2025-01-10 06 -;5 2026-01-01 - -",
	        "2020-01-10>2025-01-10 01 1 0>7.2;2025-01-10>2026-01-01 06 1 7.2>5;",
	        "- 2020-01-10>2026-01-01 0>5" },
	{ "7.5 2025-01-10 01 1;5.5 2025-02-10 - -", "2025-01-10>2025-02-10 01 1 7.5>5.5;",
	        "- 2025-01-10>2025-02-10 7.5>5.5" },
	{ "1 2025-01-10 01 1;0 2025-02-10 12 1;5 2025-03-01 - -;1 2025-04-01 01 -;5 "
	  "2025-05-01 - -", /* impossible */
	        "2025-02-10>2025-03-01 12 1 0>5;", "- 2025-02-10>2025-03-01 0>5" },
	{ "0 2025-01-10 01 1;5 2025-03-01 - -;0 2025-05-01 12 2", /* home and back */
	        "2025-01-10>2025-03-01 01 1 0>5;2025-05-01>- 12 2 0>-;", "- 2025-01-10>- 0>-" },
	{ "0 - 01 1;5 2025-03-01 - -", "", "- -" },                    /* no day: not used */
	{ "0.2 2025-01-10 - 1;3 2025-02-01 - -", "", "2025-01-10 -" }, /* only decided */
	{ "7 2025-01-10 06 1;5 2025-01-10 - -",
	        "2025-01-10>2025-01-10 06 1 7>5;", /* one day of aftercare */
	        "- 2025-01-10>2025-01-10 7>5" },
	{ "0 2019-01-10 02 1;1.1 2019-07-01 21 -",
	        "2019-01-10>2019-07-01 02 1 0>1.1;2019-07-01>- 21 1 1.1>-;", "- 2019-01-10>- 0>-" },
	{ "0 2025-01-10 01 3;0.2 2025-02-01 - 2", /* the chair's decision, then the committee's */
	        "2025-01-10>2025-02-01 01 3 0>0.2;2025-02-01>- 01 2 0.2>-;",
	        "2025-02-01 2025-01-10>- 0>-" },
	{ "0 2025-01-10 01 1;0.2 2025-02-01 12 1;0.2 2025-03-01 12 -", /* nothing new of the basis
	                                                                */
	        "2025-01-10>- 01 1 0>-;", "2025-02-01 2025-01-10>- 0>-" },
	{ "0 2025-01-10 01 1;5 2025-03-01 - -;0 2025-05-01 - -", /* home, and back to nobody says
	                                                            where */
	        "2025-01-10>2025-03-01 01 1 0>5;2025-05-01>- - 1 0>-;", "- 2025-01-10>- 0>-" },
	{ "0 2025-01-10 01 1;5 2025-03-01 - -;0.2 2025-04-01 12 -;0 2025-05-01 - -",
	        "2025-01-10>2025-03-01 01 1 0>5;2025-05-01>- 12 1 0>-;",
	        "2025-04-01 2025-01-10>- 0>-" },
	{ "0 2025-01-10 01 1;5 2025-03-01 - -;7 2025-05-01 - -", /* aftercare at the former place */
	        "2025-01-10>2025-03-01 01 1 0>5;2025-05-01>- 01 1 7>-;", "- 2025-01-10>- 0>-" },
};

static const char *or_null(struct arena *a, const char *word)
{
	return strcmp(word, "-") == 0 ? "NULL" : arena_printf(a, "'%s'", word);
}

static void stage_events(sqlite3 *db, struct arena *a, const char *events)
{
	int nr = 0;

	for (const char *at = events; *at;) {
		size_t n = strcspn(at, ";");
		const char *word[4];

		assert_int_equal(def_words(a, arena_strndup(a, at, n), word, 4), 4);
		h_exec(db, arena_printf(a,
		                   "INSERT INTO staging_placement_event (file, line, event_id, "
		                   "placement_id,"
		                   " case_id, event_code, %s, place_type, basis_code)"
		                   " VALUES (1, %d, 'E%d', 'A', 'K', '%s', %s, %s, %s)",
		                   strcmp(word[0], "0.2") == 0 ? "decided_on" : "effect_on", nr, nr,
		                   word[0], or_null(a, word[1]), or_null(a, word[2]),
		                   or_null(a, word[3])));
		nr++;
		at += n + (at[n] == ';');
	}
}

static void spells_are_built_from_events(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sequences); i++) {
		sqlite3 *db = mart();

		stage_events(db, &a, sequences[i].events);
		run_to(db, &a, "/171_");
		assert_string_equal(
		        h_rows(db, &a,
		                "SELECT coalesce(group_concat(iso(started) || '>' || "
		                "coalesce(iso(ended), '-')"
		                " || ' ' || coalesce(place_type, '-') || ' ' || coalesce(basis, "
		                "'-') || ' ' || "
		                "start_event"
		                " || '>' || coalesce(end_event, '-') || ';', ''), '')"
		                " FROM (SELECT * FROM fact_placement_spell ORDER BY spell)"),
		        arena_printf(&a, "%s\n", sequences[i].spells));
		assert_string_equal(
		        h_rows(db, &a,
		                "SELECT coalesce(iso(decided), '-') || ' ' || "
		                "coalesce(iso(started) || '>'"
		                " || coalesce(iso(ended), '-') || ' ' || start_event || '>'"
		                " || coalesce(end_event, '-'), '-') FROM fact_placement"),
		        arena_printf(&a, "%s\n", sequences[i].placement));
		db_closep(&db);
	}
}

static void postings_find_their_case_and_the_sums_tie_out(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	/* By case; by an old number to the case open that day; on the day it closed; the day after;
	 * unknown case with a number; nothing; income by kind and by grouping. */
	h_exec(db, "INSERT INTO staging_citizen (file, line, citizen_id, pnr, unborn, protected) "
	           "VALUES"
	           " (1, 1, 'A', '0201154001', '0', '0'), (1, 2, 'B', '0201154002', '0', '0');"
	           "INSERT INTO staging_cpr_former_pnr (pnr, old_pnr, file, line) VALUES"
	           " ('0201154002', '0101154009', 1, 1);"
	           "INSERT INTO staging_case_file (file, line, case_id, citizen_id, opened_on, "
	           "closed_on) VALUES"
	           " (1, 1, 'K1', 'A', '2025-01-01', NULL), (1, 2, 'K2', 'B', '2024-01-01', "
	           "'2025-03-10'),"
	           " (1, 3, 'K3', 'B', '2025-02-01', '2025-03-31');"
	           "INSERT INTO staging_posting (posting, file, line, byte, booked, account, "
	           "function, dranst,"
	           " grouping, kind, amount, pnr, case_id) VALUES"
	           " (1, 1, 1, 0, day('2025-03-01'), '528211002', 52821, 1, '002', '520', 100, "
	           "NULL, 'K1'),"
	           " (2, 1, 2, 0, day('2025-03-31'), '528211002', 52821, 1, '002', NULL, 10, "
	           "'0201154001', 'K1'),"
	           " (3, 1, 3, 0, day('2025-03-10'), '528211002', 52821, 1, '002', '520', 1, "
	           "'0101154009', NULL),"
	           " (4, 1, 4, 0, day('2025-03-31'), '528211002', 52821, 1, '002', '520', 2, "
	           "'0201154002', 'KX'),"
	           " (5, 1, 5, 0, day('2025-04-01'), '528211002', 52821, 1, '002', '520', 4, "
	           "'0201154002', NULL),"
	           " (6, 1, 6, 0, day('2025-04-01'), '528211002', 52821, 1, '002', '520', 8, NULL, "
	           "NULL),"
	           " (7, 1, 7, 0, day('2025-03-01'), '528211002', 52821, 1, '002', '720', -5, "
	           "NULL, 'K1'),"
	           " (8, 1, 8, 0, day('2025-03-01'), '528211092', 52821, 1, '092', '520', -6, "
	           "NULL, 'K1'),"
	           " (9, 1, 9, 0, day('2025-01-15'), '528211002', 52821, 1, '002', '520', 16, "
	           "'0201154002', NULL)");
	run_to(db, &a, "fact_cost");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT case_id, citizen_id, grouping, class, month, amount, "
	                            "postings, matched FROM fact_cost"
	                            " ORDER BY 1, 2, 3, 4, 5"),
	        "||002|expense|202504|8|1|none\n"
	        "|B|002|expense|202504|4|1|none\n"
	        "K1|A|002|expense|202503|110|2|case\n"
	        "K1|A|002|income|202503|-5|1|case\n"
	        "K1|A|092|own_payment|202503|-6|1|case\n"
	        "K2|B|002|expense|202501|16|1|pnr\n"
	        "K3|B|002|expense|202503|3|2|pnr\n");
	assert_string_equal(h_rows(db, &a, "SELECT sum(amount), sum(postings) FROM fact_cost"),
	        h_rows(db, &a, "SELECT sum(amount), count(*) FROM staging_posting"));
	db_closep(&db);
}

static void what_cannot_be_read_is_left_out_and_counted(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = mart();

	(void)state;
	h_exec(db,
	        "INSERT INTO staging_measure (file, line, measure_id, case_id, kind, code, "
	        "started_on, ended_on,"
	        " deleted_at) VALUES (1, 1, 'M1', 'K', 'support', '415', '2026-01-01', NULL, NULL),"
	        " (1, 2, 'M2', 'K', 'support', '415', '2026-02-30', NULL, NULL),"
	        " (1, 3, 'M3', 'K', 'support', '415', '2026-01-01', 'x', NULL),"
	        " (1, 4, 'M4', 'K', 'support', '415', '2026-01-01', NULL, '2026-02-01T00:00:00');"
	        "INSERT INTO staging_appropriation (file, line, appropriation_id, measure_id, "
	        "granted_on, status)"
	        " VALUES (1, 1, 'P1', 'M1', '2026-01-05', 'granted'), (1, 2, 'P2', 'M1', "
	        "'2026-01-03', 'granted'),"
	        " (1, 3, 'P3', 'M1', '2025-01-03', 'expected'), (1, 4, 'P4', 'M1', 'x', "
	        "'granted')");
	run_to(db, &a, "left_out");
	assert_string_equal(h_rows(db, &a, "SELECT * FROM fact_left_out WHERE entity = 'measure'"),
	        "measure|4|1|1|2\n");
	assert_string_equal(h_rows(db, &a, "SELECT measure_id, reason FROM fact_measure_out"),
	        "M2|UNREADABLE\nM3|UNREADABLE\nM4|DELETED\n");
	assert_string_equal(h_rows(db, &a,
	                            "SELECT measure_id, iso(granted_first), iso(granted_last) FROM "
	                            "fact_measure"),
	        "M1|2026-01-03|2026-01-05\n");
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_followed_to_the_one_in_force),
		cmocka_unit_test(birth_sex_and_number_come_from_the_best_source),
		cmocka_unit_test(the_guardian_is_found_in_a_fixed_order),
		cmocka_unit_test(spells_are_built_from_events),
		cmocka_unit_test(postings_find_their_case_and_the_sums_tie_out),
		cmocka_unit_test(what_cannot_be_read_is_left_out_and_counted),
	};

	return cmocka_run_group_tests_name("step_facts", tests, NULL, NULL);
}

#include "tests/harness/h.h"

#include "transform/transform.h"

static void transform(sqlite3 *db, struct arena *a, const char *guardian)
{
	struct transform_result r = { 0 };
	struct conf *conf = conf_new(a);
	struct err e = { 0 };
	struct ctx c;

	h_ctx(&c, db, a, "/tmp");
	h_ok(conf_set(conf, "municipality", "code", "492", "test", &e), e);
	if (guardian)
		h_ok(conf_set(conf, "dst-l201", "missing-guardian", guardian, "test", &e), e);
	h_ok(conf_set(conf, "dst-l231", "sex-girl", "2", "test", &e), e);
	h_ok(conf_finish(conf, &e), e);
	c.conf = conf;
	h_ok(transform_run(&c, &r, &e), e);
}

/* Children: A born 2015 with a mother, B born 2004-06-01, C foreign, D without any number, E a
 * number that is none, F moved to another municipality. */
static const char children[] =
        "INSERT INTO staging_citizen (file, line, citizen_id, pnr, foreign_no, birth_date, sex, "
        "unborn, protected) VALUES"
        " (1, 1, 'A', '0201154007', NULL, NULL, NULL, '0', '0'),"
        " (1, 2, 'B', '0106044008', NULL, NULL, NULL, '0', '0'),"
        " (1, 3, 'C', NULL, 'DE 1', '2016-02-29', 'K', '0', '0'),"
        " (1, 4, 'D', NULL, NULL, '2016-02-29', 'K', '0', '0'),"
        " (1, 5, 'E', '3201154007', NULL, NULL, NULL, '0', '0'),"
        " (1, 6, 'F', '0301154005', NULL, NULL, NULL, '0', '0');"
        "INSERT INTO staging_relation (file, line, citizen_id, adult_pnr, kind, valid_from) VALUES"
        " (1, 1, 'A', '0202800002', 'mother', '');"
        "INSERT INTO staging_case_file (file, line, case_id, citizen_id, opened_on, target_group, "
        "acting_municipality,"
        " residence_municipality, paying_municipality, caseworker_id)"
        " SELECT 1, line, 'K' || citizen_id, citizen_id, '2010-01-01', 'both',"
        " CASE citizen_id WHEN 'F' THEN '461' ELSE '492' END, '492', '492', 'W' FROM "
        "staging_citizen;"
        "INSERT INTO staging_caseworker (file, line, caseworker_id, initials) VALUES (1, 1, 'W', "
        "'BØ');";

static void measure(sqlite3 *db, struct arena *a, const char *values)
{
	h_exec(db, arena_printf(a,
	                   "INSERT INTO staging_measure (file, line, measure_id, case_id, kind, "
	                   "code, started_on,"
	                   " ended_on, deleted_at) VALUES %s",
	                   values));
}

static void every_support_measure_is_selected_or_has_a_reason(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();

	(void)state;
	h_exec(db, children);
	measure(db, &a,
	        "(1, 1, 'M01', 'KA', 'support', '415', '2024-01-01', '2026-10-31', NULL),"
	        "(1, 2, 'M02', 'KA', 'support', '415', '2026-10-31', '2026-11-01', NULL),"
	        "(1, 3, 'M03', 'KA', 'support', '415', '2026-11-01', NULL, NULL),"
	        "(1, 4, 'M04', 'KA', 'support', '499', '2024-01-01', NULL, NULL),"
	        "(1, 5, 'M05', 'KA', 'support', '110', '2024-01-01', NULL, NULL),"
	        "(1, 6, 'M06', 'KA', 'support', '001', '2024-01-01', NULL, NULL),"
	        "(1, 7, 'M07', 'KB', 'support', '290', '2026-05-31', NULL, NULL),"
	        "(1, 8, 'M08', 'KB', 'support', '290', '2027-06-01', NULL, NULL),"
	        "(1, 9, 'M09', 'KC', 'support', '415', '2024-01-01', NULL, NULL),"
	        "(1, 10, 'M10', 'KE', 'support', '415', '2024-01-01', NULL, NULL),"
	        "(1, 11, 'M11', 'KF', 'support', '415', '2024-01-01', NULL, NULL),"
	        "(1, 12, 'M12', 'KX', 'support', '415', '2024-01-01', NULL, NULL),"
	        "(1, 13, 'M13', 'KA', 'support', '415', '2024-02-02', '2024-02-01', NULL),"
	        "(1, 14, 'M14', 'KA', 'support', '415', '2024-02-02', NULL, '2024-03-01T00:00:00'),"
	        "(1, 15, 'M15', 'KA', 'support', '415', 'i går', NULL, NULL),"
	        "(1, 16, 'M16', 'KA', NULL, '415', '2024-02-02', NULL, NULL),"
	        "(1, 17, 'M17', 'KB', 'support', '415', '2003-01-01', NULL, NULL)");
	transform(db, &a, NULL);
	assert_string_equal(h_rows(db, &a,
	                            "SELECT seq, measure_id, substr(child_pnr, 10), "
	                            "substr(guardian_pnr, 9), iso(ended),"
	                            " reason, finding_rule FROM record_l201"),
	        "1|M01|7|02|2026-10-31||\n"
	        "2|M02|7|02|||\n"
	        "3|M03|7|02||PERIOD|\n"
	        "4|M04|7|02||CODE|A07\n"
	        "5|M05|7|02||CODE|\n"
	        "6|M06|7|02||KIND|\n"
	        "7|M07|8|00|||\n"
	        "8|M08|8|00||PERIOD|\n"
	        "9|M09||00||NO_PNR|\n"
	        "10|M10||00||NO_PNR|B01\n"
	        "11|M11|5|00||ACTING|\n"
	        "12|M12||00||NO_CASE|\n"
	        "13|M13|7|02|2024-02-01|BLOCKED|C01\n"
	        "14|M14||||DELETED|\n"
	        "15|M15||||UNREADABLE|\n"
	        "16|M16|7|02||KIND|\n"
	        "17|M17|8|00|||\n");
	db_closep(&db);
}

static void a_missing_guardian_holds_a_record_only_when_told_to(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();

	(void)state;
	h_exec(db, children);
	measure(db, &a,
	        "(1, 1, 'M1', 'KA', 'support', '415', '2024-01-01', NULL, NULL),"
	        "(1, 2, 'M2', 'KB', 'support', '415', '2024-01-01', NULL, NULL)");
	transform(db, &a, NULL);
	assert_string_equal(h_rows(db, &a, "SELECT guardian_pnr, reason FROM record_l201"),
	        "0202800002|\n0000000000|\n");
	transform(db, &a, "hold");
	assert_string_equal(h_rows(db, &a, "SELECT guardian_pnr, reason FROM record_l201"),
	        "0202800002|\n0000000000|NO_GUARDIAN\n");
	db_closep(&db);
}

static void the_age_counts_on_the_day_a_measure_begins(void **state)
{
	static const struct {
		const char *kind, *code, *day, *reason;
	} cases[] = {
		{ "support", "290", "2027-05-31", "" },
		{ "support", "290", "2027-06-01", "AGE" },
		{ "disability", "001", "2022-05-31", "" },
		{ "disability", "001", "2022-06-01", "AGE" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		sqlite3 *db = h_mart();
		struct transform_result r = { 0 };
		struct err e = { 0 };
		struct ctx c;

		h_exec(db, children);
		measure(db, &a,
		        arena_printf(&a, "(1, 1, 'M', 'KB', '%s', '%s', '%s', NULL, NULL)",
		                cases[i].kind, cases[i].code, cases[i].day));
		h_ctx(&c, db, &a, "/tmp");
		c.as_of = (int32_t)h_int(db, "SELECT day('2027-07-15')");
		h_ok(transform_run(&c, &r, &e), e);
		assert_int_equal(r.measures, 1);
		assert_int_equal(r.selected, *cases[i].reason ? 0 : 1);
		assert_string_equal(h_rows(db, &a,
		                            "SELECT reason FROM record_l201 UNION ALL SELECT "
		                            "reason FROM record_l231"),
		        arena_printf(&a, "%s\n", cases[i].reason));
		db_closep(&db);
	}
}

static void disability_measures_go_by_number_or_foreign_number(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();

	(void)state;
	h_exec(db, children);
	h_exec(db, "INSERT INTO staging_cpr_former_pnr (pnr, old_pnr, file, line) VALUES"
	           " ('0401154003', '0201154007', 1, 1)");
	measure(db, &a,
	        "(1, 1, 'M1', 'KA', 'disability', '001', '2019-01-01', NULL, NULL),"
	        "(1, 2, 'M2', 'KC', 'disability', '008', '2024-01-01', '2025-01-01', NULL),"
	        "(1, 3, 'M3', 'KC', 'disability', '008', '2023-12-31', NULL, NULL),"
	        "(1, 4, 'M4', 'KD', 'disability', '001', '2024-01-01', NULL, NULL),"
	        "(1, 5, 'M5', 'KA', 'disability', '415', '2024-01-01', NULL, NULL),"
	        "(1, 6, 'M6', 'KA', 'disability', '001', '2024-01-01', NULL, "
	        "'2024-01-01T00:00:00')");
	h_exec(db, "UPDATE staging_measure SET origin_measure_id = 'M0' WHERE measure_id = 'M1'");
	transform(db, &a, NULL);
	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT seq, measure_id, case_id, citizen_id, pnr, foreign_no, sex_code, "
	                "iso(birth), code, iso(started),"
	                " iso(ended), caseworker, origin_id, reason "
	                "FROM record_l231"),
	        "1|M1|KA|A|0401154003||||001|2019-01-01||BØ|M0|\n"
	        "2|M2|KC|C||DE 1|2|2016-02-29|008|2024-01-01|2025-01-01|BØ||\n"
	        "3|M3|KC|C||DE 1|2|2016-02-29|008|2023-12-31||BØ||CODE\n"
	        "4|M4|KD|D|||||001|2024-01-01||BØ||NO_PNR\n"
	        "5|M5|KA|A|0401154003||||415|2024-01-01||BØ||KIND\n"
	        "6|M6|KA|A||||||||||DELETED\n");
	assert_int_equal(h_int(db, "SELECT count(*) FROM record_l201"), 0);
	db_closep(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_support_measure_is_selected_or_has_a_reason),
		cmocka_unit_test(a_missing_guardian_holds_a_record_only_when_told_to),
		cmocka_unit_test(the_age_counts_on_the_day_a_measure_begins),
		cmocka_unit_test(disability_measures_go_by_number_or_foreign_number),
	};

	return cmocka_run_group_tests_name("step_records", tests, NULL, NULL);
}

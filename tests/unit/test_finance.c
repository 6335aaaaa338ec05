/* What postings and budgets become: accounts, classes, measures, refund; and the tables behind. */
#include "tests/harness/h.h"

#include "common/file.h"
#include "transform/codelist.h"
#include "transform/finance_table.h"
#include "transform/kpi.h"
#include "transform/step.h"

struct stand {
	struct arena a;
	struct ctx c;
	sqlite3 *db;
	const char *workspace;
};

static void begin(struct stand *s)
{
	struct err e = { 0 };

	*s = (struct stand){ .db = h_mart() };
	s->workspace = arena_strdup(&s->a, h_tmp("finance"));
	h_ctx(&s->c, s->db, &s->a, s->workspace);
	h_ok(dir_make(arena_printf(&s->a, "%s/profile", s->workspace), &e), e);
	h_ok(codelist_load(s->db, &e), e);
}

static void end(struct stand *s)
{
	h_tmp_remove(s->workspace);
	db_closep(&s->db);
	arena_done(&s->a);
}

static void put(struct stand *s, const char *name, const char *text)
{
	h_write(arena_printf(&s->a, "%s/profile/%s", s->workspace, name), text, strlen(text));
}

static void step(struct stand *s, const char *path)
{
	struct err e = { 0 };
	int64_t rows;

	h_ok(step_run(&s->c, def_find(path), &rows, &e), e);
}

static void run(struct stand *s)
{
	struct err e = { 0 };

	h_ok(finance_tables_load(s->db, s->workspace, &e), e);
	step(s, "transform/facts/200_fact_cost.sql");
	step(s, "transform/facts/210_fact_refund.sql");
	step(s, "transform/aggs/510_agg_cost.sql");
	assert_string_equal(
	        h_rows(s->db, &s->a,
	                "SELECT coalesce(sum(amount), 0), coalesce(sum(postings), 0) FROM"
	                " (SELECT amount, postings FROM fact_cost UNION ALL"
	                "  SELECT amount, postings FROM fact_cost_outside)"),
	        h_rows(s->db, &s->a,
	                "SELECT coalesce(sum(amount), 0), count(*) FROM staging_posting"));
	assert_string_equal(
	        h_rows(s->db, &s->a, "SELECT coalesce(sum(postings), 0) FROM agg_cost_fit"),
	        h_rows(s->db, &s->a, "SELECT coalesce(sum(postings), 0) FROM fact_cost"));
}

/* A posting of case `case_id`; `account` of nine digits, or a local one with a colon. */
static void post(struct stand *s, const char *day, const char *account, const char *kind,
        int64_t amount, const char *case_id)
{
	const char *columns = "NULL, NULL, NULL, NULL", *local = "NULL";

	if (strchr(account, ':'))
		local = arena_printf(&s->a, "'%s'", account);
	else
		columns = arena_printf(&s->a, "'%s', %.5s, %.1s, '%s'", account, account,
		        account + 5, account + 6);
	h_exec(s->db,
	        arena_printf(&s->a,
	                "INSERT INTO staging_posting(file, line, byte, booked, account, "
	                "function, dranst, grouping, kind, amount, case_id, local_account)"
	                " VALUES(1, (SELECT count(*) FROM staging_posting), 0, day('%s'), %s, "
	                "'%s', %lld, '%s', %s)",
	                day, columns, kind, (long long)amount, case_id, local));
}

static void a_case(struct stand *s, const char *id, const char *citizen)
{
	h_exec(s->db, arena_printf(&s->a,
	                      "INSERT INTO fact_case(case_id, citizen_id, opened, acting)"
	                      " VALUES('%s', '%s', day('2020-01-01'), '492');"
	                      "INSERT OR IGNORE INTO fact_citizen(citizen_id, unborn, protected)"
	                      " VALUES('%s', 0, 0)",
	                      id, citizen, citizen));
}

static void what_is_income_and_refund_is_never_netted(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	a_case(&s, "K", "C");
	post(&s, "2026-03-01", "528201003", "529", 1000, "K");
	post(&s, "2026-03-01", "528201003", "729", -10, "K");
	post(&s, "2026-03-01", "528201003", "869", -20, "K");
	post(&s, "2026-03-01", "528201092", "409", -30, "K");
	post(&s, "2026-03-01", "528202002", "869", -40, "K");
	post(&s, "2026-03-01", "952812001", "000", -900, "K");
	run(&s);
	assert_string_equal(
	        h_rows(s.db, &s.a,
	                "SELECT function, dranst, grouping, class, amount FROM fact_cost"),
	        "52820|1|003|expense|1000\n52820|1|003|income|-30\n"
	        "52820|1|092|own_payment|-30\n52820|2|002|refund|-40\n");
	assert_string_equal(
	        h_rows(s.db, &s.a, "SELECT * FROM fact_cost_outside"), "95281|202603|-900|1\n");
	end(&s);
}

static void local_accounts_are_looked_up_by_pattern_and_day(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	put(&s, "accounts.csv",
	        "\xEF\xBB\xBF"
	        "by;pattern;account;valid_from;valid_to;text\r\n"
	        "psp;XG-*;528211007;;2025-12-31;before\r\n"
	        "psp;XG-*;528211008;2026-01-01;;after\r\n"
	        "psp;XG-9?;528201003;2026-01-01;;longer\r\n"
	        "artskonto;95*;952812001;;;the other side\r\n"
	        "account;582211009;528211009;;;mistyped\r\n");
	post(&s, "2025-12-31", "psp:XG-1", "529", 1, "");
	post(&s, "2026-01-01", "psp:XG-1", "529", 2, "");
	post(&s, "2026-01-01", "psp:XG-91", "529", 4, "");
	post(&s, "2025-01-01", "psp:XG-92", "529", 128, "");
	post(&s, "2026-01-01", "psp:YG-91", "529", 8, "");
	post(&s, "2026-01-01", "cost_place:XG-1", "529", 16, "");
	post(&s, "2026-01-01", "artskonto:95100000", "951", -31, "");
	post(&s, "2026-01-01", "582211009", "529", 32, "");
	post(&s, "2026-01-01", "582211010", "529", 64, "");
	run(&s);
	assert_string_equal(h_rows(s.db, &s.a,
	                            "SELECT function, grouping, class, month, amount FROM fact_cost"
	                            " ORDER BY amount"),
	        "52821|007|expense|202512|1\n52821|008|expense|202601|2\n"
	        "52820|003|expense|202601|4\n0|000|unknown|202601|24\n"
	        "52821|009|expense|202601|32\n58221|010|expense|202601|64\n"
	        "52821|007|expense|202501|128\n");
	assert_int_equal(h_int(s.db, "SELECT amount FROM fact_cost_outside"), -31);
	end(&s);
}

static void measure(struct stand *s, const char *id, const char *kind, const char *code,
        const char *from, const char *to)
{
	h_exec(s->db, arena_printf(&s->a,
	                      "INSERT INTO fact_measure(measure_id, case_id, kind, code, started, "
	                      "ended, family_directed) VALUES('%s', 'K', '%s', '%s', day('%s'), "
	                      "day(nullif('%s', '')), 0)",
	                      id, kind, code, from, to));
}

static void a_cost_goes_to_the_one_measure_that_fits(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	a_case(&s, "K", "C");
	a_case(&s, "K2", "C2");
	measure(&s, "M1", "support", "230", "2026-01-10", "2026-03-20");
	measure(&s, "M2", "support", "430", "2026-05-01", "");
	measure(&s, "M3", "support", "415", "2026-01-01", "");
	measure(&s, "M4", "disability", "004", "2026-01-01", "");
	h_exec(s.db,
	        "INSERT INTO fact_placement(placement_id, case_id, started) VALUES('P', 'K', "
	        "day('2026-01-01'));"
	        "INSERT INTO fact_placement_spell(placement_id, spell, started, ended, place_type,"
	        " start_event) VALUES('P', 1, day('2026-01-01'), day('2026-02-01'), '12', '0'),"
	        " ('P', 2, day('2026-02-01'), NULL, '13', '1')");
	post(&s, "2026-02-05", "528211007", "529", 1, "K");  /* one: M1 */
	post(&s, "2026-04-15", "528211007", "529", 2, "K");  /* M1, within the grace */
	post(&s, "2026-05-15", "528211007", "529", 4, "K");  /* M2 */
	post(&s, "2025-12-15", "528211007", "529", 8, "K");  /* before: none */
	post(&s, "2026-02-05", "528211002", "529", 16, "K"); /* M3 and M4: several */
	post(&s, "2026-02-05", "528201003", "529", 32, "K"); /* two spells of one placement */
	post(&s, "2026-02-05", "528201092", "729", -1, "K"); /* own payment of it */
	post(&s, "2026-02-05", "528211014", "529", 64, "K"); /* pays for no measure */
	post(&s, "2026-02-05", "528211007", "529", 128, "K2");
	post(&s, "2026-02-05", "528211007", "529", 256, "");
	run(&s);
	assert_string_equal(h_rows(s.db, &s.a,
	                            "SELECT amount, fit, measure_id, placement_id FROM fact_cost"
	                            " ORDER BY amount"),
	        "-1|one||P\n1|one|M1|\n2|one|M1|\n4|one|M2|\n8|none||\n16|several||\n32|one||P\n"
	        "64|none||\n128|none||\n256|no_case||\n");
	assert_string_equal(
	        h_rows(s.db, &s.a,
	                "SELECT fit, sum(amount), sum(postings) FROM agg_cost_fit GROUP BY 1"),
	        "no_case|256|1\nnone|200|3\none|38|5\nseveral|16|1\n");
	/* What a municipality knows better, from a day on. */
	put(&s, "account_measure.csv",
	        "account;kind;codes;valid_from\n528211014;support;230;2026-02-01\n"
	        "528211002;support;415;\n");
	run(&s);
	assert_string_equal(
	        h_rows(s.db, &s.a,
	                "SELECT amount, measure_id FROM fact_cost WHERE amount IN (16, 64)"
	                " ORDER BY 1"),
	        "16|M3\n64|M1\n");
	end(&s);
}

static void refund_follows_the_limits_of_its_year(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	for (int i = 1; i <= 4; i++)
		a_case(&s, arena_printf(&s.a, "K%d", i), arena_printf(&s.a, "C%d", i));
	h_exec(s.db, "INSERT INTO staging_relation(file, line, citizen_id, adult_pnr, kind, "
	             "valid_from) VALUES"
	             " (1, 1, 'C2', '0202800002', 'mother', ''), (1, 2, 'C3', '0202800002', "
	             "'mother', ''),"
	             " (1, 3, 'C4', '0202800004', 'father', '')");
	post(&s, "2022-05-01", "528201003", "529", 86000000, "K1");  /* at the limit */
	post(&s, "2022-05-01", "528201003", "529", 200000000, "K2"); /* with K3 over the third */
	post(&s, "2022-06-01", "528211003", "529", 22000004, "K3");
	post(&s, "2022-06-01", "528201092", "729", -5000000, "K2"); /* not taken off */
	post(&s, "2022-06-01", "528251999", "529", 99999999, "K3"); /* another function */
	post(&s, "2022-12-31", "528202002", "869", -12345, "K2");
	post(&s, "2023-05-01", "528201003", "529", 300000000, "K4"); /* no limits for 2023 */
	run(&s);
	assert_string_equal(h_rows(s.db, &s.a,
	                            "SELECT year, household, citizens, gross, refundable, refund, "
	                            "booked, status"
	                            " FROM fact_refund"),
	        "2022|C1|1|86000000|0|0|0|below\n"
	        "2022|C2|2|222000004|136000004|50000003|-12345|due\n"
	        "2023|C4|1|300000000|||0|unknown\n");
	put(&s, "refund_thresholds.csv",
	        "year;limit_ore;percent\n2023;90000000;25\n2022;100000000;10\n");
	run(&s);
	assert_string_equal(
	        h_rows(s.db, &s.a, "SELECT year, household, refund, status FROM fact_refund"),
	        "2022|C1|0|below\n2022|C2|12200000|due\n2023|C4|52500000|due\n");
	end(&s);
}

static void budgets_of_both_forms_come_to_the_same(void **state)
{
	struct stand s;

	(void)state;
	begin(&s);
	put(&s, "accounts.csv", "by;pattern;account\npsp;XG-1;528201003\n");
	h_exec(s.db,
	        "INSERT INTO staging_budget(file, line, year, account, function, dranst, grouping,"
	        " version, amount, original, corrected, forecast, local_account) VALUES"
	        " (1, 1, 2026, '528201003', 52820, 1, '003', 'original', 100, NULL, NULL, NULL, "
	        "NULL),"
	        " (1, 2, 2026, '528201004', 52820, 1, '004', 'forecast', 7, NULL, NULL, NULL, "
	        "NULL),"
	        " (1, 3, 2026, '528201005', 52820, 1, '005', NULL, NULL, 10, 20, NULL, NULL),"
	        " (1, 4, 2026, NULL, NULL, NULL, NULL, 'forecast', 1000, NULL, NULL, NULL, "
	        "'psp:XG-1'),"
	        " (1, 5, 2026, NULL, NULL, NULL, NULL, 'forecast', 5, NULL, NULL, NULL, 'psp:?')");
	run(&s);
	assert_string_equal(
	        h_rows(s.db, &s.a, "SELECT function, dranst, version, amount FROM fact_budget"),
	        "0|0|forecast|5\n52820|1|corrected|20\n52820|1|forecast|1007\n"
	        "52820|1|original|110\n");
	end(&s);
}

static void a_forecast_is_what_is_expected(void **state)
{
	struct kpi_result r;
	struct err e = { 0 };
	struct stand s;

	(void)state;
	begin(&s);
	/* 52820 has a forecast, 52821 goes on at its pace; refund and other functions do not count.
	 */
	h_exec(s.db,
	        "INSERT INTO agg_cost_month(function, month, class, dranst, amount, postings) "
	        "VALUES"
	        " (52820, 202601, 'expense', 1, 5000, 1), (52821, 202601, 'expense', 1, 600, 1),"
	        " (52821, 202602, 'own_payment', 1, -100, 1), (52821, 202602, 'refund', 2, -50, 1);"
	        "INSERT INTO agg_budget(year, function, dranst, version, amount) VALUES"
	        " (2026, 52820, 1, 'original', 900), (2026, 52820, 1, 'corrected', 1000),"
	        " (2026, 52820, 1, 'forecast', 1200), (2026, 52821, 1, 'original', 3000),"
	        " (2026, 52825, 2, 'forecast', 7)");
	h_ok(kpi_run(&s.c, &r, &e), e);
	assert_string_equal(
	        h_rows(s.db, &s.a,
	                "SELECT kpi, numerator, denominator FROM agg_kpi WHERE month = 202602 AND"
	                " team_id = '' AND kpi IN ('expected_year', 'expected_of_budget',"
	                " 'budget_used') ORDER BY 1"),
	        "budget_used|5500|4000\nexpected_of_budget|4200|4000\nexpected_year|4200|1\n");
	end(&s);
}

static void a_wrong_table_names_file_line_and_what_is_expected(void **state)
{
	static const struct {
		const char *file, *text, *msg;
	} bad[] = {
		{ "accounts.csv", "", ": the file has no header" },
		{ "accounts.csv", "by;pattern\n", ":1: missing column 'account'" },
		{ "accounts.csv", "by;pattern;account;x\n", ":1: unknown or repeated column 'x'" },
		{ "accounts.csv", "by;by;account\n", ":1: unknown or repeated column 'by'" },
		{ "accounts.csv", "by;pattern;account\npsp;X;52820\n",
		        ":2: account: '52820' is not: nine digits" },
		{ "accounts.csv", "by;pattern;account\npsp;X[;528201003\n",
		        ":2: pattern: 'X[' is not: at most 64 characters, * and ? stand for any" },
		{ "accounts.csv", "by;pattern;account\npsp;X\n",
		        ":2: another number of fields than the header in 'psp'" },
		{ "accounts.csv",
		        "by;pattern;account;valid_from\npsp;X;528201003;\npsp;X;528201004;\n",
		        ":3: a second row for the same key: 'psp'" },
		{ "account_measure.csv", "account;kind;codes\n528201003;place;12\n",
		        ":2: kind: 'place' is not: support, disability or placement" },
		{ "refund_thresholds.csv", "year;limit_ore;percent\n2024;0;25\n",
		        ":2: limit_ore: '0' is not: øre, digits" },
		{ "refund_thresholds.csv", "year;limit_ore;percent\n2024;1;125\n",
		        ":2: percent: '125' is not: 1 to 100" },
		{ "account_texts.csv", "account;text\n52820100\xff;x\n", ":2: not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };
		struct stand s;

		begin(&s);
		put(&s, bad[i].file, bad[i].text);
		assert_int_equal(finance_tables_load(s.db, s.workspace, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, arena_printf(&s.a, "%s/profile/%s%s", s.workspace,
		                                   bad[i].file, bad[i].msg));
		end(&s);
	}
}

static void periods_of_one_account_may_not_overlap(void **state)
{
	struct err e = { 0 };
	struct stand s;

	(void)state;
	begin(&s);
	put(&s, "accounts.csv",
	        "by;pattern;account;valid_from;valid_to\npsp;X;528201003;;2025-12-31\n"
	        "psp;X;528201004;2025-12-31;\n");
	assert_int_equal(finance_tables_load(s.db, s.workspace, &e), -1);
	assert_string_equal(e.msg, "profile/accounts.csv: the periods of 'psp:X' overlap");
	end(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_income_and_refund_is_never_netted),
		cmocka_unit_test(local_accounts_are_looked_up_by_pattern_and_day),
		cmocka_unit_test(a_cost_goes_to_the_one_measure_that_fits),
		cmocka_unit_test(refund_follows_the_limits_of_its_year),
		cmocka_unit_test(budgets_of_both_forms_come_to_the_same),
		cmocka_unit_test(a_forecast_is_what_is_expected),
		cmocka_unit_test(a_wrong_table_names_file_line_and_what_is_expected),
		cmocka_unit_test(periods_of_one_account_may_not_overlap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

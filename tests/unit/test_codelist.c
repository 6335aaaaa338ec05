#include "tests/harness/h.h"

#include "transform/codelist.h"

#define HEAD "code;label_da;label_en;valid_from;valid_to;mark"

static void all_lists_load_and_twice_is_once(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	struct err e = { 0 };
	int64_t codes, changes;

	(void)state;
	h_ok(codelist_load(db, &e), e);
	codes = h_int(db, "SELECT count(*) FROM codelist");
	assert_true(codes > 800);
	assert_int_equal(h_int(db, "SELECT count(*) FROM codelist WHERE list = 'kommune'"
	                           " AND valid_to IS NULL AND code = '492' AND label_da = 'Ærø'"),
	        1);
	changes = sqlite3_total_changes64(db);
	h_ok(codelist_load(db, &e), e);
	assert_int_equal(sqlite3_total_changes64(db), changes);
	h_exec(db, "BEGIN; UPDATE codelist_loaded SET sha256 = ''");
	h_ok(codelist_load(db, &e), e);
	h_exec(db, "COMMIT");
	assert_int_equal(h_int(db, "SELECT count(*) FROM codelist"), codes);
}

static void days_and_attributes_are_stored(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	h_ok(codelist_add(db, "schemas/codelists/x.csv",
	             HEAD ";kind;size\n1;Æble;;2020-01-01;2020-12-31;READ;;\n1;Pære;pear;2021-01-"
	                  "01;;LOCAL;fruit;\n",
	             &e),
	        e);
	assert_string_equal(
	        h_rows(db, &a,
	                "SELECT list, code, label_da, label_en IS NULL, iso(valid_from),"
	                " iso(valid_to), mark FROM codelist ORDER BY valid_from"),
	        "x|1|Æble|1|2020-01-01|2020-12-31|READ\nx|1|Pære|0|2021-01-01||LOCAL\n");
	assert_string_equal(h_rows(db, &a, "SELECT * FROM codelist_attr"), "x|1|kind|fruit\n");
}

static void a_wrong_list_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text, *msg;
	} bad[] = {
		{ "code;label\n", "x.csv:1: not the agreed header: 'code;label'" },
		{ "kode;label_da;label_en;valid_from;valid_to;mark\n",
		        "x.csv:1: not the agreed header: column 'kode'" },
		{ HEAD "\n1;A;;;\n",
		        "x.csv:2: another number of fields than the header, code '1'" },
		{ HEAD "\n1;A;;;;READ\n2;B;;2021-02-31;;READ\n",
		        "x.csv:3: not a date: '2021-02-31'" },
		{ HEAD "\n1;A;;2021-02-02;2021-02-01;READ\n",
		        "x.csv:2: valid_to is before valid_from for code '1'" },
		{ HEAD "\n1;;;;;READ\n", "x.csv:2: code or Danish label is missing for code '1'" },
		{ HEAD "\n1;A;;;;SEEN\n", "x.csv:2: unknown mark 'SEEN'" },
		{ HEAD ";k\n1;A;;;2020-12-31;READ;a\n1;A;;2021-01-01;;READ;b\n",
		        "x.csv:3: attribute given on two lines: 'k'" },
		{ HEAD "\n1;A;;2020-01-01;2021-01-01;READ\n1;B;;2021-01-01;;READ\n",
		        "x.csv: the periods of code '1' overlap" },
		{ HEAD "\n1;A;;;;READ\n1;B;;2021-01-01;;READ\n",
		        "x.csv: the periods of code '1' overlap" },
		{ HEAD "\n", "x.csv:1: no codes in list 'x'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		sqlite3 *db CLEANUP(db_closep) = h_mart();
		struct err e = { 0 };

		assert_int_equal(codelist_add(db, "x.csv", bad[i].text, &e), -1);
		assert_string_equal(e.msg, bad[i].msg);
		assert_int_equal(e.code, ERR_CONFIG);
	}
}

static void no_code_is_valid_twice_on_a_day(void **state)
{
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	struct err e = { 0 };

	(void)state;
	h_ok(codelist_load(db, &e), e);
	assert_int_equal(
	        h_int(db, "SELECT count(*) FROM codelist AS a JOIN codelist AS b USING (list, code)"
	                  " WHERE a.rowid < b.rowid"
	                  "   AND ifnull(a.valid_from, -999999) <= ifnull(b.valid_to, 9999999)"
	                  "   AND ifnull(b.valid_from, -999999) <= ifnull(a.valid_to, 9999999)"),
	        0);
}

/* The lists point at one another; every pointer must lead somewhere. */
static void attributes_lead_to_codes_that_exist(void **state)
{
	static const struct {
		const char *list, *attr, *target;
	} links[] = {
		{ "ansted", "statbank", "statbank_ansted" },
		{ "grundlag", "statbank", "statbank_grundlag" },
		{ "grundlag", "statbank_municipality", "statbank_grundlag" },
		{ "aarsag_underretning", "udslag", "udslag" },
		{ "haendelse", "family", "haendelse_2025" },
		{ "sex", "statbank", "statbank_koen" },
		{ "pgf", "total", "indsats_total" },
	};
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	h_ok(codelist_load(db, &e), e);
	for (size_t i = 0; i < COUNT_OF(links); i++) {
		const char *lost = h_rows(db, &a,
		        arena_printf(&a,
		                "SELECT code, value FROM codelist_attr AS t WHERE list = '%s' AND "
		                "name = '%s' AND NOT EXISTS"
		                " (SELECT 1 FROM codelist AS c WHERE c.list = '%s' AND c.code = "
		                "t.value)",
		                links[i].list, links[i].attr, links[i].target));

		assert_string_equal(lost, "");
		assert_true(h_int(db, arena_printf(&a,
		                              "SELECT count(*) FROM codelist_attr WHERE list = "
		                              "'%s' AND name = '%s'",
		                              links[i].list, links[i].attr)) > 0);
	}
	assert_int_equal(
	        h_int(db, "SELECT count(*) FROM codelist AS c WHERE list IN ('ansted', 'grundlag')"
	                  " AND NOT EXISTS (SELECT 1 FROM codelist_attr AS t WHERE t.list = c.list "
	                  "AND t.code = c.code"
	                  " AND t.name = 'statbank')"),
	        0);
	assert_int_equal(h_int(db, "SELECT count(DISTINCT code) FROM codelist WHERE list = 'pgf'"),
	        h_int(db,
	                "SELECT count(*) FROM codelist_attr WHERE list = 'pgf' AND name = 'kind'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_lists_load_and_twice_is_once),
		cmocka_unit_test(days_and_attributes_are_stored),
		cmocka_unit_test(a_wrong_list_is_refused_with_its_line),
		cmocka_unit_test(no_code_is_valid_twice_on_a_day),
		cmocka_unit_test(attributes_lead_to_codes_that_exist),
	};

	return cmocka_run_group_tests_name("codelist", tests, NULL, NULL);
}

/* The layout definition against itself, the schema, and the value types. */
#include "tests/harness/h.h"

#include "common/text.h"
#include "extract/cpr_layout.h"
#include "extract/cpr_value.h"

#define HEADER "record;field;start;length;form;type;keep\n"

static void layout(struct cpr_layout *l, struct arena *a)
{
	struct err e = { 0 };

	h_ok(cpr_layout_load(l, "p12170", a, &e), e);
}

static void the_layout_has_every_record_type_of_its_product(void **state)
{
	static const struct {
		const char *type;
		size_t length, longer;
	} cases[] = {
		{ "000", 35, 0 },
		{ "001", 106, 121 },
		{ "002", 306, 382 },
		{ "003", 249, 0 },
		{ "004", 37, 0 },
		{ "005", 200, 0 },
		{ "014", 23, 0 },
		{ "015", 147, 0 },
		{ "016", 58, 0 },
		{ "017", 272, 0 },
		{ "021", 63, 0 },
		{ "023", 96, 0 },
		{ "029", 109, 0 },
		{ "031", 269, 0 },
		{ "033", 269, 0 },
		{ "099", 45, 0 },
		{ "910", 157, 0 },
		{ "997", 43, 0 },
		{ "999", 21, 0 },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct cpr_layout l;

	(void)state;
	layout(&l, &a);
	assert_int_equal(l.n, 38);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int at = cpr_layout_find(&l, cases[i].type);

		assert_true(at >= 0);
		assert_int_equal(l.records[at].length, cases[i].length);
		assert_int_equal(l.records[at].longer, cases[i].longer);
	}
	assert_int_equal(cpr_layout_find(&l, "034"), -1);
	assert_int_equal(cpr_layout_find(&l, "0x1"), -1);
	assert_int_equal(cpr_layout_find(&l, "\xff\x00 "), -1);
}

/* The tables are written by hand; here they meet the definition, column by column. */
static void the_tables_have_the_columns_of_the_layout(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db CLEANUP(db_closep) = h_mart();
	struct cpr_layout l;

	(void)state;
	layout(&l, &a);
	assert_int_equal(l.n_tables, 17);
	for (size_t i = 0; i < l.n_tables; i++) {
		const struct cpr_table *t = &l.tables[i];
		char *want = arena_strdup(&a, "");

		for (size_t c = 0; c < t->n; c++)
			want = arena_printf(&a, "%s%s\n", want, t->columns[c]);
		assert_string_equal(
		        h_rows(db, &a,
		                arena_printf(
		                        &a, "SELECT name FROM pragma_table_info('%s')", t->name)),
		        arena_printf(&a, "%sfile\nline\n", want));
	}
	assert_int_equal(h_int(db, "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
	                           " AND name LIKE 'staging_cpr_%'"),
	        17 + 2);
}

static void a_wrong_definition_says_where(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "record;field\n",
		        "x:1: header is not 'record;field;start;length;form;type;keep'" },
		{ HEADER "001;RECORDTYPE;1;3;one;\n", "x:2: not 7 cells" },
		{ HEADER "001;PNR;4;10;;pnr;\n", "x:2: record 001 does not begin with RECORDTYPE" },
		{ HEADER "001;RECORDTYPE;1;3;;few;\n", "x:2: 'few' is no kind of record" },
		{ HEADER "01;RECORDTYPE;1;3;;one;\n", "x:2: record '01' is not three digits" },
		{ HEADER "# c\n001;RECORDTYPE;1;3;;one;\n001;A;4;0;;text;\n",
		        "x:4: '0' is not between 1 and 256" },
		{ HEADER "001;RECORDTYPE;1;3;;one;\n001;A;4;2;;word;\n",
		        "x:3: value type 'word' is not known" },
		{ HEADER "001;RECORDTYPE;1;3;;one;\n001;A;4;2;;text;t\n",
		        "x:3: 't' is not table.column" },
		{ HEADER "001;RECORDTYPE;1;3;;one;\n001;A;5;2;;text;\n",
		        "x: record 001: A does not begin where the field before it ends" },
		{ HEADER "001;RECORDTYPE;1;3;;one;\n001;A;4;2;;text;t.a u.a\n"
		         "001;B;6;2;;text;v.b\n",
		        "x:4: a record is kept in 2 tables at most" },
		{ HEADER "001;RECORDTYPE;1;3;;one;\n001;RECORDTYPE;1;3;;one;\n",
		        "x:3: record 001 stands twice" },
		{ HEADER, "x: no record types" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct cpr_layout l;
		struct err e = { 0 };

		assert_int_equal(cpr_layout_parse(&l, "x", cases[i].text, &a, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, cases[i].message);
	}
}

static const char *shown(const struct cpr_value *v, char out[40])
{
	char day[11];

	if (v->null)
		return "-";
	if (v->text)
		snprintf(out, 40, "%.*s", (int)v->n, v->text);
	else if (v->number > 1000 || v->number < 0)
		snprintf(out, 40, "%s", day_iso((int32_t)v->number, day));
	else
		snprintf(out, 40, "%d", (int)v->number);
	return out;
}

static void values_are_read_strictly(void **state)
{
	static const struct {
		const char *type, *text;
		size_t length;
		const char *want, *precision; /* want NULL: malformed */
	} cases[] = {
		{ "day", "2015-03-01", 10, "2015-03-01", "day" },
		{ "day", "", 10, "-", "-" },
		{ "day", "0000-00-00", 10, "-", "-" },
		{ "day", "1961-00-00", 10, "1961-01-01", "year" },
		{ "day", "1961-05-00", 10, "1961-05-01", "month" },
		{ "day", "1961-00-05", 10, NULL, NULL },
		{ "day", "2026-02-31", 10, NULL, NULL },
		{ "day", "2015-03-1", 10, NULL, NULL },
		{ "day", "01-03-2015", 10, NULL, NULL },
		{ "time", "199103201299", 12, "1991-03-20", "day" },
		{ "time", "199103200924", 12, "1991-03-20", "day" },
		{ "time", "194100001299", 12, "1941-01-01", "year" },
		{ "time", "196105000000", 12, "1961-05-01", "month" },
		{ "time", "000000000000", 12, "-", "-" },
		{ "time", "", 12, "-", "-" },
		{ "time", "1991032012", 12, NULL, NULL },
		{ "time", "19910320129x", 12, NULL, NULL },
		{ "time", "202602301200", 12, NULL, NULL },
		{ "day8", "20260901", 8, "2026-09-01", "day" },
		{ "pnr", "0103154001", 10, "0103154001", NULL },
		{ "pnr", "0000000000", 10, "-", NULL },
		{ "pnr", "", 10, "-", NULL },
		{ "pnr", "010315400", 10, NULL, NULL },
		{ "pnr", "01031540O1", 10, NULL, NULL },
		{ "code", "0492", 4, "0492", NULL },
		{ "code", "0000", 4, "-", NULL },
		{ "digits", "0000", 4, "0000", NULL },
		{ "digits", "00 1", 4, NULL, NULL },
		{ "int", "05", 2, "5", NULL },
		{ "int", "5", 2, NULL, NULL },
		{ "mark", "", 1, "0", NULL },
		{ "mark", "*", 1, "1", NULL },
		{ "mark", "+", 1, NULL, NULL },
		{ "sex", "K", 1, "K", NULL },
		{ "sex", "1", 1, NULL, NULL },
		{ "text", "\xc6r\xf8", 34, "Ærø", NULL },
		{ "text", "", 34, "-", NULL },
		{ "text", "a\x85", 34, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char space[64], out[40];
		struct cpr_space s = { space, 0, sizeof space };
		struct cpr_value v[2];
		const struct cpr_type *t = cpr_type_find(cases[i].type);
		bool good = t->read(cases[i].text, strlen(cases[i].text), cases[i].length, &s, v);

		print_message("%s '%s'\n", cases[i].type, cases[i].text);
		assert_int_equal(good, cases[i].want != NULL);
		if (good)
			assert_string_equal(shown(&v[0], out), cases[i].want);
		if (cases[i].precision)
			assert_string_equal(shown(&v[1], out), cases[i].precision);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_layout_has_every_record_type_of_its_product),
		cmocka_unit_test(the_tables_have_the_columns_of_the_layout),
		cmocka_unit_test(a_wrong_definition_says_where),
		cmocka_unit_test(values_are_read_strictly),
	};

	return cmocka_run_group_tests_name("cpr_layout", tests, NULL, NULL);
}

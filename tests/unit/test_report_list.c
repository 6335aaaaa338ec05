/* Columns of a list: several values in one cell, an element each in XML, one field in a CSV. */
#include "tests/harness/h.h"

#include "common/defs.h"
#include "common/file.h"
#include "report/table.h"
#include "report/writer.h"

#define HEAD                                                                                       \
	"id = x\ntext_da = x\ntext_en = x\nlegal = x\nfrom = 2020M01\nperiod = month\n"            \
	"query = 2018M01.sql\nentity = x\nkey = k\nsign = none\nfile = x\nformat = csv\n"

static int parse(const char *columns, struct arena *a, struct report_def *ret, struct err *e)
{
	const char *text = arena_printf(a, HEAD "%s", columns);
	struct def_file f = { "report/defs/dst-l201/x.def", text, strlen(text) };

	return report_def_parse(&f, a, ret, e);
}

static void the_mark_between_values_is_one_character(void **state)
{
	static const struct {
		const char *column;
		char list;
	} cases[] = {
		{ "column = A a digits:1..2", 0 },
		{ "column = A a digits:1..2 list:,", ',' },
		{ "column = A a digits:1..2 required list:|", '|' },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	struct report_def *d = arena_take(&a, sizeof *d);
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		h_ok(parse(cases[i].column, &a, d, &e), e);
		assert_int_equal(d->column[0].list, cases[i].list);
	}
	assert_int_equal(parse("column = A a digits:1..2 list:", &a, d, &e), -1);
	assert_int_equal(parse("column = A a digits:1..2 list:--", &a, d, &e), -1);
}

/* One row of one query, checked; the definition and the table live in the arena. */
static struct report_table *first_row(
        sqlite3 *db, const char *columns, const char *query, struct arena *a)
{
	struct report_def *d = arena_take(a, sizeof *d);
	struct report_table *t = arena_take(a, sizeof *t);
	struct period p;
	struct err e = { 0 };
	struct ctx x;

	h_ctx(&x, db, a, h_tmp("list"));
	h_ok(parse(columns, a, d, &e), e);
	h_ok(period_parse("month", "2026M10", &p, &e), e);
	d->query = query;
	h_ok(table_open(t, &x, d, &p, &e), e);
	assert_int_equal(table_next(t, &e), 1);
	return t;
}

static void each_value_must_be_of_the_type(void **state)
{
	static const struct {
		const char *value;
		bool good;
	} cases[] = {
		{ "'7'", true },
		{ "'7,14'", true },
		{ "'1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,99'", true },
		{ "'7,'", false },
		{ "',7'", false },
		{ "'7,,14'", false },
		{ "','", false },
		{ "'7;14'", false },
		{ "'7,x'", false },
		{ "'7,123'", false },
		{ "NULL", false }, /* it is required */
		{ "''", false },
	};
	sqlite3 *db = h_mart();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		struct report_table *t = first_row(db, "column = A a digits:1..2 required list:,",
		        arena_printf(&a, "SELECT 1 AS k, %s AS a", cases[i].value), &a);

		if (!t->row.fault != cases[i].good)
			fail_msg("%s", cases[i].value);
		table_close(t);
	}
	sqlite3_close(db);
}

/* What a writer makes of the row, between begin and end. */
static char *written(const struct report_table *t, const char *format, struct arena *a)
{
	struct output *o = arena_take(a, sizeof *o);
	struct sink *s = arena_take(a, sizeof *s);
	char hex[65], *text = NULL;
	struct err e = { 0 };
	int64_t bytes;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	struct report_def *d = arena_take(a, sizeof *d);

	*d = *t->def;
	d->xml_root = "R";
	d->xml_collection = "C";
	d->xml_record = "r";
	*o = (struct output){ .writer = writer_find(format), .def = d, .arena = a, .sink = s };
	h_ok(sink_begin(s, f, &e), e);
	h_ok(o->writer->begin(o, &e), e);
	h_ok(o->writer->row(o, &t->row, &e), e);
	h_ok(o->writer->end(o, &e), e);
	h_ok(sink_end(s, hex, &bytes, &e), e);
	sink_done(s);
	assert_int_equal(fclose(f), 0);
	return text;
}

static void xml_has_an_element_each_and_csv_one_field(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3 *db = h_mart();
	struct report_table *t =
	        first_row(db, "column = A a text:1..5 list:,\ncolumn = B b text:1..9",
	                "SELECT 1 AS k, '7,<14>,æ;' AS a, '1,2' AS b", &a);
	char *xml = written(t, "xml", &a), *csv = written(t, "csv", &a);

	(void)state;
	assert_null(t->row.fault);
	assert_non_null(strstr(xml, "<r><A>7</A><A>&lt;14&gt;</A><A>æ;</A><B>1,2</B></r>\n"));
	assert_string_equal(csv, "A;B\r\n\"7,<14>,æ;\";1,2\r\n");
	free(xml);
	free(csv);
	table_close(t);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mark_between_values_is_one_character),
		cmocka_unit_test(each_value_must_be_of_the_type),
		cmocka_unit_test(xml_has_an_element_each_and_csv_one_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

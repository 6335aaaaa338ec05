/* Rows of XML files: where they stand, what a path finds, and what is refused. */
#include "tests/harness/h.h"

#include "common/buf.h"
#include "extract/feed.h"
#include "extract/xml_read.h"

#define HEAD                                                                                       \
	"id = x\ntext_da = x\ntext_en = x\nsource = x\nfile = x_{date}.xml\nformat = xml\n"        \
	"table = staging_facility\noffset = yes\n"

struct stand {
	struct arena a;
	struct feed feed;
	struct xml_reader *x;
	const char *dir, *path;
};

static void begin(struct stand *s, const char *def, const char *text, size_t n)
{
	struct err e = { 0 };

	*s = (struct stand){ 0 };
	s->dir = arena_strdup(&s->a, h_tmp("xml"));
	s->path = arena_printf(&s->a, "%s/x.xml", s->dir);
	h_write(s->path, text, n);
	h_ok(feed_parse(&s->feed, &s->a, "x.def", arena_printf(&s->a, HEAD "%s", def), &e), e);
	h_ok(xml_read_open(&s->x, s->path, &s->feed, &e), e);
}

static void end(struct stand *s)
{
	xml_read_close(&s->x);
	h_tmp_remove(s->dir);
	arena_done(&s->a);
}

/* "line byte fault a|b ..." for each record; a fault of the file with its place. */
static const char *told(struct stand *s)
{
	struct csv_record r;
	struct err e = { 0 };
	const char *out = "";
	int rc;

	while ((rc = xml_read_next(s->x, &r, &e)) > 0) {
		const struct xml_fault *f = xml_read_fault(s->x);

		if (r.fault == CSV_UNREADABLE) {
			out = arena_printf(&s->a, "%s%s %lld '%s' '%s'\n", out,
			        finding_kinds[f->kind].name, (long long)f->line,
			        f->found ? f->found : "", f->expected ? f->expected : "");
			continue;
		}
		out = arena_printf(&s->a, "%s%lld %lld %d", out, (long long)r.line,
		        (long long)r.byte, r.fault);
		for (size_t i = 0; i < r.n_fields; i++)
			out = arena_printf(&s->a, "%s%s%.*s", out, i ? "|" : " ",
			        (int)(r.field[i].n < 40 ? r.field[i].n : 40), r.field[i].s);
		out = arena_printf(&s->a, "%s\n", out);
	}
	assert_int_equal(rc, 0);
	return out;
}

static void check(const char *def, const char *text, const char *want)
{
	struct stand s;

	begin(&s, def, text, strlen(text));
	assert_string_equal(told(&s), want);
	end(&s);
}

#define FLAT "row = /l/r\ncolumn = a text : a | b/@c\ncolumn = id text : @id\n"

static void a_path_finds_elements_and_attributes(void **state)
{
	(void)state;
	check(FLAT, "<l><r id='1'><a> x  y </a></r>\n<r><b c='z'/></r></l>",
	        "1 3 0 x  y|1\n2 31 0 z|\n");
	check(FLAT, "<l><r id='1'><a>x</a><a/><a>y</a><b c='z'/></r></l>", "1 3 0 x, y, z|1\n");
	check(FLAT, "<l><r id='&lt;1&#230;'><a><![CDATA[<x>]]>&amp;</a></r></l>",
	        "1 3 0 <x>&|<1æ\n");
	check("row = /l/r\ncolumn = a text : .\n", "<l><r> x </r><r/></l>", "1 3 0 x\n1 13 0 \n");
	check(FLAT "extra = ignore\n", "<l><r id='1'><q><a>no</a>no</q>no<a>yes</a></r></l>",
	        "1 3 0 yes|1\n");
}

static void names_are_compared_without_prefix_or_in_their_namespace(void **state)
{
	(void)state;
	check(FLAT, "<p:l xmlns:p='urn:x'><p:r p:id='1'><a>x</a></p:r></p:l>", "1 21 0 x|1\n");
	check(FLAT "namespace = urn:x\nextra = ignore\n",
	        "<l xmlns='urn:x' xmlns:o='urn:y'><o:r/><r id='1'><o:a>n</o:a><a>x</a></r></l>",
	        "1 39 0 x|1\n");
	check(FLAT, "<L><R id='1'/></L>", "");
}

#define NESTED                                                                                     \
	"row = /l/f/p\ncolumn = id text : ../@id\ncolumn = name text : ../n\ncolumn = v text : "   \
	"@v\n"

static void what_stands_around_a_row_counts_for_it(void **state)
{
	(void)state;
	check(NESTED, "<l><f id='1'><n>x</n><p v='a'/><p v='b'/></f><f id='2'><p v='c'/></f></l>",
	        "1 21 0 1|x|a\n1 31 0 1|x|b\n1 55 0 2||c\n");
	check(NESTED, "<l><f id='1'><p v='a'/>\n<n>x</n></f></l>",
	        "1 13 0 1||a\nelement 2 '/l/f/n' 'elementet før rækkerne'\n");
}

static void what_is_not_agreed_refuses_the_file(void **state)
{
	(void)state;
	check(FLAT, "<l><r id='1'/>\n<r><d/></r></l>", "1 3 0 |1\nelement 2 'd' ''\n");
	check(FLAT, "<l><r e='1'/></l>", "element 1 '@e' ''\n");
	check(FLAT, "<l><r><b>text</b></r></l>", "element 1 'b' ''\n");
	check(FLAT, "<l><d>beside the rows</d><r id='1'/></l>", "1 25 0 |1\n");
}

static void the_end_of_the_file_is_the_end_of_the_document(void **state)
{
	(void)state;
	check(FLAT, "<l><r id='1'/>\n<r id='2'/></l><l/>", "xml 2 '' 'ét yderste element'\n");
	check(FLAT, "<l><r id='1'/>\n<r id='2'",
	        "1 3 0 |1\nxml 2 'filen slutter her' 'et sluttag til hvert starttag'\n");
	check(FLAT, "no", "charset 1 '' 'XML i utf-8, iso-8859-1, windows-1252 eller us-ascii'\n");
	check(FLAT, "<l><r id='1'/><ingen>grund</ingen></l>", "1 3 0 |1\n0 0 7\n");
}

/* A line is not a 16-bit number, and no block of the reader ends a row. */
static void rows_keep_their_line_and_place_in_a_large_file(void **state)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };
	struct csv_record r;
	struct stand s;
	int64_t n = 0;

	(void)state;
	buf_init(&b, 1 << 24);
	buf_str(&b, "<l>\n");
	for (int i = 0; i < 100000; i++)
		buf_printf(&b, "<r id='%d'><!-- <r> --><a>%*d</a></r>\n", i, i % 50, i);
	buf_str(&b, "</l>\n");
	begin(&s, FLAT, b.data, b.len);
	while (xml_read_next(s.x, &r, &e) > 0) {
		char want[32];

		snprintf(want, sizeof want, "<r id='%lld'>", (long long)n);
		assert_int_equal(r.line, n++ + 2);
		assert_memory_equal(b.data + r.byte, want, strlen(want));
		assert_memory_equal(r.raw, b.data + r.byte, r.n_raw);
		assert_memory_equal(r.raw + r.n_raw - 4, "</r>", 4);
	}
	assert_int_equal(n, 100000);
	end(&s);
}

static void too_much_in_one_row_costs_the_row_only(void **state)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	struct stand s;

	(void)state;
	buf_init(&b, 1 << 24);
	buf_str(&b, "<l><r id='1'><a>");
	for (int i = 0; i < CSV_FIELD_MAX + 100; i++)
		buf_char(&b, 'x');
	buf_str(&b, "</a></r>\n<r id='2'>");
	for (int i = 0; i < 300000; i++)
		buf_str(&b, "<a/>");
	buf_str(&b, "</r>\n<r id='3'/></l>");
	begin(&s, FLAT, b.data, b.len);
	assert_string_equal(told(&s), arena_printf(&s.a,
	                                      "1 3 %d |1\n"
	                                      "2 65661 %d |2\n3 1265676 0 |3\n",
	                                      CSV_FIELD, CSV_LONG));
	end(&s);
}

static void every_name_is_new(struct buf *b)
{
	buf_str(b, "<l>");
	for (int i = 0; i < 1000000; i++)
		buf_printf(b, "<name%d/>", i);
	buf_str(b, "<r id='1'/></l>");
}

static void many_attributes(struct buf *b)
{
	buf_str(b, "<l>\n<r");
	for (int i = 0; i < 257; i++)
		buf_printf(b, " a%d=''", i);
	buf_str(b, "/></l>");
}

static void deep(struct buf *b)
{
	for (int i = 0; i < 65; i++)
		buf_str(b, "<a>\n");
}

static void long_comment(struct buf *b)
{
	buf_str(b, "<l><!--");
	for (int i = 0; i < 3 << 20; i++)
		buf_char(b, '<');
	buf_str(b, "--></l>");
}

static void long_declaration(struct buf *b)
{
	buf_str(b, "<?xml version='1.0'");
	for (int i = 0; i < 1000; i++)
		buf_char(b, ' ');
	buf_str(b, "encoding='utf-7'?><l/>");
}

static void hostile_files_are_refused(void **state)
{
	static const struct {
		void (*make)(struct buf *b);
		const char *want;
	} cases[] = {
		{ every_name_is_new, "limit 1 '' 'højst 4096 forskellige navne'\n" },
		{ many_attributes, "limit 2 '' 'højst 256 attributter i et tag'\n" },
		{ deep, "limit 65 '' 'højst 64 niveauer'\n" },
		{ long_comment, "limit 1 '' 'højst 1 MiB i et stykke tekst'\n" },
		{ long_declaration,
		        "charset 1 '' 'XML i utf-8, iso-8859-1, windows-1252 eller us-ascii'\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf b CLEANUP(buf_done) = { 0 };
		struct stand s;

		buf_init(&b, 1 << 25);
		cases[i].make(&b);
		begin(&s, FLAT, b.data, b.len);
		assert_string_equal(told(&s), cases[i].want);
		end(&s);
	}
}

static void a_wrong_path_names_the_definition(void **state)
{
	static const struct {
		const char *def, *msg;
	} cases[] = {
		{ "row = list\ncolumn = a text : b\n", "x.def: row: 'list' is not a path" },
		{ "row = /l/@r\ncolumn = a text : b\n", "x.def: row: '/l/@r' is not a path" },
		{ "row = /l/r\ncolumn = a text : a//b\n",
		        "x.def: column 'a': 'a//b' is not a path" },
		{ "row = /l/r\ncolumn = a text : @b/c\n",
		        "x.def: column 'a': '@b/c' is not a path" },
		{ "row = /l/r\ncolumn = a text : b[1]\n",
		        "x.def: column 'a': 'b[1]' is not a path" },
		{ "row = /l/r\ncolumn = a text : ../../b\n",
		        "x.def: column 'a': '../../b' goes above the first element" },
		{ "column = a text : b\n", "x.def: an xml feed needs 'table', 'row' and 'column'" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err e = { 0 };
		struct feed f;

		assert_int_equal(
		        feed_parse(&f, &a, "x.def", arena_printf(&a, HEAD "%s", cases[i].def), &e),
		        -1);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_string_equal(e.msg, cases[i].msg);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_finds_elements_and_attributes),
		cmocka_unit_test(names_are_compared_without_prefix_or_in_their_namespace),
		cmocka_unit_test(what_stands_around_a_row_counts_for_it),
		cmocka_unit_test(what_is_not_agreed_refuses_the_file),
		cmocka_unit_test(the_end_of_the_file_is_the_end_of_the_document),
		cmocka_unit_test(rows_keep_their_line_and_place_in_a_large_file),
		cmocka_unit_test(too_much_in_one_row_costs_the_row_only),
		cmocka_unit_test(hostile_files_are_refused),
		cmocka_unit_test(a_wrong_path_names_the_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Workbooks that somebody filled in: what is read of them, and what of hostile ones is refused. */
#include "tests/harness/h.h"

#include "common/file.h"
#include "common/text.h"
#include "extract/xlsx_read.h"
#include "tests/harness/h_zip.h"

static struct arena arena;
static char path[FILE_PATH];

#define NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char book[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook xmlns=\"" NS "\" xmlns:r=\"" REL
        "\"><workbookPr%s/><sheets><sheet name=\"Én\" sheetId=\"1\" r:id=\"rId1\"/>"
        "<sheet name=\"To\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>";
static const char rels[] =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" REL
        "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" REL
        "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" Type=\"" REL
        "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";

#define SHEET(rows) "<worksheet xmlns=\"" NS "\"><sheetData>" rows "</sheetData></worksheet>"

struct parts {
	const char *book, *strings, *first;
};

static void make(const struct parts *p)
{
	const char *of[][2] = { { "xl/workbook.xml", p->book ? p->book : "" },
		{ "xl/_rels/workbook.xml.rels", rels }, { "xl/sharedStrings.xml", p->strings },
		{ "xl/worksheets/sheet1.xml", p->first },
		{ "xl/worksheets/sheet2.xml", SHEET("") } };
	struct h_zip_file f[5];

	if (!p->book)
		of[0][1] = arena_printf(&arena, book, "");
	for (size_t i = 0; i < COUNT_OF(f); i++)
		f[i] = (struct h_zip_file){
			.name = of[i][0], .data = of[i][1], .n = strlen(of[i][1])
		};
	snprintf(path, sizeof path, "%s/a.xlsx", h_tmp("xlsx"));
	h_zip(path, f, COUNT_OF(f));
}

static const struct unzip_limits limits = {
	.entries = 100, .one = 64 << 20, .all = 64 << 20, .ratio = 200
};

/* All rows: "Én 2: a|b", or the error. */
static const char *read_all(void)
{
	const char *out = "";
	struct xlsx *x = NULL;
	struct xlsx_row row;
	struct err e = { 0 };
	int rc = -1;

	if (xlsx_open(&x, path, &limits, &e) == 0)
		while ((rc = xlsx_next(x, &row, &e)) > 0) {
			out = arena_printf(
			        &arena, "%s%s %lld:", out, row.sheet, (long long)row.row);
			for (size_t i = 0; i < row.n; i++)
				out = arena_printf(&arena, "%s%c%s%s", out, i ? '|' : ' ',
				        row.cell[i].text, row.cell[i].number ? "#" : "");
			out = arena_printf(&arena, "%s\n", out);
		}
	xlsx_close(&x);
	return rc < 0 ? arena_strdup(&arena, e.msg) : out;
}

static const char *first_sheet(const char *sheet)
{
	make(&(struct parts){ .first = sheet,
	        .strings = "<sst xmlns=\"" NS "\"><si><t>nul</t></si><si><r><rPr><b/></rPr><t>e</t>"
	                   "</r><r><t xml:space=\"preserve\">n </t></r><rPh><t>x</t></rPh></si>"
	                   "</sst>" });
	return read_all();
}

static void cells_of_every_kind_are_read(void **state)
{
	(void)state;
	assert_string_equal(
	        first_sheet(SHEET("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" "
	                          "t=\"s\"><v>1</v></c><c t=\"inlineStr\"><is><t>æ&amp;ø</t></is>"
	                          "</c></row><row r=\"5\"><c r=\"A5\"><v>46327</v></c><c r=\"B5\" "
	                          "t=\"str\"><f>A1&amp;\"x\"</f><v>regnet</v></c><c r=\"C5\"/>"
	                          "<c r=\"IZ5\"><v>9</v></c></row><row r=\"7\"/>")),
	        "Én 2: nul||en |æ&ø\nÉn 5: 46327#|regnet\n");
	assert_string_equal(
	        first_sheet(SHEET("<row><c><v>1</v></c></row><row><c t=\"b\"><v>1</v></c></row>")),
	        "Én 1: 1#\nÉn 2: 1\n");
}

static bool day(const char *text, bool number, int32_t *ret)
{
	return xlsx_day(NULL, &(struct xlsx_cell){ text, number }, ret);
}

static void days_are_numbers_or_text(void **state)
{
	static const char *const good[] = { "2026-11-01", "01-11-2026", "01.11.2026",
		"01/11/2026" };
	static const char *const bad[] = { "2026-02-29", "1/11", "i morgen", "46327", "" };
	int32_t d;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(day(good[i], false, &d) && d == day_from_ymd(2026, 11, 1));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(day(bad[i], false, &d));
	assert_true(day("46327", true, &d) && d == day_from_ymd(2026, 11, 1));
	assert_true(day("46327.75", true, &d) && d == day_from_ymd(2026, 11, 1));
	assert_true(day("61", true, &d) && d == day_from_ymd(1900, 3, 1));
	assert_false(day("60", true, &d));
	assert_false(day("-1", true, &d));
	assert_false(day("4E4", true, &d));
	assert_false(day("99999999999", true, &d));
}

static void days_may_be_counted_from_1904(void **state)
{
	struct xlsx *x = NULL;
	struct err e = { 0 };
	int32_t d;

	(void)state;
	make(&(struct parts){ .book = arena_printf(&arena, book, " date1904=\"1\""),
	        .first = SHEET(""),
	        .strings = "<sst/>" });
	h_ok(xlsx_open(&x, path, &limits, &e), e);
	assert_true(xlsx_day(x, &(struct xlsx_cell){ "44865", true }, &d));
	assert_int_equal(d, day_from_ymd(2026, 11, 1));
	xlsx_close(&x);
}

static void hostile(const char *sheet, const char *says)
{
	const char *got = first_sheet(sheet);

	if (!strstr(got, says))
		fail_msg("'%s' not in '%s'", says, got);
}

static const char *many(const char *s, size_t n)
{
	size_t len = strlen(s);
	char *out = arena_take(&arena, n * len + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(out + i * len, s, len);
	return out;
}

static void what_is_hostile_is_refused(void **state)
{
	(void)state;
	hostile("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>" SHEET(
	                "<row><c t=\"str\"><v>&b;</v></c></row>"),
	        "refused");
	hostile(SHEET("<row><c t=\"str\"><v>&lol;</v></c></row>"), "not well-formed");
	hostile("<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-a/+AD4-", "not well-formed");
	hostile("<worksheet><sheetData><row><c>", "not well-formed");
	hostile(SHEET("<row r=\"3\"/><row r=\"2\"/>"), "row '2' behind row 3");
	hostile(SHEET("<row r=\"1048577\"/>"), "row '1048577'");
	hostile(SHEET("<row r=\"99999999999999999999\"/>"), "behind row 0");
	hostile(SHEET("<row><c t=\"s\"><v>2</v></c></row>"), "no such text");
	hostile(SHEET("<row><c t=\"s\"><v>-1</v></c></row>"), "no such text");
	hostile(many("<a>", 60000 / 3), "64 niveauer");
	hostile(arena_printf(&arena, SHEET("<row><c %s></c></row>"), many("a='1' ", 300)),
	        "attributter");
	hostile(arena_printf(&arena, SHEET("<row><c t=\"str\"><v>%s<![CDATA[x]]>%s</v></c></row>"),
	                many("x", 30000), many("y", 30000)),
	        "Én 1:");
}

static void what_is_no_workbook_says_so(void **state)
{
	static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on";

	(void)state;
	snprintf(path, sizeof path, "%s/a.xlsx", h_tmp("xlsx"));
	assert_non_null(strstr(read_all(), "could not open"));
	h_write(path, "Fund-nøgle;Svar\n", 16);
	assert_string_equal(read_all(), "it is no workbook (.xlsx)");
	h_write(path, ole, sizeof ole);
	assert_non_null(strstr(read_all(), "older workbook"));
	h_zip_of(path, (const char *const[]){ "a.csv" }, 1, 'a', 10);
	assert_non_null(strstr(read_all(), "'xl/workbook.xml' is not in it"));
	h_zip_of(path, (const char *const[]){ "xl/workbook.xml" }, 1, 'a', 40 << 20);
	assert_non_null(strstr(read_all(), "would grow"));
	h_write(path, "PK\3\4 and then nothing", 20);
	assert_non_null(strstr(read_all(), "cut or damaged"));
}

static void bytes_are_counted_as_they_come_out(void **state)
{
	struct h_zip_file f[] = {
		{ .name = "xl/workbook.xml", .data = "<a/>", .n = 4, .size = 2 }
	};
	const char *got;

	(void)state;
	snprintf(path, sizeof path, "%s/a.xlsx", h_tmp("xlsx"));
	h_zip(path, f, 1);
	got = read_all();
	assert_true(
	        strstr(got, "damaged") || strstr(got, "more bytes") || strstr(got, "well-formed"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_of_every_kind_are_read),
		cmocka_unit_test(days_are_numbers_or_text),
		cmocka_unit_test(days_may_be_counted_from_1904),
		cmocka_unit_test(what_is_hostile_is_refused),
		cmocka_unit_test(what_is_no_workbook_says_so),
		cmocka_unit_test(bytes_are_counted_as_they_come_out),
	};
	int rc = cmocka_run_group_tests_name("xlsx_read", tests, NULL, NULL);

	arena_done(&arena);
	return rc;
}

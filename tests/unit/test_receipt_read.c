/* Receipts as they come: each form, each word, and what is refused. */
#include "tests/harness/h.h"

#include "common/file.h"
#include "report/mime.h"
#include "report/receipt_read.h"
#include "report/xsd.h"

#define NS "urn:indberet:receipt:1"
#define OWN "x.receipt.xml"
#define HEAD(state)                                                                                \
	"<receipt xmlns=\"" NS "\" state=\"" state                                                 \
	"\" time=\"2026-11-02T08:00:00Z\" rules=\"R7\">"                                           \
	"<delivery package=\"dst-l201_492_2026M10_20261101.asice\"/>"
#define END "</receipt>"

static struct receipt_defs defs;
static struct arena arena;
static const char *folder;

static int setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	folder = arena_strdup(&arena, h_tmp("receipt_read"));
	h_ok(receipt_defs_load(&defs, NULL, &arena, &e), e);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	h_tmp_remove(folder);
	arena_done(&arena);
	return 0;
}

/* Every line as "record|cpr|outcome|code|field|text;" */
static int keep(void *arg, const struct receipt_line *l, struct err *e)
{
	struct buf *b = arg;

	(void)e;
	return buf_printf(b, "%s|%s|%s|%s|%s|%s;", RECEIPT_LINE(l, RECORD), RECEIPT_LINE(l, CPR),
	        l->is_record ? receipt_state_name(l->outcome) : "-", RECEIPT_LINE(l, CODE),
	        RECEIPT_LINE(l, FIELD), RECEIPT_LINE(l, TEXT));
}

static int read_as(const char *name, const void *data, size_t n, struct receipt_head *h,
        struct buf *lines, struct err *e)
{
	struct receipt_in in = { .path = arena_printf(&arena, "%s/%s", folder, name),
		.arena = &arena };

	in.def = receipt_def_of(&defs, name, &in.name);
	assert_non_null(in.def);
	h_write(in.path, data, n);
	*e = (struct err){ 0 };
	return receipt_read(&in, h, lines ? keep : NULL, lines, e);
}

static void says(const char *name, const char *data, const char *state, const char *lines)
{
	struct buf b CLEANUP(buf_done);
	struct receipt_head h;
	struct err e;

	buf_init(&b, 1 << 20);
	h_ok(read_as(name, data, strlen(data), &h, &b, &e), e);
	if (strcmp(receipt_state_name(h.state), state) != 0)
		fail_msg("%s: %s, not %s (%s)", data, receipt_state_name(h.state), state,
		        h.first_unknown);
	assert_string_equal(b.data ? b.data : "", lines);
}

static void refused(const char *name, const char *data, size_t n, const char *why)
{
	struct receipt_head h;
	struct err e;

	if (read_as(name, data, n, &h, NULL, &e) == 0)
		fail_msg("taken: %.200s", data);
	assert_int_equal(e.code, ERR_DATA);
	if (!strstr(e.msg, why))
		fail_msg("'%s' does not say '%s'", e.msg, why);
}

static void own_states(void **state)
{
	(void)state;
	says(OWN, HEAD("received") END, "received", "");
	says(OWN, HEAD("accepted") END, "accepted", "");
	says(OWN,
	        HEAD("partly") "<record id=\"M1\" outcome=\"accepted\"/><record id=\"M2\" "
	                       "outcome=\"rejected\"><error code=\"E1\" field=\"KODE\">Ukendt "
	                       "&amp; "
	                       "forkert</error><error code=\"A&amp;B\"/></record>" END,
	        "partly",
	        "M1||accepted|||;M2||-|E1|KODE|Ukendt & forkert;M2||-|A&B||;M2||rejected|||;");
	says(OWN, HEAD("rejected") "<error code=\"E9\">Hele filen</error>" END, "rejected",
	        "||-|E9||Hele filen;");
}

/* What is in no table is unknown, and never success. */
static void unknown_words(void **state)
{
	static const char *const words[] = { "", "0", "OK", "ok", "Accepted", "ACCEPTED", "success",
		"accepted.", "processed", "null", "unknown", "errors" };
	char text[600];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		snprintf(text, sizeof text,
		        "<receipt xmlns=\"" NS
		        "\" state=\"%s\"><delivery package=\"a_1\"/></receipt>",
		        words[i]);
		says(OWN, text, "unknown", "");
	}
	says(OWN, "<receipt xmlns=\"" NS "\"><delivery package=\"a_1\"/></receipt>", "unknown", "");
	says(OWN, HEAD("accepted") "<record id=\"M1\" outcome=\"fine\"/>" END, "unknown",
	        "M1||unknown|||;");
	says(OWN, HEAD("accepted") "<record id=\"M1\" outcome=\"\"/>" END, "unknown",
	        "M1||unknown|||;");
	says(OWN, HEAD("accepted") "<record id=\"M1\" outcome=\"rejected\"/>" END, "unknown",
	        "M1||rejected|||;");
	says(OWN, HEAD("rejected") "<record id=\"M1\" outcome=\"accepted\"/>" END, "unknown",
	        "M1||accepted|||;");
	says(OWN, HEAD("partly") END, "unknown", "");
	/* Another namespace: nothing of it is ours. */
	says(OWN, "<receipt xmlns=\"urn:other\" state=\"accepted\"/>", "unknown", "");
}

static void hostile_xml(void **state)
{
	static const char xxe[] = "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
	                          "<receipt xmlns=\"" NS "\" state=\"&x;\"/>";
	static const char laughs[] =
	        "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>"
	        "<receipt xmlns=\"" NS "\" state=\"&b;\"/>";

	(void)state;
	refused(OWN, xxe, sizeof xxe - 1, "document type");
	refused(OWN, laughs, sizeof laughs - 1, "document type");
	refused(OWN, "", 0, "XML");
	refused(OWN, "\0\0\0\0", 4, "well-formed");
	refused(OWN, HEAD("accepted"), strlen(HEAD("accepted")), "end");
	refused(OWN, HEAD("accepted") "</x>", strlen(HEAD("accepted") "</x>"), "well-formed");
	refused(OWN, HEAD("accepted") END "<a/>", strlen(HEAD("accepted") END "<a/>"),
	        "well-formed");
	refused(OWN, HEAD("accepted") "&x;" END, strlen(HEAD("accepted") "&x;" END), "well-formed");
	refused(OWN, HEAD("partly") "<record outcome=\"accepted\"/>" END,
	        strlen(HEAD("partly") "<record outcome=\"accepted\"/>" END), "without its id");
}

/* Cut at every byte: refused each time, and nothing was understood. */
static void cut_short(void **state)
{
	static const char whole[] = HEAD("partly") "<record id=\"M1\" outcome=\"accepted\"/>" END;

	(void)state;
	for (size_t n = 0; n < sizeof whole - 1; n++)
		refused(OWN, whole, n, "");
}

/* Many levels, many attributes, one long tag, a long value: a bound for each. */
static void large_xml(void **state)
{
	size_t n = 3 << 20, used = 0;
	char *s = malloc(n);

	(void)state;
	for (int i = 0; i < 200; i++)
		used += (size_t)snprintf(s + used, n - used, "<a>");
	refused(OWN, s, used, "too deep");
	used = (size_t)snprintf(s, n, "<receipt xmlns=\"" NS "\"");
	for (int i = 0; i < 100000; i++)
		used += (size_t)snprintf(s + used, n - used, " a%d=\"1\"", i);
	refused(OWN, s, used, "too long");
	used = (size_t)snprintf(s, n, HEAD("rejected") "<error code=\"E\">");
	memset(s + used, 'x', 1 << 20);
	refused(OWN, s, used + (1 << 20), "too long");
	used = (size_t)snprintf(s, n, HEAD("rejected") "<!--");
	memset(s + used, 'x', 1 << 20);
	refused(OWN, s, used + (1 << 20), "too long");
	free(s);
}

static void same_as_schema(const char *data, bool fits)
{
	struct xsd x CLEANUP(xsd_close) = { 0 };
	const char *path = arena_printf(&arena, "%s/schema.xml", folder);
	struct err e = { 0 };

	h_write(path, data, strlen(data));
	h_ok(xsd_open("schemas/xsd/receipt.xsd", &x, &e), e);
	if ((xsd_validate(&x, path, true, &e) == 0) != fits)
		fail_msg("%s: %s", data, fits ? e.msg : "fits the schema");
}

static void schema(void **state)
{
	(void)state;
	same_as_schema(HEAD("accepted") END, true);
	same_as_schema(HEAD("partly") "<error code=\"E\"/><record id=\"a\" outcome=\"accepted\"/>"
	                              "<record id=\"b\" outcome=\"rejected\"/>" END,
	        true);
	same_as_schema(HEAD("partly") "<record id=\"a\" outcome=\"accepted\"/>"
	                              "<record id=\"a\" outcome=\"rejected\"/>" END,
	        false);
	same_as_schema(HEAD("fine") END, false);
	same_as_schema(HEAD("partly") "<record id=\"\" outcome=\"accepted\"/>" END, false);
	same_as_schema("<receipt xmlns=\"urn:other\"/>", false);
}

static void sftpreceipt(void **state)
{
	static const char *const name = "T_492_T201_P112026_V01_D20261101T000000.xml.sftpreceipt";
	struct receipt_head h;
	struct err e;
	const char *ok = "<FileReceipt><Status>RECEIVED</Status></FileReceipt>";

	(void)state;
	says(name, ok, "received", "");
	says(name,
	        "<a Status=\"FAILED\"><Error><Code>12</Code><Description>Ukendt "
	        "modtager</Description></Error></a>",
	        "rejected", "||-|12||Ukendt modtager;");
	says(name, "<a><Status/></a>", "unknown", "");
	says(name, "<a><Status>0</Status></a>", "unknown", "");
	says(name, "<a/>", "unknown", "");
	h_ok(read_as(name, ok, strlen(ok), &h, NULL, &e), e);
	assert_string_equal(h.value[RV_NAME], "T_492_T201_P112026_V01_D20261101T000000.xml");
	refused(name, "<a><Status>RECEIVED</Status><Status>FAILED</Status></a>",
	        strlen("<a><Status>RECEIVED</Status><Status>FAILED</Status></a>"), "two different");
}

static void error_list(void **state)
{
	static const char *const name = "fejlliste_dst-l201_2025_endelig.csv";
	static const char bad[] = "CPR;Fejlkode;Fejltekst\n1;2\n";
	static const char none[] = "CPR;Tekst\n1;2\n";
	struct receipt_head h;
	struct err e;

	(void)state;
	says(name,
	        "Id;CPR;Fejlkode;Felt;Fejltekst\nM1;;E1;KODE;Forkert\n;3102139995;E2;;\"Nej; "
	        "nej\"\n",
	        "errors", "M1||-|E1|KODE|Forkert;|3102139995|-|E2||Nej; nej;");
	says(name, "CPR;Kode;Tekst\n", "errors", "");
	refused(name, bad, sizeof bad - 1, "2 fields");
	refused(name, none, sizeof none - 1, "no column 'Fejlkode | Kode'");
	refused(name, "", 0, "empty");
	refused(name, "CPR;Kode;Tekst\n\xff;1;2\n", 19, "UTF-8");
	h_ok(read_as(name, "CPR;Kode;Tekst\n", 15, &h, NULL, &e), e);
	assert_string_equal(h.value[RV_REPORT], "dst-l201");
	assert_string_equal(h.value[RV_PERIOD], "2025");
}

static void mail(void **state)
{
	static const char name[] = "svar.eml";
	static const char html[] = "Subject: a\nContent-Type: text/html\n\n<p>";
	static const char koi8[] = "Subject: a\nContent-Type: text/plain; charset=koi8-r\n\nx";
	static const char open[] =
	        "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx";
	struct receipt_head h;
	struct err e;
	static const char quoted[] =
	        "From: noreply@example.invalid\r\nSubject: "
	        "=?utf-8?Q?Levering_dst-l201=5F492=5F2026M10=5F20261101_er_delvist_godkendt?=\r\n"
	        "Content-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\n--=_b\r\n"
	        "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: "
	        "quoted-printable\r\n\r\nFejl E12 i post M1, KODE: uden v=E6rdi\r\nHilsen\r\n"
	        "--=_b\r\nContent-Type: text/html\r\n\r\n<p>er godkendt</p>\r\n--=_b--\r\n";

	(void)state;
	says(name, quoted, "partly", "M1||rejected|E12|KODE|uden v\xc3\xa6rdi;");
	h_ok(read_as(name, quoted, sizeof quoted - 1, &h, NULL, &e), e);
	assert_int_equal(h.words.n, 1);
	assert_string_equal(h.words.word[0], "dst-l201_492_2026M10_20261101");
	says(name, "Subject: =?iso-8859-1?B?ZXIgbW9kdGFnZXQ=?=\n\nx\n", "received", "");
	says(name, "Subject: er godkendt og er afvist\n\nx\n", "unknown", "");
	says(name, "Subject: Tak\n\nx er godkendt\n", "unknown", "");
	says(name, "bare tekst", "unknown", "");
	says(name, "Subject: er delvist godkendt\n\nMon E1 i post M1: x\n", "unknown",
	        "M1||unknown|E1||x;");
	refused(name, html, sizeof html - 1, "no part of plain text");
	refused(name, koi8, sizeof koi8 - 1, "koi8-r");
	refused(name, open, sizeof open - 1, "never ends");
}

static void patterns(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool fits;
	} cases[] = {
		{ "a", "a", true },
		{ "a", "ab", false },
		{ "*", "", true },
		{ "a*b", "ab", true },
		{ "a*b", "axxbxb", true },
		{ "a*b", "axxbx", false },
		{ "{name}.x", ".x", true },
		{ "{nothing}", "{nothing}", true },
	};
	struct receipt_capture c;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(receipt_pattern_fits(cases[i].pattern, cases[i].text,
		                         strlen(cases[i].text), &c),
		        cases[i].fits);
	assert_true(receipt_pattern_fits("{package}.receipt.xml", "a.asice.receipt.xml", 19, &c));
	assert_int_equal(c.n[RV_PACKAGE], 7);
	assert_true(receipt_pattern_fits("f_{report}_{period}*.csv", "f_a_b_2025.csv", 14, &c));
	assert_memory_equal(c.s[RV_REPORT], "a", c.n[RV_REPORT]);
}

static int local_def(const char *text, struct err *e)
{
	struct receipt_defs own;

	h_write(arena_printf(&arena, "%s/receipts.d/local.def", folder), text, strlen(text));
	*e = (struct err){ 0 };
	return receipt_defs_load(&own, folder, &arena, e);
}

static void definitions(void **state)
{
#define LOCAL "id = local\ntext_da = x\ntext_en = x\nfile = *.local\nform = keys\n"
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ LOCAL, "nothing would ever be understood" },
		{ LOCAL "word = fine : X\n", "local.def:6" },
		{ LOCAL "word = accepted : X | X\n", "each word once" },
		{ LOCAL "word = accepted : X\nword = rejected : X\n", "each word once" },
		{ LOCAL "word = accepted : X | | Y\n", "not empty" },
		{ LOCAL "word = unknown : X\n", "STATE" },
		{ LOCAL "outcome = partly : X\n", "accepted or rejected" },
		{ LOCAL "take = colour Farve\n", "VALUE PLACE" },
		{ LOCAL "take = state\n", "VALUE PLACE" },
		{ LOCAL "match = accepted nose : *\n", "match" },
		{ LOCAL "charset = ebcdic\n", "charset" },
		{ "id = local\n", "text_da" },
		{ "id = local\ntext_da = x\ntext_en = x\nfile = *\nform = pdf\n", "form" },
	};
	struct err e;

	(void)state;
	h_ok(dir_make(arena_printf(&arena, "%s/receipts.d", folder), &e), e);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(local_def(bad[i].text, &e), -1);
		assert_int_equal(e.code, ERR_CONFIG);
		if (!strstr(e.msg, bad[i].says))
			fail_msg("'%s' does not say '%s'", e.msg, bad[i].says);
	}
	h_ok(local_def(LOCAL "take = state Svar\nword = accepted : JA\n", &e), e);
}

static void keys(void **state)
{
	struct receipt_def d = { .id = "k", .form = "keys", .charset = "windows-1252" };
	struct receipt_in in = { .def = &d, .path = arena_printf(&arena, "%s/k", folder) };
	struct receipt_head h;
	struct buf b CLEANUP(buf_done);
	static const char text[] = "Svar : JA\r\nPakke= a_1\n; M1 \xe6; E1\nAndet: x\n";
	struct err e = { 0 };

	(void)state;
	d.reader = receipt_reader_find("keys");
	d.take[d.takes++] = (struct receipt_take){ RV_STATE, "Svar | Status", FROM_PLACE };
	d.take[d.takes++] = (struct receipt_take){ RV_PACKAGE, "Pakke", FROM_PLACE };
	d.word[d.words++] = (struct receipt_word){ RECEIPT_RECEIVED, "JA" };
	d.line[d.lines++] = "; {record}; {code}";
	h_write(in.path, text, sizeof text - 1);
	buf_init(&b, 1000);
	h_ok(receipt_read(&in, &h, keep, &b, &e), e);
	assert_int_equal(h.state, RECEIPT_RECEIVED);
	assert_string_equal(h.value[RV_PACKAGE], "a_1");
	assert_string_equal(b.data, "M1 \xc3\xa6||-|E1||;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_states),
		cmocka_unit_test(unknown_words),
		cmocka_unit_test(hostile_xml),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(large_xml),
		cmocka_unit_test(schema),
		cmocka_unit_test(sftpreceipt),
		cmocka_unit_test(error_list),
		cmocka_unit_test(mail),
		cmocka_unit_test(patterns),
		cmocka_unit_test(definitions),
		cmocka_unit_test(keys),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

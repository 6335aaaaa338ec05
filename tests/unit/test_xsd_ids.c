/*
 * An id that stands twice is found: by libxml2 (through our SAX plug and by xmllint, read whole and
 * in stream), by our own look at files in order, at the very end of a file, and across parts.
 */
#include "tests/harness/h.h"

#include <unistd.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/defs.h"
#include "common/file.h"
#include "report/xsd.h"

#define XSD "schemas/xsd/"
#define DST_NS "http://rep.oio.dk/dst.dk/xml/schemas/2010/04/16/"
#define ENVELOPE                                                                                   \
	"<m:DeliveryMetadataNewStructure xmlns:m=\"" DST_NS "\"><d:Envelope "                      \
	"xmlns:d=\"http://rep.oio.dk/dst.dk/xml/schemas/2002/06/28/\"><d:Source>x</d:Source>"      \
	"<d:SurveyID>D280600</d:SurveyID><d:FormID>T</d:FormID><d:Period>2026M10</d:Period>"       \
	"<d:Entity><d:EntityIDType>Kommune</d:EntityIDType><d:EntityID>492</d:EntityID>"           \
	"</d:Entity></d:Envelope></m:DeliveryMetadataNewStructure>"

/* A return: its schema, the schema with its identity constraint, and how a record reads. */
static const struct kind {
	const char *schema, *house, *ns, *root, *collection, *record, *before, *id, *after;
} kinds[] = {
	{ XSD "DST_UdsatteBoernOgUngeLeveranceL201U1Struktur.xsd",
	        XSD "house-DST_UdsatteBoernOgUngeLeveranceL201U1Struktur.xsd", DST_NS,
	        "UdsatteBoernOgUngeLeveranceL201U1Struktur", "ForanstaltningStrukturSamling",
	        "ForanstaltningStruktur",
	        "<UdsatBarnCPRidentifikator>0201154007</UdsatBarnCPRidentifikator>"
	        "<FormynderCPRidentifikator>0202800002</FormynderCPRidentifikator>",
	        "ForanstaltningId",
	        "<ForanstaltningKode>415</ForanstaltningKode>"
	        "<ForanstaltningStartDato>2024-01-01</ForanstaltningStartDato>" },
	{ XSD "DST_BoernMedHandicapLeveranceL231Struktur.xsd",
	        XSD "house-DST_BoernMedHandicapLeveranceL231Struktur.xsd", DST_NS,
	        "BoernMedHandicapLeveranceL231Struktur", "BoernMedHandicapSagStrukturSamling",
	        "BoernMedHandicapSagStruktur", "", "INDSATSFORLOEB_ID",
	        "<INDBERETNINGSTYPE>Ny</INDBERETNINGSTYPE><CPR>0201154007</CPR>"
	        "<INDSATS_KODE>001</INDSATS_KODE><INDSATS_STARTDATO>2024-01-01</"
	        "INDSATS_STARTDATO>" },
	{ XSD "underretninger-1.xsd", XSD "underretninger-1.xsd",
	        "urn:indberet:dst-underretninger:1", "UnderretningLeveranceStruktur",
	        "UnderretningStrukturSamling", "UnderretningStruktur", "", "UNDERRETNING_ID",
	        "<INDBERETNINGSTYPE>Opdatering</INDBERETNINGSTYPE><HANDLEKOMMUNE>492</"
	        "HANDLEKOMMUNE>"
	        "<UFOEDT>nej</UFOEDT><CPR>0201154007</CPR><MODTAGET_DATO>2024-01-01</MODTAGET_DATO>"
	        "<UNDERRETTER>4</UNDERRETTER><AARSAG>1</AARSAG>" },
};

static void add_record(struct buf *b, const struct kind *k, const char *id)
{
	buf_printf(b, "<%s>%s<%s>%s</%s>%s</%s>\n", k->record, k->before, k->id, id, k->id,
	        k->after, k->record);
}

/* Records `from` to `to`, and at the very end `last` again, if there is one. */
static const char *document(
        const struct kind *k, int from, int to, const char *last, const char *name, struct arena *a)
{
	struct buf b CLEANUP(buf_done);
	const char *path = arena_printf(a, "%s.%s.xml", h_tmp("ids"), name);
	char id[32];

	buf_init(&b, 1 << 26);
	buf_printf(&b, "<%s xmlns=\"%s\">" ENVELOPE "<%s>", k->root, k->ns, k->collection);
	for (int i = from; i < to; i++) {
		snprintf(id, sizeof id, "A%06d", i);
		add_record(&b, k, id);
	}
	if (last)
		add_record(&b, k, last);
	buf_printf(&b, "</%s></%s>\n", k->collection, k->root);
	assert_false(b.full);
	h_write(path, b.data, b.len);
	return path;
}

/* "" or why it does not fit. */
static const char *judged(const char *schema, bool ordered, const char *path, struct arena *a)
{
	struct xsd x CLEANUP(xsd_close) = { 0 };
	struct err e = { 0 };

	h_ok((ordered ? xsd_open_ordered : xsd_open)(schema, &x, &e), e);
	assert_int_equal(x.ordered, ordered);
	return xsd_validate(&x, path, false, &e) < 0 ? arena_strdup(a, e.msg) : "";
}

static bool xmllint(const char *options, const char *schema, const char *path, struct arena *a)
{
	return system(arena_printf(a, "xmllint --noout --nonet %s --schema %s %s >/dev/null 2>&1",
	               options, schema, path)) == 0;
}

enum { MANY = 20000 };

static void an_id_that_comes_again_at_the_very_end_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		const struct kind *k = &kinds[i];
		const char *good = document(k, 0, MANY, NULL, "good", &a);
		const char *twice = document(k, 0, MANY, "A019999", "twice", &a);
		const char *far = document(k, 0, MANY, "A000000", "far", &a);

		assert_string_equal(judged(k->schema, true, good, &a), "");
		assert_non_null(strstr(judged(k->schema, true, twice, &a), "its id stands twice"));
		assert_non_null(
		        strstr(judged(k->schema, true, far, &a), "in the order of their ids"));
		/* libxml2 itself, as the schema says */
		assert_string_equal(judged(k->house, false, good, &a), "");
		assert_non_null(strstr(judged(k->house, false, twice, &a), "its id stands twice"));
		assert_non_null(strstr(judged(k->house, false, far, &a), "its id stands twice"));
		assert_true(xmllint("", k->house, good, &a));
		assert_false(xmllint("", k->house, far, &a));
		assert_true(xmllint("--stream", k->house, good, &a));
		assert_false(xmllint("--stream", k->house, twice, &a));
		assert_false(xmllint("--stream", k->house, far, &a));
		unlink(good), unlink(twice), unlink(far);
	}
}

static void no_message_holds_the_id(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct kind *k = &kinds[2];
	const char *path = document(k, 0, 10, "A000004", "m", &a);

	(void)state;
	assert_null(strstr(judged(k->schema, true, path, &a), "A000004"));
	assert_null(strstr(judged(k->schema, false, path, &a), "A000004"));
	unlink(path);
}

static void an_id_in_two_parts_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		const struct kind *k = &kinds[i];
		const char *one = document(k, 0, 50, NULL, "1", &a);
		const char *two = document(k, 50, 100, NULL, "2", &a);
		const char *overlap = document(k, 99, 120, NULL, "3", &a);
		struct xsd x CLEANUP(xsd_close) = { 0 };
		struct xsd_ids ids = { 0 };
		struct err e = { 0 };

		h_ok(xsd_open_ordered(k->schema, &x, &e), e);
		h_ok(xsd_validate_part(&x, one, false, &ids, &e), e);
		h_ok(xsd_validate_part(&x, two, false, &ids, &e), e);
		assert_int_equal(xsd_validate_part(&x, overlap, false, &ids, &e), -1);
		assert_non_null(strstr(e.msg, "line 1, "));
		assert_non_null(strstr(e.msg, "its id stands twice"));
		h_ok(xsd_validate(&x, overlap, false, &e), e); /* alone it is whole */
		unlink(one), unlink(two), unlink(overlap);
	}
}

static void a_record_without_its_id_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct arena a CLEANUP(arena_done) = { 0 };
		struct kind k = kinds[i];
		const char *path;

		k.record = "x";
		k.before = "";
		path = document(&k, 0, 1, NULL, "x", &a);
		assert_string_not_equal(judged(kinds[i].schema, true, path, &a), "");
		assert_string_not_equal(judged(kinds[i].house, false, path, &a), "");
		unlink(path);
	}
}

static void ids_keep_to_one_of_two_orders(void **state)
{
	static const struct {
		const char *ids[6];
		enum ids_verdict last;
	} cases[] = {
		{ { "a" }, IDS_ONCE },
		{ { "a", "a" }, IDS_TWICE },
		{ { "a", "b", "a" }, IDS_UNORDERED },
		{ { "a", "b", "a", "a" }, IDS_TWICE },
		{ { "M1", "M10", "M1~2" }, IDS_ONCE },          /* bytes */
		{ { "M1", "M1~2", "M1~10", "M10" }, IDS_ONCE }, /* stem and number */
		{ { "M1~2", "M1~10", "M10", "M1~3" }, IDS_UNORDERED },
		{ { "M1", "M10", "M1~2", "M1~10" }, IDS_UNORDERED },
		{ { "M1~2", "M1~2" }, IDS_TWICE },
		{ { "", "a" }, IDS_ONCE },
		{ { "~2", "~3" }, IDS_ONCE },
		{ { "a~01", "a~02" }, IDS_ONCE },
		{ { "a~1", "a" }, IDS_UNORDERED },
		{ { "Z", "a", "\xc3\xa6", "\xf0\x9d\x84\x9e" }, IDS_ONCE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct xsd_ids ids = { 0 };
		enum ids_verdict v = IDS_ONCE;

		for (size_t k = 0; k < 6 && cases[i].ids[k]; k++)
			v = ids_add(&ids, cases[i].ids[k], strlen(cases[i].ids[k]));
		if (v != cases[i].last)
			fail_msg("case %zu: %d", i, (int)v);
	}
}

static void the_rule_is_what_the_schema_says(void **state)
{
	static const char *const none[] = { "", "<xs:key name=\"a\">",
		"<xs:key x><xs:selector xpath=\"a\"/>"
		"<xs:field xpath=\"b\"/>",
		"<xs:key x><xs:selector xpath=\"a/b/c\"/><xs:field xpath=\"b\"/>",
		"<xs:key x><xs:selector xpath=\"a/b\"/><xs:field xpath=\"@b\"/>",
		"<xs:key x><xs:selector xpath=\".//b\"/><xs:field xpath=\"b\"/>",
		"<xs:key x><xs:selector xpath=\"a/b\"/>" };
	struct ids_rule r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(none); i++)
		if (ids_rule_read(none[i], &r))
			fail_msg("'%s'", none[i]);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		assert_true(ids_rule_read(def_find(kinds[i].house)->data, &r));
		assert_string_equal(r.collection, kinds[i].collection);
		assert_string_equal(r.record, kinds[i].record);
		assert_string_equal(r.field, kinds[i].id);
		assert_true(r.sole);
	}
	/* The receiver's own schemas stay as they are. */
	assert_null(strstr(def_find(kinds[0].schema)->data, "<xs:key"));
	assert_null(strstr(def_find(kinds[1].schema)->data, "<xs:key"));
}

/* What a schema asks besides its first key is not lost when ids are judged in order. */
static void further_constraints_stay(void **state)
{
	static const char *const schemas[] = { XSD "anbringelser-1.xsd",
		XSD "ast-anbringelser-1.xsd" };
	struct ids_rule r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(schemas); i++) {
		struct xsd x CLEANUP(xsd_close) = { 0 };
		struct err e = { 0 };

		assert_true(ids_rule_read(def_find(schemas[i])->data, &r));
		assert_false(r.sole);
		h_ok(xsd_open_ordered(schemas[i], &x, &e), e);
		assert_true(x.ordered);
		assert_true(xsd_keeps_constraints(&x));
	}
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct xsd x CLEANUP(xsd_close) = { 0 };
		struct err e = { 0 };

		h_ok(xsd_open_ordered(kinds[i].schema, &x, &e), e);
		assert_false(xsd_keeps_constraints(&x));
	}
}

#define SHA(c)                                                                                     \
	c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c  \
	        c c c c c c c c c c c c c c c c c c c
#define PAYLOAD(n) "<payload name=\"" n "\" type=\"xml\" bytes=\"1\" sha256=\"" SHA("a") "\"/>"
#define INPUT(n) "<input feed=\"cpr\" name=\"" n "\" bytes=\"1\" sha256=\"" SHA("b") "\"/>"
#define REASON(n) "<excluded reason=\"" n "\" n=\"1\"/>"
#define RULE(n) "<findings rule=\"" n "\" n=\"1\"/>"
#define MANIFEST(inputs, counts, payloads)                                                         \
	"<manifest xmlns=\"urn:indberet:manifest:1\">"                                             \
	"<program name=\"x\" version=\"1\" definitions=\"x\"/>"                                    \
	"<report id=\"x\" definition=\"x\" period=\"2026M10\" as-of=\"2026-11-01\" "               \
	"municipality=\"492\" receiver=\"x\" test=\"true\"/><inputs>" inputs "</inputs>"           \
	"<counts records=\"1\" held=\"0\">" counts "</counts><payloads>" payloads                  \
	"</payloads></manifest>"

static void a_manifest_names_each_thing_once(void **state)
{
	static const struct {
		const char *xml;
		bool good;
	} cases[] = {
		{ MANIFEST(INPUT("a") INPUT("b"),
		          REASON("AGE") REASON("ACTING") RULE("A01") RULE("A02"),
		          PAYLOAD("a.xml") PAYLOAD("a.csv")),
		        true },
		{ MANIFEST("", "", PAYLOAD("a.xml") PAYLOAD("a.csv") PAYLOAD("a.xml")), false },
		{ MANIFEST(INPUT("a") INPUT("b") INPUT("a"), "", PAYLOAD("a")), false },
		{ MANIFEST("", REASON("AGE") REASON("AGE"), PAYLOAD("a")), false },
		{ MANIFEST("", RULE("A01") RULE("A01"), PAYLOAD("a")), false },
	};
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *path = arena_printf(&a, "%s.m.xml", h_tmp("ids"));

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		h_write(path, cases[i].xml, strlen(cases[i].xml));
		assert_int_equal(xmllint("", XSD "manifest.xsd", path, &a), cases[i].good);
		assert_int_equal(xmllint("--stream", XSD "manifest.xsd", path, &a), cases[i].good);
		assert_int_equal(
		        *judged(XSD "manifest.xsd", false, path, &a) == '\0', cases[i].good);
	}
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_that_comes_again_at_the_very_end_is_found),
		cmocka_unit_test(no_message_holds_the_id),
		cmocka_unit_test(an_id_in_two_parts_is_found),
		cmocka_unit_test(a_record_without_its_id_is_found),
		cmocka_unit_test(ids_keep_to_one_of_two_orders),
		cmocka_unit_test(the_rule_is_what_the_schema_says),
		cmocka_unit_test(further_constraints_stay),
		cmocka_unit_test(a_manifest_names_each_thing_once),
	};

	return cmocka_run_group_tests_name("xsd_ids", tests, NULL, NULL);
}

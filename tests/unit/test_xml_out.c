/* XML as it must stand in a file: escaped, allowed, canonical. libxml2's own canonicaliser is the
 * judge. */
#include "tests/harness/h.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>

#include "report/xml_out.h"

static const struct xml_ns names[] = {
	{ "", "urn:a" },
	{ "b", "urn:b?x=1" },
	{ "xsi", "http://www.w3.org/2001/XMLSchema-instance" },
};

/* What `write` puts into a file, as text. */
static char *written(struct arena *a, int (*write)(struct sink *, void *), void *arg, int *ret)
{
	struct sink *s = arena_take(a, sizeof *s);
	struct err e = { 0 };
	char *data = NULL, hex[65];
	int64_t bytes;
	size_t n;
	FILE *f = open_memstream(&data, &n);
	char *copy;

	h_ok(sink_begin(s, f, &e), e);
	*ret = write(s, arg);
	h_ok(sink_end(s, hex, &bytes, &e), e);
	sink_done(s);
	fclose(f);
	assert_int_equal(n, bytes);
	copy = arena_strndup(a, data, n);
	free(data);
	return copy;
}

struct text {
	const char *s;
	size_t n;
};

static int write_text(struct sink *s, void *arg)
{
	const struct text *t = arg;

	return xml_out_text(s, t->s, t->n);
}

static int write_attribute(struct sink *s, void *arg)
{
	const struct text *t = arg;

	return xml_out_attribute(s, t->s, t->n);
}

static void text_and_attributes_are_escaped_as_canonical_xml_says(void **state)
{
	static const struct {
		const char *in, *text, *attribute;
	} cases[] = {
		{ "plain", "plain", "plain" },
		{ "", "", "" },
		{ "a&b<c>d", "a&amp;b&lt;c&gt;d", "a&amp;b&lt;c&gt;d" },
		{ "]]>", "]]&gt;", "]]&gt;" },
		{ "\"'", "\"'", "&quot;'" },
		{ "\t\n\r", "\t\n&#xD;", "&#x9;&#xA;&#xD;" },
		{ "æøå", "æøå", "æøå" },
		{ "𝄞\U0010FFFF", "𝄞\U0010FFFF", "𝄞\U0010FFFF" },
		{ "\x7f\xc2\x80", "\x7f\xc2\x80", "\x7f\xc2\x80" },
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct text t = { cases[i].in, strlen(cases[i].in) };
		int rc;

		assert_string_equal(written(&a, write_text, &t, &rc), cases[i].text);
		assert_int_equal(rc, 0);
		assert_string_equal(written(&a, write_attribute, &t, &rc), cases[i].attribute);
		assert_int_equal(rc, 0);
		assert_true(xml_text_check(t.s, t.n));
	}
}

static void what_xml_does_not_allow_is_refused(void **state)
{
	static const struct text cases[] = {
		{ "a\0b", 3 }, { "\x01", 1 }, { "\x08", 1 }, { "\x0b", 1 }, { "\x0c", 1 },
		{ "\x1f", 1 }, { "\x1b[31m", 5 }, { "\x80", 1 },      /* a following byte alone */
		{ "\xc3", 1 },                                        /* cut short */
		{ "\xc3(", 2 }, { "\xc0\x80", 2 },                    /* NUL written too long */
		{ "\xc1\xbf", 2 }, { "\xe0\x80\xaf", 3 },             /* too long */
		{ "\xed\xa0\x80", 3 },                                /* half a surrogate */
		{ "\xef\xbf\xbe", 3 },                                /* U+FFFE */
		{ "\xef\xbf\xbf", 3 },                                /* U+FFFF */
		{ "\xf0\x80\x80\xaf", 4 }, { "\xf4\x90\x80\x80", 4 }, /* over U+10FFFF */
		{ "\xf8\x88\x80\x80\x80", 5 },
		{ "K\xf8"
		  "benhavn",
		        9 }, /* Latin-1 */
	};
	struct arena a CLEANUP(arena_done) = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct text t = cases[i];
		int rc;

		(void)written(&a, write_text, &t, &rc);
		assert_int_equal(rc, -1);
		assert_false(xml_text_check(t.s, t.n));
	}
}

static int write_document(struct sink *s, void *arg)
{
	struct arena *a = arg;
	struct xml_out x;
	struct xml_tag tag;
	struct err e = { 0 };

	xml_begin(&x, s, names, COUNT_OF(names));
	h_ok(xml_open(&x, "Root", "urn:a \"file\".xsd", &e), e);
	h_ok(xml_open(&x, "b:Head", NULL, &e), e);
	h_ok(xml_leaf(&x, "b:One", "1 < 2", &e), e);
	h_ok(xml_leaf(&x, "Two", "", &e), e);
	xml_close(&x);
	h_ok(xml_open(&x, "Rows", NULL, &e), e);
	h_ok(xml_tag_make(&x, a, "b:Cell", &tag, &e), e);
	for (int i = 0; i < 3; i++) {
		xml_tag_open(s, &tag);
		assert_int_equal(xml_out_text(s, "x\r\n", 3), 0);
		xml_tag_close(s, &tag);
	}
	xml_close(&x);
	xml_close(&x);
	return 0;
}

static void a_document_is_its_own_exclusive_canonical_form(void **state)
{
	static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
	struct arena a CLEANUP(arena_done) = { 0 };
	xmlChar *canon = NULL;
	xmlDocPtr doc;
	int rc, n;
	char *text = written(&a, write_document, &a, &rc);

	(void)state;
	assert_memory_equal(text, declaration, sizeof declaration - 1);
	doc = xmlReadMemory(text, (int)strlen(text), NULL, NULL, XML_PARSE_NONET);
	assert_non_null(doc);
	n = xmlC14NDocDumpMemory(doc, NULL, XML_C14N_EXCLUSIVE_1_0, NULL, 0, &canon);
	assert_true(n > 0);
	/* the line feed behind the root is outside the canonical form too */
	assert_int_equal(strlen(text), sizeof declaration - 1 + (size_t)n + 1);
	assert_memory_equal(text + sizeof declaration - 1, canon, (size_t)n);
	xmlFree(canon);
	xmlFreeDoc(doc);
}

static void names_that_are_no_element_names_are_refused(void **state)
{
	static const char *const bad[] = { "", "1a", "a b", "a:b:c", ":a", "a:", "a<", "K\xc3\xb8n",
		"-a" };
	static const char *const good[] = { "a", "INDSATS_KODE", "dst:Envelope", "a-b.c1" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(xml_name_check(bad[i]));
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(xml_name_check(good[i]));
}

static int write_undeclared(struct sink *s, void *arg)
{
	struct xml_out x;
	struct err *e = arg;

	xml_begin(&x, s, names, 1);
	return xml_open(&x, "z:Root", NULL, e);
}

static void a_prefix_that_is_not_declared_is_an_error(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err e = { 0 };
	int rc;

	(void)state;
	(void)written(&a, write_undeclared, &e, &rc);
	assert_int_equal(rc, -1);
	assert_string_equal(e.msg, "'z:Root' is no element name, or its prefix is not declared");
}

static int write_much(struct sink *s, void *arg)
{
	char *block = arg;

	for (int i = 0; i < 3; i++) {
		sink_add(s, block, 100);
		sink_add(s, block, 3 * SINK_BLOCK);
		sink_str(s, "");
	}
	return 0;
}

static void text_longer_than_the_buffer_passes_whole(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	size_t n = 3 * SINK_BLOCK;
	char *block = arena_take(&a, n + 1);
	char *out;
	int rc;

	(void)state;
	memset(block, 'x', n);
	out = written(&a, write_much, block, &rc);
	assert_int_equal(strlen(out), 3 * (n + 100));
	assert_int_equal(strspn(out, "x"), 3 * (n + 100));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_attributes_are_escaped_as_canonical_xml_says),
		cmocka_unit_test(what_xml_does_not_allow_is_refused),
		cmocka_unit_test(names_that_are_no_element_names_are_refused),
		cmocka_unit_test(a_prefix_that_is_not_declared_is_an_error),
		cmocka_unit_test(a_document_is_its_own_exclusive_canonical_form),
		cmocka_unit_test(text_longer_than_the_buffer_passes_whole),
	};

	return cmocka_run_group_tests_name("xml_out", tests, NULL, NULL);
}

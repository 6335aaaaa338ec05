/*
 * Whatever a value holds: what xml_out_text() takes, a parser reads back unchanged; what it
 * refuses, a parser would refuse too.
 */
#include <libxml/parser.h>

#include "common/base.h"
#include "report/xml_out.h"

#define OPEN "<a>"
#define CLOSE "</a>"

static void silent(void *ctx, const char *format, ...)
{
	(void)ctx, (void)format;
}

static xmlDocPtr parse(const char *xml, size_t n)
{
	return xmlReadMemory(xml, (int)n, NULL, "UTF-8",
	        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* The file the sink wrote, in memory. */
static char *written(const char *text, size_t n, size_t *ret_len, int *ret_rc)
{
	static struct sink s;
	struct err e = { 0 };
	int64_t bytes;
	char *xml = NULL, hex[65];
	FILE *f = open_memstream(&xml, ret_len);

	if (!f || sink_begin(&s, f, &e) < 0)
		abort();
	sink_str(&s, OPEN);
	*ret_rc = xml_out_text(&s, text, n);
	sink_str(&s, CLOSE);
	if (sink_end(&s, hex, &bytes, &e) < 0 || fclose(f) != 0)
		abort();
	sink_done(&s);
	return xml;
}

static void read_back(const char *xml, size_t len, const char *text, size_t n)
{
	xmlDocPtr doc = parse(xml, len);
	xmlChar *content;

	if (!doc)
		abort();
	content = xmlNodeGetContent(xmlDocGetRootElement(doc));
	if (strlen((char *)content) != n || memcmp(content, text, n) != 0)
		abort();
	xmlFree(content);
	xmlFreeDoc(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	size_t len = 0;
	int rc;
	char *xml;

	xmlSetGenericErrorFunc(NULL, silent);
	xml = written(text, n, &len, &rc);
	if ((rc == 0) != xml_text_check(text, n))
		abort();
	if (rc == 0)
		read_back(xml, len, text, n);
	free(xml);
	/* Markup aside, libxml2 allows the same characters. */
	if (rc < 0 && !memchr(text, '<', n) && !memchr(text, '&', n)) {
		char *raw = malloc(n + sizeof OPEN CLOSE);

		if (!raw)
			abort();
		memcpy(raw, OPEN, 3);
		memcpy(raw + 3, text, n);
		memcpy(raw + 3 + n, CLOSE, 4);
		if (parse(raw, n + 7))
			abort();
		free(raw);
	}
	return 0;
}

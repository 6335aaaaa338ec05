/*
 * Receipts in XML. The bytes go through libxml2's push parser in small blocks, and only what a
 * definition points to is kept. Refused: a document type (so no entity and nothing to fetch), more
 * than XML_LEVELS levels, a path over XML_PATH, anything not well-formed; and RECEIPT_QUIET_MAX
 * bytes in which the parser has nothing to say: one tag, comment or reference that long is no
 * receipt, and what many attributes cost grows with their square; and more than XML_NAMES_BYTES of
 * different names. A ds:Signature below the root is passed over.
 */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "common/file.h"
#include "common/text.h"
#include "report/receipt_read.h"

#define SIGNATURE_NS "http://www.w3.org/2000/09/xmldsig#"

enum { XML_BLOCK = 4096, XML_LEVELS = 64, XML_PATH = 1024, XML_NAMES_BYTES = 64 * 1024 };

struct reading {
	struct receipt_read *r;
	xmlParserCtxtPtr parser;
	char path[XML_PATH];
	size_t at[XML_LEVELS + 2]; /* length of the path, by level */
	int depth, skipped;        /* skipped: level of a signature that is passed over; 0 none */
	int owner[RV_COUNT];       /* level of the element a value of a line belongs to; 0 none */
	struct buf text[RV_COUNT]; /* of elements that are open */
	int open[RV_COUNT];        /* level of the element whose text it is; 0 none */
	size_t quiet;
	bool failed;
	struct err *e;
};

static struct reading *of(void *parser)
{
	return ((xmlParserCtxtPtr)parser)->_private;
}

static int64_t line_of(const struct reading *x)
{
	return x->parser->input ? x->parser->input->line : 0;
}

static void stop(struct reading *x)
{
	x->failed = true;
	xmlStopParser(x->parser);
}

static void refuse(struct reading *x, const char *why)
{
	(void)err_set(x->e, ERR_DATA, "line %lld: %s", (long long)line_of(x), why);
	stop(x);
}

/* ---- paths ---- */

static bool ends_as(const char *path, const char *tail)
{
	size_t n = strlen(path), k = strlen(tail);

	return n >= k && strcmp(path + n - k, tail) == 0;
}

/* "/a/b" is the whole path; "//b" its end. */
static bool at_place(const char *path, const char *place)
{
	return place[0] == '/' && place[1] == '/' ? ends_as(path, place + 1)
	                                          : strcmp(path, place) == 0;
}

static bool go_down(struct reading *x, const char *name, const char *uri)
{
	const char *ns = x->r->in->def->ns;
	/* What is of another namespace is no part of any path. */
	const char *mark = ns && (!uri || strcmp(ns, uri) != 0) ? "?" : "";
	int n;

	if (x->depth >= XML_LEVELS)
		return false;
	x->at[x->depth++] = strlen(x->path);
	n = snprintf(
	        x->path + x->at[x->depth - 1], XML_PATH - x->at[x->depth - 1], "/%s%s", mark, name);
	return n > 0 && x->at[x->depth - 1] + (size_t)n < XML_PATH - 256;
}

/* ---- values ---- */

static void put(struct reading *x, enum receipt_value v, const char *s, size_t n, int owner)
{
	if (v >= RV_LINE && x->owner[v] && x->owner[v] == owner && v != RV_TEXT && v != RV_FIELD) {
		refuse(x, "one record or error says the same thing twice");
		return;
	}
	if (receipt_put(x->r, v, s, n, line_of(x), x->e) < 0) {
		(void)stop(x);
		return;
	}
	if (v >= RV_LINE)
		x->owner[v] = owner;
}

static void take_attribute(
        struct reading *x, const char *name, const xmlChar *from, const xmlChar *to)
{
	const struct receipt_def *d = x->r->in->def;
	size_t n = strlen(x->path);

	if (n + strlen(name) + 3 > XML_PATH) {
		refuse(x, "names are too long");
		return;
	}
	snprintf(x->path + n, XML_PATH - n, "/@%s", name);
	for (size_t i = 0; i < d->takes && !x->failed; i++)
		if (d->take[i].from == FROM_PLACE && at_place(x->path, d->take[i].place))
			put(x, d->take[i].value, (const char *)from, (size_t)(to - from), x->depth);
	x->path[n] = '\0';
}

/* Attributes as SAX2 gives them: name, prefix, URI, begin and end of the value. */
static void take_attributes(struct reading *x, int n, const xmlChar **a)
{
	for (int i = 0; i < n && !x->failed; i++, a += 5)
		if (!a[2])
			take_attribute(x, (const char *)a[0], a[3], a[4]);
}

static void open_texts(struct reading *x)
{
	const struct receipt_def *d = x->r->in->def;

	for (size_t i = 0; i < d->takes; i++) {
		enum receipt_value v = d->take[i].value;

		if (d->take[i].from != FROM_PLACE || x->open[v] ||
		        !at_place(x->path, d->take[i].place))
			continue;
		x->open[v] = x->depth;
		buf_reset(&x->text[v]);
	}
}

static bool is_error(const struct reading *x)
{
	const struct receipt_def *d = x->r->in->def;

	for (size_t i = 0; i < d->errors; i++)
		if (at_place(x->path, d->error[i]))
			return true;
	return false;
}

/* The own text of a record or error is its own; any other belongs to what it stands in. */
static void close_texts(struct reading *x)
{
	const char *record = x->r->in->def->record;
	bool own = is_error(x) || (record && at_place(x->path, record));
	int owner = own ? x->depth : x->depth - 1;

	for (int v = 0; v < RV_COUNT && !x->failed; v++) {
		if (x->open[v] != x->depth)
			continue;
		x->open[v] = 0;
		put(x, (enum receipt_value)v, x->text[v].data ? x->text[v].data : "",
		        x->text[v].len, owner);
	}
}

/* ---- lines ---- */

static bool in_record(const struct reading *x)
{
	const char *record = x->r->in->def->record;
	size_t n = record ? strlen(record) : 0;

	return n && strncmp(x->path, record, n) == 0 && x->path[n] == '/';
}

static void emit(struct reading *x, bool is_record)
{
	if (receipt_emit(x->r, is_record, line_of(x), x->e) < 0)
		stop(x);
}

static void close_line(struct reading *x)
{
	const char *record = x->r->in->def->record;

	if (is_error(x)) {
		if (in_record(x) && !*receipt_got(x->r, RV_RECORD) && !*receipt_got(x->r, RV_CPR))
			refuse(x, "an error stands before the id of its record");
		else
			emit(x, false);
	} else if (record && at_place(x->path, record)) {
		emit(x, true);
	}
}

static void forget(struct reading *x)
{
	for (int v = RV_LINE; v < RV_COUNT; v++)
		if (x->owner[v] && x->owner[v] >= x->depth) {
			x->owner[v] = 0;
			receipt_forget(x->r, (enum receipt_value)v);
		}
}

/* ---- what the parser says ---- */

static void start_element(void *parser, const xmlChar *name, const xmlChar *prefix,
        const xmlChar *uri, int namespaces, const xmlChar **ns, int attributes, int defaulted,
        const xmlChar **attribute)
{
	struct reading *x = of(parser);

	(void)prefix, (void)namespaces, (void)ns, (void)defaulted;
	x->quiet = 0;
	if (x->failed)
		return;
	if (!go_down(x, (const char *)name, (const char *)uri)) {
		refuse(x, "elements are too deep, or their names too long");
		return;
	}
	if (!x->skipped && x->depth == 2 && uri && strcmp((const char *)uri, SIGNATURE_NS) == 0)
		x->skipped = x->depth;
	if (x->skipped)
		return;
	take_attributes(x, attributes, attribute);
	open_texts(x);
}

static void end_element(
        void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reading *x = of(parser);

	(void)name, (void)prefix, (void)uri;
	x->quiet = 0;
	if (x->failed)
		return;
	if (!x->skipped) {
		close_texts(x);
		if (!x->failed)
			close_line(x);
		forget(x);
	}
	if (x->skipped == x->depth)
		x->skipped = 0;
	x->path[x->at[--x->depth]] = '\0';
}

static void characters(void *parser, const xmlChar *text, int n)
{
	struct reading *x = of(parser);

	x->quiet = 0;
	for (int v = 0; v < RV_COUNT && !x->failed && !x->skipped; v++)
		if (x->open[v] && buf_add(&x->text[v], text, (size_t)n) < 0)
			refuse(x, "a value is too long");
}

static void comment(void *parser, const xmlChar *text)
{
	(void)text;
	of(parser)->quiet = 0;
}

static void instruction(void *parser, const xmlChar *target, const xmlChar *data)
{
	(void)target, (void)data;
	of(parser)->quiet = 0;
}

static void doctype(void *parser, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
	(void)name, (void)id, (void)system;
	refuse(of(parser), "a document type declaration is not allowed");
}

static void says(void *parser, xmlErrorPtr error)
{
	struct reading *x = of(parser);

	if (x->failed || error->level < XML_ERR_ERROR)
		return;
	(void)err_set(x->e, ERR_DATA, "line %d: not well-formed XML", error->line);
	stop(x);
}

/* ---- the whole ---- */

static int feed(struct reading *x, FILE *f)
{
	char block[XML_BLOCK];
	size_t n;

	while (!x->failed && (n = fread(block, 1, sizeof block, f))) {
		x->quiet += n;
		if (xmlParseChunk(x->parser, block, (int)n, 0) != 0 && !x->failed)
			refuse(x, "not well-formed XML");
		if (!x->failed && x->quiet > RECEIPT_QUIET_MAX)
			refuse(x, "a single tag, comment or reference is too long");
	}
	if (ferror(f))
		return err_sys(x->e, ERR_IO, "could not read");
	if (!x->failed && (xmlParseChunk(x->parser, NULL, 0, 1) != 0 || !x->parser->wellFormed))
		refuse(x, "the XML ends before its end");
	return x->failed ? -1 : 0;
}

static void begin(struct reading *x, xmlSAXHandler *sax)
{
	*sax = (xmlSAXHandler){ .initialized = XML_SAX2_MAGIC,
		.internalSubset = doctype,
		.startElementNs = start_element,
		.endElementNs = end_element,
		.characters = characters,
		.ignorableWhitespace = characters,
		.cdataBlock = characters,
		.comment = comment,
		.processingInstruction = instruction,
		.serror = says };
	x->parser = xmlCreatePushParserCtxt(sax, NULL, NULL, 0, NULL);
	for (int v = 0; v < RV_COUNT; v++)
		buf_init(&x->text[v], RECEIPT_VALUE_MAX + 200);
}

static void end(struct reading *x)
{
	for (int v = 0; v < RV_COUNT; v++)
		buf_done(&x->text[v]);
	if (x->parser)
		xmlFreeParserCtxt(x->parser);
}

int receipt_read_xml(struct receipt_read *r, struct err *e)
{
	FILE *f CLEANUP(file_closep) = fopen(r->in->path, "rbe");
	struct reading x = { .r = r, .e = e };
	xmlSAXHandler sax;
	int rc;

	if (!f)
		return err_sys(e, ERR_IO, "could not open the receipt");
	begin(&x, &sax);
	if (!x.parser) {
		end(&x);
		return err_set(e, ERR_MEMORY, "could not start an XML parser");
	}
	x.parser->_private = &x;
	x.parser->userData = x.parser;
	/* The parser keeps each name it meets; a receipt has few. */
	(void)xmlDictSetLimit(x.parser->dict, XML_NAMES_BYTES);
	/* NOENT: &amp; and its like in attributes as what they stand for; others there are none. */
	xmlCtxtUseOptions(x.parser, XML_PARSE_NONET | XML_PARSE_NOENT);
	rc = feed(&x, f);
	end(&x);
	return rc;
}

#include "report/xsd.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/schemasInternals.h>
#include <libxml/xmlschemas.h>
#include <stdarg.h>

#include "common/defs.h"
#include "common/file.h"

#define SIGNATURE_NS "http://www.w3.org/2000/09/xmldsig#"
#define FOLDER "schemas/xsd/"

enum { BLOCK = 64 * 1024, NAME_MAX_SHOWN = 80 };

/* ---- compiling ---- */

/* libxml2 asks here for every document it wants: only embedded schemas are there. */
static xmlParserInputPtr embedded(const char *url, const char *id, xmlParserCtxtPtr parser)
{
	const char *slash = url ? strrchr(url, '/') : NULL;
	const char *name = slash ? slash + 1 : url;
	char path[256];
	const struct def_file *f;
	xmlParserInputPtr in;

	(void)id;
	snprintf(path, sizeof path, FOLDER "%s", name ? name : "");
	f = def_find(path);
	if (!f)
		return NULL;
	in = xmlNewStringInputStream(parser, (const xmlChar *)f->data);
	if (in)
		in->filename = (char *)xmlStrdup((const xmlChar *)path);
	return in;
}

/* The first message of libxml2, without its line end. */
static void keep_first(void *to, xmlErrorPtr x)
{
	struct err *e = to;

	if (e->code == ERR_NONE)
		err_set(e, ERR_BUG, "line %d: %.*s", x->line,
		        (int)strcspn(x->message ? x->message : "", "\n"),
		        x->message ? x->message : "");
}

int xsd_open(const char *path, struct xsd *ret, struct err *e)
{
	const struct def_file *f = def_find(path);
	xmlExternalEntityLoader before = xmlGetExternalEntityLoader();
	xmlSchemaParserCtxtPtr p;

	if (!f)
		return err_set(e, ERR_BUG, "no schema '%s' is built in", path);
	p = xmlSchemaNewMemParserCtxt(f->data, (int)f->len);
	if (!p)
		return err_set(e, ERR_MEMORY, "could not read schema '%s'", path);
	e->code = ERR_NONE;
	xmlSchemaSetParserStructuredErrors(p, keep_first, e);
	xmlSetExternalEntityLoader(embedded);
	*ret = (struct xsd){ .schema = xmlSchemaParse(p), .path = path };
	xmlSetExternalEntityLoader(before);
	xmlSchemaFreeParserCtxt(p);
	if (ret->schema)
		return 0;
	return e->code == ERR_NONE ? err_set(e, ERR_BUG, "schema '%s' does not compile", path)
	                           : err_ctx(e, "schema '%s'", path);
}

/* Identity constraints hang on the declaration of the root; without them libxml2 keeps no ids. */
static void take_constraints(void *element, void *data, const xmlChar *name)
{
	(void)data;
	(void)name;
	((xmlSchemaElementPtr)element)->idcs = NULL;
}

int xsd_open_ordered(const char *path, struct xsd *ret, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char house[256];
	const struct def_file *f;

	if (xsd_open(path, ret, e) < 0)
		return -1;
	snprintf(house, sizeof house, FOLDER "house-%s", slash ? slash + 1 : path);
	f = def_find(house);
	if (!f)
		f = def_find(path);
	ret->ordered = f && ids_rule_read(f->data, &ret->rule);
	if (ret->ordered && ret->rule.sole)
		xmlHashScan(ret->schema->elemDecl, take_constraints, NULL);
	return 0;
}

static void has_constraints(void *element, void *data, const xmlChar *name)
{
	(void)name;
	*(bool *)data |= ((xmlSchemaElementPtr)element)->idcs != NULL;
}

bool xsd_keeps_constraints(const struct xsd *x)
{
	bool any = false;

	xmlHashScan(x->schema->elemDecl, has_constraints, &any);
	return any;
}

void xsd_close(struct xsd *x)
{
	xmlSchemaFree(x->schema);
	x->schema = NULL;
}

/* ---- validating ---- */

struct check {
	xmlParserCtxtPtr parser;
	xmlSchemaValidCtxtPtr valid;
	xmlSchemaSAXPlugPtr plug;
	xmlSAXHandler own, *to; /* ours, and the schema's */
	void *to_ctx;
	bool enveloped;
	size_t depth, skipped_at; /* skipped_at: depth of the signature being passed over */
	struct xsd_ids *ids;      /* NULL: not judged here */
	const xmlChar *collection, *record, *field; /* names as the parser has them */
	bool in_collection, in_record, in_field, has_id;
	size_t id_len;
	char id[IDS_LENGTH];
	bool signature_seen, fatal;
	int64_t faults;
	struct err *e;
};

static int line_of(const struct check *c)
{
	return c->parser && c->parser->input ? c->parser->input->line : 0;
}

static void fault(struct check *c, const char *element, const char *why, int why_len)
{
	if (c->faults++ == 0)
		err_set(c->e, ERR_BUG, "line %d, element '%s': %.*s", line_of(c), element, why_len,
		        why);
}

/*
 * libxml2 writes "Element '{namespace}name': [facet 'pattern'] The value '…' is not …". The name
 * and the facet may be shown, the value never.
 */
static void split(
        const char *message, char name[NAME_MAX_SHOWN], const char **ret_why, int *ret_len)
{
	const char *q = strchr(message, '\''), *brace = q ? strchr(q, '}') : NULL;
	const char *end = q ? strchr(q + 1, '\'') : NULL;
	const char *why = end ? end + 1 : message;
	const char *start = brace && end && brace < end ? brace + 1 : q ? q + 1 : "";

	snprintf(name, NAME_MAX_SHOWN, "%.*s", end ? (int)(end - start) : 0, start);
	why += strspn(why, ": ,");
	*ret_why = why;
	*ret_len = (int)strcspn(why, "\n");
	if (strstr(why, "key-sequence")) {
		*ret_why = strncmp(why, "Duplicate", 9) == 0 ? "its id stands twice"
		                                             : "its id is not whole";
		*ret_len = (int)strlen(*ret_why);
		return;
	}
	if (*why == '[')
		*ret_len = (int)strcspn(why, "]") + 1;
	else if (strstr(why, "value") || strstr(why, "Value"))
		*ret_why = "not a value of its type", *ret_len = 23;
}

static void schema_says(void *ctx, xmlErrorPtr x)
{
	struct check *c = ctx;
	char name[NAME_MAX_SHOWN];
	const char *why;
	int len;

	split(x->message ? x->message : "", name, &why, &len);
	fault(c, name, why, len);
}

static void parser_says(void *ctx, xmlErrorPtr x)
{
	struct check *c = ((xmlParserCtxtPtr)ctx)->_private;

	if (x->level >= XML_ERR_ERROR)
		c->fatal = true;
	if (x->level >= XML_ERR_ERROR && c->faults++ == 0)
		err_set(c->e, ERR_BUG, "line %d: not well-formed XML (libxml2 error %d)", x->line,
		        x->code);
}

/* ---- ids ---- */

enum { COLLECTION_DEPTH = 1, RECORD_DEPTH, FIELD_DEPTH };

static void id_start(struct check *c, const xmlChar *name)
{
	if (c->depth == FIELD_DEPTH && c->in_record && name == c->field) {
		c->in_field = true;
		c->id_len = 0;
	} else if (c->depth == RECORD_DEPTH) {
		c->in_record = c->in_collection && name == c->record;
		c->has_id = false;
	} else if (c->depth == COLLECTION_DEPTH) {
		c->in_collection = name == c->collection;
	}
}

static void id_text(struct check *c, const xmlChar *text, int n)
{
	size_t len = (size_t)n;

	if (c->id_len + len > IDS_LENGTH)
		len = IDS_LENGTH - c->id_len; /* longer than any schema allows */
	memcpy(c->id + c->id_len, text, len);
	c->id_len += len;
}

static void id_whole(struct check *c)
{
	static const char *const told[] = { NULL, "its id stands twice",
		"the records are not in the order of their ids" };
	enum ids_verdict v = ids_add(c->ids, c->id, c->id_len);

	c->in_field = false;
	c->has_id = true;
	if (told[v])
		fault(c, (const char *)c->record, told[v], (int)strlen(told[v]));
}

/* The depth is that of the element that ends. */
static void id_end(struct check *c)
{
	if (c->in_field)
		id_whole(c);
	else if (c->depth == RECORD_DEPTH && c->in_record && !c->has_id)
		fault(c, (const char *)c->record, "it has no id", 12);
}

static void id_names(struct check *c, const struct xsd *x)
{
	xmlDictPtr dict = c->parser->dict;

	c->collection = xmlDictLookup(dict, (const xmlChar *)x->rule.collection, -1);
	c->record = xmlDictLookup(dict, (const xmlChar *)x->rule.record, -1);
	c->field = xmlDictLookup(dict, (const xmlChar *)x->rule.field, -1);
}

/* ---- what the parser meets ---- */

static struct check *of(void *parser)
{
	return ((xmlParserCtxtPtr)parser)->_private;
}

static bool is_signature(const struct check *c, const xmlChar *name, const xmlChar *uri)
{
	return c->enveloped && c->depth == 1 && uri &&
	       xmlStrEqual(name, (const xmlChar *)"Signature") &&
	       xmlStrEqual(uri, (const xmlChar *)SIGNATURE_NS);
}

static void start_element(void *parser, const xmlChar *name, const xmlChar *prefix,
        const xmlChar *uri, int namespaces, const xmlChar **ns, int attributes, int defaulted,
        const xmlChar **attribute)
{
	struct check *c = of(parser);

	if (!c->skipped_at && c->signature_seen)
		fault(c, (const char *)name, "stands behind the signature", 27);
	if (!c->skipped_at && is_signature(c, name, uri)) {
		c->skipped_at = c->depth + 1;
		c->signature_seen = true;
	}
	if (c->ids)
		id_start(c, name);
	c->depth++;
	if (!c->skipped_at)
		c->to->startElementNs(c->to_ctx, name, prefix, uri, namespaces, ns, attributes,
		        defaulted, attribute);
}

static void end_element(
        void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct check *c = of(parser);

	if (!c->skipped_at)
		c->to->endElementNs(c->to_ctx, name, prefix, uri);
	if (c->skipped_at == c->depth)
		c->skipped_at = 0;
	c->depth--;
	if (c->ids)
		id_end(c);
}

static void characters(void *parser, const xmlChar *text, int n)
{
	struct check *c = of(parser);

	if (c->in_field)
		id_text(c, text, n);
	if (!c->skipped_at)
		c->to->characters(c->to_ctx, text, n);
}

static void doctype(void *parser, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
	struct check *c = of(parser);

	(void)id;
	(void)system;
	fault(c, (const char *)name, "a document type declaration is not allowed", 42);
	c->fatal = true;
	xmlStopParser(c->parser);
}

static void plug_in(struct check *c)
{
	c->own = (xmlSAXHandler){ .initialized = XML_SAX2_MAGIC,
		.internalSubset = doctype,
		.startElementNs = start_element,
		.endElementNs = end_element,
		.characters = characters,
		.ignorableWhitespace = characters,
		.cdataBlock = characters,
		.serror = parser_says };
	/* Nothing behind the plug; ours stands in front of it and decides what it sees. */
	c->to = NULL;
	c->to_ctx = NULL;
	c->plug = xmlSchemaSAXPlug(c->valid, &c->to, &c->to_ctx);
}

static int begin(struct check *c, const struct xsd *x)
{
	c->valid = xmlSchemaNewValidCtxt(x->schema);
	if (!c->valid)
		return err_set(c->e, ERR_MEMORY, "could not start a validation");
	xmlSchemaSetValidStructuredErrors(c->valid, schema_says, c);
	plug_in(c);
	c->parser = xmlCreatePushParserCtxt(&c->own, NULL, NULL, 0, NULL);
	if (!c->plug || !c->parser)
		return err_set(c->e, ERR_MEMORY, "could not start a validation");
	c->parser->_private = c;
	c->parser->userData = c->parser;
	xmlCtxtUseOptions(c->parser, XML_PARSE_NONET | XML_PARSE_COMPACT);
	if (c->ids)
		id_names(c, x);
	return 0;
}

static void end(struct check *c)
{
	if (c->plug)
		xmlSchemaSAXUnplug(c->plug);
	xmlSchemaFreeValidCtxt(c->valid);
	if (c->parser)
		xmlFreeParserCtxt(c->parser);
}

static int feed(struct check *c, FILE *f, struct err *e)
{
	char block[BLOCK];
	size_t n;

	while ((n = fread(block, 1, sizeof block, f)) && !c->fatal)
		(void)xmlParseChunk(c->parser, block, (int)n, 0);
	if (ferror(f))
		return err_sys(e, ERR_IO, "could not read");
	if (!c->fatal)
		(void)xmlParseChunk(c->parser, block, 0, 1);
	return 0;
}

static int validate(struct check *c, const struct xsd *x, FILE *f)
{
	if (begin(c, x) < 0 || feed(c, f, c->e) < 0)
		return -1;
	if (c->faults == 0)
		return c->parser->wellFormed ? 0 : err_set(c->e, ERR_BUG, "not well-formed XML");
	return c->faults > 1 ? err_ctx(c->e, "%lld faults; the first", (long long)c->faults) : -1;
}

int xsd_validate(const struct xsd *x, const char *file, bool enveloped, struct err *e)
{
	struct xsd_ids ids = { 0 };

	return xsd_validate_part(x, file, enveloped, &ids, e);
}

int xsd_validate_part(
        const struct xsd *x, const char *file, bool enveloped, struct xsd_ids *ids, struct err *e)
{
	FILE *f CLEANUP(file_closep) = fopen(file, "rbe");
	struct check c = { .enveloped = enveloped, .e = e, .ids = x->ordered ? ids : NULL };
	const char *slash = strrchr(file, '/');
	int rc;

	if (!f)
		return err_sys(e, ERR_IO, "could not open '%s'", file);
	rc = validate(&c, x, f);
	end(&c);
	return rc < 0 ? err_ctx(e, "'%s' does not fit %s", slash ? slash + 1 : file, x->path) : 0;
}

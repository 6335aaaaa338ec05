/*
 * Writes XML that is canonical by construction, in stream.
 *
 * What comes out is already what exclusive canonicalisation (W3C xml-exc-c14n,
 * without comments) would make of it: UTF-8, line feeds only, no empty-element
 * tags, each namespace declared on the outermost element that uses it, text
 * and attributes escaped as section 2.3 of Canonical XML 1.0 says. So a
 * signature needs one hash of the bytes and no tree.
 *
 * Order of calls: xml_begin(); xml_open() the root, envelope and collection;
 * xml_leaf_open() or xml_tag_make() for the elements of a record; xml_close()
 * as often as xml_open(); xml_end(). Only elements, text and the one attribute
 * xsi:schemaLocation: what a return needs.
 *
 * Text is taken only if it is valid UTF-8 and every character is allowed by
 * XML 1.0 (section 2.2); xml_text_check() asks beforehand.
 *
 * Ownership: the struct is the caller's, tags live in the arena given.
 */
#ifndef REPORT_XML_OUT_H
#define REPORT_XML_OUT_H
#include "common/arena.h"
#include "common/err.h"
#include "report/sink.h"

enum { XML_DEPTH = 16, XML_NAMESPACES = 8 };

struct xml_ns {
	const char *prefix; /* "" = default */
	const char *uri;    /* without `"`, `&`, `<` and `>` */
};

/* The bytes of an element's start and end tag. */
struct xml_tag {
	const char *open, *close;
	size_t open_len, close_len;
};

struct xml_out {
	struct sink *sink;
	const struct xml_ns *ns;
	size_t ns_count;
	size_t depth;
	const char *name[XML_DEPTH];
	bool declared[XML_DEPTH][XML_NAMESPACES]; /* namespace i is in scope at this depth */
};

/* Starts the document: the declaration, which canonical form leaves out. */
void xml_begin(struct xml_out *x, struct sink *sink, const struct xml_ns *ns, size_t ns_count);
/* location: the value of xsi:schemaLocation, or NULL. Ends with a line feed. */
int xml_open(struct xml_out *x, const char *name, const char *location, struct err *e) MUST_CHECK;
void xml_close(struct xml_out *x);
/* <name>text</name> and a line feed. */
int xml_leaf(struct xml_out *x, const char *name, const char *text, struct err *e) MUST_CHECK;
/* Tags of an element as they read at the present depth. */
int xml_tag_make(struct xml_out *x, struct arena *a, const char *name, struct xml_tag *ret,
        struct err *e) MUST_CHECK;

/* Escaped text; -1 when a character may not stand in XML (nothing useful is written then). */
int xml_out_text(struct sink *s, const char *text, size_t n) MUST_CHECK;
int xml_out_attribute(struct sink *s, const char *text, size_t n) MUST_CHECK;
bool xml_text_check(const char *text, size_t n);
bool xml_name_check(const char *name); /* ASCII name with at most one prefix */

static inline void xml_tag_open(struct sink *s, const struct xml_tag *t)
{
	sink_add(s, t->open, t->open_len);
}

static inline void xml_tag_close(struct sink *s, const struct xml_tag *t)
{
	sink_add(s, t->close, t->close_len);
}
#endif

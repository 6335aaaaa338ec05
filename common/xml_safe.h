/*
 * Small foreign XML, read without risk: manifests and signed documents.
 *
 * xml_safe_doc() refuses (ERR_DATA) what a hostile document needs: a DOCTYPE
 * (so no entities and nothing to fetch), a NUL byte (so no UTF-16 behind which
 * a DOCTYPE could hide), a single tag over 64 KiB (many attributes cost
 * quadratic time and no parser option stops it), depth over XML_SAFE_DEPTH,
 * anything not well-formed. The network is off. The whole document is held in
 * memory, about eleven times its size: the caller bounds the size.
 *
 * Ownership: block; CLEANUP(xml_doc_freep).
 */
#ifndef COMMON_XML_SAFE_H
#define COMMON_XML_SAFE_H
#include <libxml/tree.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"

enum { XML_SAFE_DEPTH = 64, XML_SAFE_TAG = 64 << 10 };

int xml_safe_doc(const char *data, size_t n, xmlDocPtr *ret, struct err *e) MUST_CHECK;
void xml_doc_freep(xmlDocPtr *d);

/* Is it the element `name` of namespace `ns`? */
bool xml_is(const xmlNode *n, const char *ns, const char *name);
/* First child, or next sibling, that is that element; NULL at the end. */
xmlNodePtr xml_child(const xmlNode *parent, const char *ns, const char *name);
xmlNodePtr xml_next(const xmlNode *sibling, const char *ns, const char *name);
/* Value of an attribute without namespace, in the arena; NULL: not there. */
const char *xml_attr(const xmlNode *n, const char *name, struct arena *a);
/* All text below the element, without white space at both ends; in the arena. */
const char *xml_text(const xmlNode *n, struct arena *a);

/* ` name="value"` with the value escaped; control characters become blanks. */
int xml_put_attr(struct buf *b, const char *name, const char *value);
int xml_put_attr_int(struct buf *b, const char *name, int64_t value);
#endif

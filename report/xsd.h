/*
 * Does a written XML file fit its schema?
 *
 * xsd_open() compiles an embedded schema once; what it includes is looked up
 * among the embedded files of the same folder and nowhere else: no network, no
 * disk. xsd_validate() reads the file in blocks through libxml2's SAX parser,
 * so that memory does not grow with the file. A document type declaration is
 * refused; entities are not expanded.
 *
 * With `enveloped` true one ds:Signature as the last child of the root is
 * passed over: the schemas of the receivers have no place for it, and the
 * enveloped-signature transform takes it out before anything else looks.
 *
 * Errors: ERR_BUG with file, line and element; never the value. The message is
 * the first fault; how many there were stands behind it.
 * Ownership: block, CLEANUP(xsd_close).
 */
#ifndef REPORT_XSD_H
#define REPORT_XSD_H
#include "common/err.h"

struct xsd {
	struct _xmlSchema *schema;
	const char *path;
};

int xsd_open(const char *path, struct xsd *ret, struct err *e) MUST_CHECK;
void xsd_close(struct xsd *x);
int xsd_validate(const struct xsd *x, const char *file, bool enveloped, struct err *e) MUST_CHECK;
#endif

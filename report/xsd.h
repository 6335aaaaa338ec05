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
 * Identity constraints of a schema (xs:key, xs:unique) are libxml2's to judge after xsd_open().
 * xsd_open_ordered() takes them from it and judges them itself, in memory that does not
 * grow (xsd_ids.h): for files whose records are in the order of their ids, as ours are.
 * The constraint is the schema's own xs:key, or that of the schema `house-<name>` beside it, where
 * the schema itself is the receiver's and stays as it is. A schema with further constraints
 * keeps them all, and libxml2 its tables; the order is then looked at besides.
 *
 * Errors: ERR_BUG with file, line and element; never the value. The message is
 * the first fault; how many there were stands behind it.
 * Ownership: block, CLEANUP(xsd_close).
 */
#ifndef REPORT_XSD_H
#define REPORT_XSD_H
#include "common/err.h"
#include "report/xsd_ids.h"

struct xsd {
	struct _xmlSchema *schema;
	const char *path;
	bool ordered; /* ->rule is judged here */
	struct ids_rule rule;
};

int xsd_open(const char *path, struct xsd *ret, struct err *e) MUST_CHECK;
int xsd_open_ordered(const char *path, struct xsd *ret, struct err *e) MUST_CHECK;
/* Does libxml2 judge any identity constraint of the root? */
bool xsd_keeps_constraints(const struct xsd *x);
void xsd_close(struct xsd *x);
int xsd_validate(const struct xsd *x, const char *file, bool enveloped, struct err *e) MUST_CHECK;
/* One part of several: `ids` knows the last id of the part before (xsd_open_ordered). */
int xsd_validate_part(const struct xsd *x, const char *file, bool enveloped, struct xsd_ids *ids,
        struct err *e) MUST_CHECK;
#endif

/*
 * The format xml: root, envelope, collection and records as the definition
 * declares them, canonical by construction; one record a line. With a signer
 * the file carries an enveloped signature (xades.h) as the last child of its root.
 */
#ifndef REPORT_WRITE_XML_H
#define REPORT_WRITE_XML_H
#include "report/writer.h"

int xml_file_begin(struct output *o, struct err *e) MUST_CHECK;
int xml_file_row(struct output *o, const struct report_row *r, struct err *e) MUST_CHECK;
int xml_file_end(struct output *o, struct err *e) MUST_CHECK;
#endif

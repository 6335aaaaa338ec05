/*
 * Loads an XML feed into its staging table, as the feed's definition says: xml_read.h
 * hands out the rows, feed_rows.h judges and stores them, as it does for CSV.
 *
 * A column that no row of the file has is a finding, unless it may miss: a changed element
 * name is then not an empty column in silence.
 */
#ifndef XML_LOAD_H
#define XML_LOAD_H
#include "extract/source.h"

int xml_load(struct ctx *c, const struct feed_file *f, struct source_result *ret,
        struct err *e) MUST_CHECK;
#endif

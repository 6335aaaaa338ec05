/*
 * Loads a CSV feed into its staging table, as the feed's definition says.
 *
 * Every record of the file ends as a row of the table or as a rejected one: its text in
 * staging_raw, and a finding for each value that is wrong. Works inside the
 * transaction of the caller (inbox.h). A file that cannot be used at all is refused
 * (source_refuse()). Memory is fixed whatever the number of rows and findings.
 */
#ifndef CSV_LOAD_H
#define CSV_LOAD_H
#include "extract/source.h"

int csv_load(struct ctx *c, const struct feed_file *f, struct source_result *ret,
        struct err *e) MUST_CHECK;
#endif

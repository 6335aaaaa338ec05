/*
 * Reports of statistical tables: the kind `tables` of reports.
 *
 * A definition report/defs/<id>/<from>.def of this kind says no more than what the report is:
 *
 *     id, kind = tables, text_da, text_en, legal, receiver, from (first year), period = year
 *     format     csv, px, xlsx; one line each
 *     title_da, title_en, mark_da, mark_en    of the workbook
 *
 * Which tables it has follows from theirs: each file transform/tables/<ID>.sql names its report.
 * approval_write() writes those that transform has made for the year and the two before it to
 * out/<report>/<year>/: one <ID>_<municipality>_<year>.csv and .px each, and one workbook
 * <report>_<municipality>_<year>.xlsx. Each is whole or absent, mode 0600; the same mart and
 * as-of give the same bytes. The tables are for the municipality itself: small numbers are not
 * hidden.
 *
 * Order of calls: tables_make() of transform first, in the same run.
 */
#ifndef REPORT_APPROVAL_H
#define REPORT_APPROVAL_H
#include "report/report.h"

/* Is this the name of a report of tables? False for other reports, and names that do not exist. */
bool approval_is(const char *name, struct arena *a);
int approval_write(struct ctx *ctx, const char *name, const char *period, struct report_result *ret,
        struct err *e) MUST_CHECK;
#endif

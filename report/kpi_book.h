/*
 * Workbooks of key figures: the kind `workbook` of reports.
 *
 * kpi_write() finds the layout of workbook `name` for the month (workbook.h), fills
 * it from agg_kpi, agg_cost_month and agg_budget, and puts
 * out/<name>/<period>/<file>.xlsx into the workspace, mode 0600, whole or absent. The
 * same mart, as-of and settings give the same bytes: the file's own time is the
 * as-of day. A municipality without data gets a workbook that says so.
 *
 * Errors: ERR_USAGE for a month that is not over on the as-of day, or that the
 * figures no longer reach back to.
 */
#ifndef REPORT_KPI_BOOK_H
#define REPORT_KPI_BOOK_H
#include "report/report.h"

/* Is this the name of a workbook? False for returns, and for names that do not exist. */
bool kpi_is_workbook(const char *name, struct arena *a);

int kpi_write(struct ctx *ctx, const char *name, const char *period, struct report_result *ret,
        struct err *e) MUST_CHECK;
#endif

/*
 * What a workbook of key figures shows: report/defs/<id>/<from>.def.
 *
 *     id, kind = workbook, from (first month), period = month, format = xlsx
 *     text_da, text_en   what it is, for lists of reports
 *     legal, receiver    as in other reports
 *     title_da, title_en heading of the first sheet
 *     mark_da, mark_en   line of confidentiality in every footer
 *     file       name without suffix; {municipality} and {period} are filled in
 *     tile       KPI                   tiles, four to a row
 *     chart      line|column KPI       charts of the first sheet, two to a row
 *     trend      line|column KPI       charts of the sheet of months
 *     deadline   KPI                   rows of the table of deadlines
 *     team       KPI [bar]             columns of the table of teams, at most six
 *     cost       FUNCTION | Danish | English    rows of the money sheet
 *     suppress   counts from 1 to one less than this are hidden; 0: none
 *
 * KPI is an id in transform/kpis/. Another workbook, or another layout of one, is
 * such a file; no C. Ownership: everything lives in the arena given.
 */
#ifndef REPORT_WORKBOOK_H
#define REPORT_WORKBOOK_H
#include "common/defs.h"
#include "report/kpi.h"
#include "report/period.h"

enum { WORKBOOK_ITEMS = 24, WORKBOOK_TEAM_COLUMNS = 6 };

struct workbook_item {
	const struct kpi *kpi;
	bool column, bar; /* a column chart; data bars */
};

struct workbook_list {
	struct workbook_item item[WORKBOOK_ITEMS];
	size_t n;
};

struct workbook_cost {
	int function; /* 52820 = 5.28.20 */
	const char *name;
};

struct workbook_def {
	const char *path, *id, *from, *receiver, *title, *mark, *file;
	struct workbook_list tiles, charts, trends, deadlines, teams;
	struct workbook_cost cost[WORKBOOK_ITEMS];
	size_t costs;
	int64_t suppress;
};

/* Is this definition of another kind than the returns of def.h? */
bool workbook_is(const struct head *h);
int workbook_parse(const struct def_file *f, const char *lang, const struct kpi_set *kpis,
        struct arena *a, struct workbook_def *ret, struct err *e) MUST_CHECK;
/* The layout in force for the month. ERR_USAGE: no such workbook, or not for that month. */
int workbook_find(const char *id, const struct period *p, const char *lang,
        const struct kpi_set *kpis, struct arena *a, struct workbook_def *ret,
        struct err *e) MUST_CHECK;
#endif

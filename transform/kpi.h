/*
 * Key figures: from facts to agg_kpi, by definitions.
 *
 * A key figure is one file, transform/kpis/<id>.sql. Its head says what it is:
 *
 *     id, title_da, title_en       as managers read it
 *     order     place in lists, a number
 *     unit      count | percent | days | ratio | kr | dkk1000
 *     better    up | down | none
 *     target    a number in that unit, or year_share (a twelfth of 100 a month);
 *               `[kpi] <id> = number` in indberet.conf goes before it
 *     deadline  id in schemas/deadlines.csv, when the figure is a share in time
 *     legal, text_da, text_en, formula (numerator / denominator), reads, writes
 *     units     spans, when a unit counts at the end of each month of a time; see below
 *     since     a SELECT of the first day the figure can be told for
 *     cases     which of the units a drill-down lists, a condition; `none`: not by case
 *
 * Its body is one SELECT of units: month (yyyymm), team_id, case_id, numerator,
 * denominator. The figure of a month and team is the sum of its units, so the
 * figure and the list of cases behind it cannot disagree. A unit without a team,
 * or with one that is not in fact_team, counts in the total (team '') only.
 * With `units: spans` the columns are first, last, team_id, case_id, numerator,
 * denominator: the unit counts in every month that ends from day first to day last,
 * both included; last NULL: to this day.
 * For count, kr and dkk1000 the denominator is 1. From the month of `since`
 * every month and team has a row; before it there is none.
 *
 * kpi_run() also loads codelist_deadline. It runs after the aggregates, inside
 * the transaction of the transform, and replaces what was there.
 */
#ifndef TRANSFORM_KPI_H
#define TRANSFORM_KPI_H
#include "common/ctx.h"
#include "common/defs.h"

enum { KPI_MONTHS = 36 };

struct kpi_result {
	int64_t kpis, rows;
};

int kpi_run(struct ctx *ctx, struct kpi_result *ret, struct err *e) MUST_CHECK;

/*
 * The query that lists the cases behind a figure: case_id, numerator,
 * denominator, one row a unit, with :month, :team ('' = all), :as_of. ERR_USAGE:
 * no such figure, or one that is not made from cases.
 */
int kpi_cases_sql(const char *id, struct arena *a, const char **ret, struct err *e) MUST_CHECK;

/* The head of a definition, checked. */
int kpi_head(const struct def_file *f, struct arena *a, struct head *ret, struct err *e) MUST_CHECK;
#endif

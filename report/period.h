/*
 * Reporting periods: "2026M10" (a month) and "2025" (a year), as StatBank and
 * the envelope of Danmarks Statistik write them. Periods of one kind compare
 * as text.
 */
#ifndef REPORT_PERIOD_H
#define REPORT_PERIOD_H
#include "common/err.h"

struct period {
	char text[8];
	int year, month;     /* month 0: the whole year */
	int32_t first, last; /* days since 1970-01-01, both included */
};

/* kind: "month" or "year". ERR_USAGE when `text` is not such a period. */
int period_parse(const char *kind, const char *text, struct period *ret, struct err *e) MUST_CHECK;
struct period period_of_month(int32_t day); /* the month `day` lies in */
/* The latest month or year that had ended before `day`. */
struct period period_closed(const char *kind, int32_t day);
#endif

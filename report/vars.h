/*
 * What file names and envelopes are filled with.
 *
 * A template holds variables in braces:
 *
 *     {municipality} {period} {file-month} {year} {date} {time} {datetime} {version}
 *     {conf:SECTION.NAME}     a setting
 *     {test:A|B}              A in a test delivery, B in a live one
 *
 * {date}, {time} and {datetime} are the as-of day at the time that the setting
 * <section>.time says; the second part of a return is stamped one second later,
 * and so on, so that names stay different. {period} is the month the envelope
 * names, {file-month} the one in the file name: in the one public generator that
 * was corrected after feedback from Danmarks Statistik these differ (the file
 * carries the month of generation, the envelope the month before), and which is
 * wanted is written nowhere; hence two settings.
 */
#ifndef REPORT_VARS_H
#define REPORT_VARS_H
#include "common/ctx.h"
#include "report/def.h"

struct report_vars {
	const struct conf *conf;
	const char *municipality;
	bool test;
	struct period period, envelope_month, file_month;
	int64_t stamp; /* seconds since 1970, local, without zone */
	int64_t max_records;
};

int vars_begin(const struct ctx *ctx, const struct report_def *d, const struct period *p,
        struct report_vars *ret, struct err *e) MUST_CHECK;
int vars_expand(const struct report_vars *v, const char *text, struct arena *a, const char **ret,
        struct err *e) MUST_CHECK;
/* The value of one variable, named without braces. */
int vars_value(const struct report_vars *v, const char *name, struct arena *a, const char **ret,
        struct err *e) MUST_CHECK;
#endif

/*
 * Key figures as a report sees them: what each is, and its values.
 *
 * kpi_load() reads every definition (transform/kpis/<id>.sql; what the head lines
 * mean stands in transform/kpi.h) in the language of the run, with the targets of
 * the settings, `[kpi] <id> = number`, before those of the definitions.
 * kpi_reader_begin() opens the table of values, kpi_value() answers.
 *
 * Values come in the unit of the figure: a percent as its fraction (0.92), money in
 * kroner or thousand kroner. Ownership: everything in the arena; the reader is a
 * block: CLEANUP(kpi_reader_done).
 */
#ifndef REPORT_KPI_H
#define REPORT_KPI_H
#include "common/ctx.h"

enum kpi_unit { KPI_COUNT, KPI_PERCENT, KPI_DAYS, KPI_RATIO, KPI_KR, KPI_DKK1000 };
enum kpi_better { KPI_NEUTRAL, KPI_UP, KPI_DOWN };

struct kpi {
	const char *id, *title, *text, *formula, *legal;
	const char *deadline; /* id in codelist_deadline, or NULL */
	enum kpi_unit unit;
	enum kpi_better better;
	bool has_target, year_share;
	double target; /* in the unit; see kpi_target() */
	int64_t order;
};

struct kpi_set {
	struct kpi *kpi; /* in the order of their definitions' `order` */
	size_t n;
};

int kpi_load(const struct ctx *ctx, struct arena *a, struct kpi_set *ret, struct err *e) MUST_CHECK;
const struct kpi *kpi_find(const struct kpi_set *s, const char *id); /* or NULL */

/* The target in the month yyyymm; false: there is none. */
bool kpi_target(const struct kpi *k, int month, double *ret);
bool kpi_is_sum(enum kpi_unit u); /* no denominator */

enum kpi_state {
	KPI_NO_DATA, /* before the first data, or nothing to judge */
	KPI_KNOWN,
	KPI_HIDDEN, /* too few behind it to be shown */
};

struct kpi_value {
	enum kpi_state state;
	double value, numerator, denominator; /* 0 unless known */
};

/* How a value stands to its target. */
enum kpi_light { KPI_LIGHT_NONE, KPI_LIGHT_GOOD, KPI_LIGHT_NEAR, KPI_LIGHT_BAD };
enum kpi_light kpi_light(const struct kpi *k, int month, const struct kpi_value *v);

struct kpi_reader {
	sqlite3_stmt *one, *year;
	sqlite3 *db;
	int64_t suppress; /* counts from 1 to one less than this are hidden; 0: none */
};

int kpi_reader_begin(struct kpi_reader *r, sqlite3 *db, int64_t suppress, struct err *e) MUST_CHECK;
void kpi_reader_done(struct kpi_reader *r);
/* team '' = the municipality */
int kpi_value(struct kpi_reader *r, const struct kpi *k, int month, const char *team,
        struct kpi_value *ret, struct err *e) MUST_CHECK;
/* The twelve months that end with `month`, taken together; sums and shares, not stocks. */
int kpi_value_year(struct kpi_reader *r, const struct kpi *k, int month, struct kpi_value *ret,
        struct err *e) MUST_CHECK;

int month_add(int month, int n); /* yyyymm */
#endif

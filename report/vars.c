#include "report/vars.h"

#include "common/buf.h"
#include "common/text.h"

enum { SECONDS_OF_DAY = 86400, EXPANDED = 4096 };

/* ---- settings of the receiver ---- */

static const char *setting(
        const struct ctx *ctx, const struct report_def *d, const char *name, struct arena *a)
{
	return conf_text(ctx->conf, arena_printf(a, "%s.%s", d->settings, name));
}

static int month_by(const struct ctx *ctx, const struct report_def *d, const char *name,
        const struct period *p, struct period *ret, struct err *e)
{
	const char *by = setting(ctx, d, name, ctx->arena);

	if (strcmp(by, "generation") != 0 && strcmp(by, "period") != 0)
		return err_set(e, ERR_CONFIG,
		        "setting %s.%s is '%s'; it is 'generation' or 'period'", d->settings, name,
		        by);
	*ret = strcmp(by, "generation") == 0 ? period_of_month(ctx->as_of) : *p;
	return 0;
}

static int stamp(
        const struct ctx *ctx, const struct report_def *d, struct report_vars *v, struct err *e)
{
	const char *time = setting(ctx, d, "time", ctx->arena);
	char day[11], when[32];

	snprintf(when, sizeof when, "%sT%s", day_iso(ctx->as_of, day), time);
	if (strlen(time) == 8 && text_secs(when, strlen(when), &v->stamp))
		return 0;
	return err_set(
	        e, ERR_CONFIG, "setting %s.time is '%s'; write it as 06:30:00", d->settings, time);
}

static int live_needs(const struct ctx *ctx, const struct report_def *d, struct err *e)
{
	for (size_t i = 0; i < d->live_needs; i++)
		if (!*conf_text(ctx->conf, d->live_need[i]))
			return err_set(e, ERR_CONFIG, "a live delivery needs the setting %s",
			        d->live_need[i]);
	return 0;
}

int vars_begin(const struct ctx *ctx, const struct report_def *d, const struct period *p,
        struct report_vars *ret, struct err *e)
{
	struct report_vars v = { .conf = ctx->conf,
		.municipality = ctx->municipality,
		.period = *p,
		.envelope_month = *p,
		.file_month = *p,
		.stamp = (int64_t)ctx->as_of * SECONDS_OF_DAY };

	if (d->settings) {
		v.test = conf_bool(ctx->conf, arena_printf(ctx->arena, "%s.test", d->settings));
		v.max_records = conf_int(
		        ctx->conf, arena_printf(ctx->arena, "%s.max-records", d->settings));
		if (stamp(ctx, d, &v, e) < 0 || (!v.test && live_needs(ctx, d, e) < 0) ||
		        month_by(ctx, d, "file-month", p, &v.file_month, e) < 0 ||
		        month_by(ctx, d, "envelope-month", p, &v.envelope_month, e) < 0)
			return -1;
	}
	*ret = v;
	return 0;
}

/* ---- variables ---- */

static void var_municipality(const struct report_vars *v, struct buf *b)
{
	buf_str(b, v->municipality);
}

static void var_period(const struct report_vars *v, struct buf *b)
{
	buf_str(b, v->envelope_month.text);
}

static void var_file_month(const struct report_vars *v, struct buf *b)
{
	buf_str(b, v->file_month.text);
}

static void var_year(const struct report_vars *v, struct buf *b)
{
	buf_printf(b, "%04d", v->period.year);
}

static void var_datetime(const struct report_vars *v, struct buf *b)
{
	char iso[20];

	buf_str(b, secs_iso(v->stamp, iso));
}

static void var_date(const struct report_vars *v, struct buf *b)
{
	char iso[20];

	secs_iso(v->stamp, iso);
	buf_printf(b, "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
}

static void var_time(const struct report_vars *v, struct buf *b)
{
	char iso[20];

	secs_iso(v->stamp, iso);
	buf_printf(b, "%.2s%.2s%.2s", iso + 11, iso + 14, iso + 17);
}

static void var_version(const struct report_vars *v, struct buf *b)
{
	(void)v;
	buf_str(b, PROGRAM_VERSION);
}

static const struct {
	const char *name;
	void (*add)(const struct report_vars *v, struct buf *b);
} variables[] = {
	{ "municipality", var_municipality },
	{ "period", var_period },
	{ "file-month", var_file_month },
	{ "year", var_year },
	{ "date", var_date },
	{ "time", var_time },
	{ "datetime", var_datetime },
	{ "version", var_version },
};

/* "A|B" */
static void test_or_live(const struct report_vars *v, const char *both, struct buf *b)
{
	size_t n = strcspn(both, "|");

	if (v->test)
		buf_add(b, both, n);
	else
		buf_str(b, both + n + (both[n] == '|'));
}

/* A value that is too long leaves the buffer full, which vars_expand() tells. */
static int add_variable(const struct report_vars *v, const char *name, struct buf *b, struct err *e)
{
	if (strncmp(name, "conf:", 5) == 0) {
		buf_str(b, conf_text(v->conf, name + 5));
		return 0;
	}
	if (strncmp(name, "test:", 5) == 0) {
		test_or_live(v, name + 5, b);
		return 0;
	}
	for (size_t i = 0; i < COUNT_OF(variables); i++)
		if (strcmp(variables[i].name, name) == 0) {
			variables[i].add(v, b);
			return 0;
		}
	return err_set(e, ERR_BUG, "no variable '%s'", name);
}

static int expand(const struct report_vars *v, const char *text, struct arena *a, struct buf *b,
        struct err *e)
{
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "{"), m;

		buf_add(b, p, n);
		p += n;
		if (!*p)
			break;
		m = strcspn(p, "}");
		if (!p[m])
			return err_set(e, ERR_BUG, "a brace is not closed in '%s'", text);
		if (add_variable(v, arena_strndup(a, p + 1, m - 1), b, e) < 0)
			return -1;
		p += m + 1;
	}
	return 0;
}

int vars_expand(const struct report_vars *v, const char *text, struct arena *a, const char **ret,
        struct err *e)
{
	struct buf b CLEANUP(buf_done);

	buf_init(&b, EXPANDED);
	if (expand(v, text, a, &b, e) < 0)
		return -1;
	if (b.full)
		return err_set(e, ERR_CONFIG, "a file name or envelope value is too long");
	*ret = b.len ? arena_strndup(a, b.data, b.len) : "";
	return 0;
}

int vars_value(const struct report_vars *v, const char *name, struct arena *a, const char **ret,
        struct err *e)
{
	return vars_expand(v, arena_printf(a, "{%s}", name), a, ret, e);
}

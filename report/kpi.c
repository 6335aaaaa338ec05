#include "report/kpi.h"

#include "common/defs.h"
#include "common/text.h"

#define FOLDER "transform/kpis/"

static const char *const unit_name[] = { "count", "percent", "days", "ratio", "kr", "dkk1000" };
static const char *const better_name[] = { "none", "up", "down" };

/* ---- definitions ---- */

/* The place of `name` in the list; -1: not in it. */
static int place_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (name && strcmp(list[i], name) == 0)
			return (int)i;
	return -1;
}

static const char *in_language(
        const struct head *h, const char *key, const char *lang, struct arena *a)
{
	const char *v = head_get(h, arena_printf(a, "%s_%s", key, lang));

	return v ? v : "";
}

/* A number with at most one decimal point: 95, 99.5. */
static bool read_number(const char *s, double *ret)
{
	int64_t hundredths;

	if (!text_ore(s, strlen(s), '.', 0, &hundredths))
		return false;
	*ret = (double)hundredths / 100;
	return true;
}

static int set_target(const struct ctx *ctx, const struct head *h, struct kpi *k, struct err *e)
{
	const char *local = conf_free(ctx->conf, "kpi", k->id);
	const char *target = local ? local : head_get(h, "target");

	if (!target)
		return 0;
	k->has_target = true;
	k->year_share = strcmp(target, "year_share") == 0;
	if (!k->year_share && !read_number(target, &k->target))
		return err_set(e, local ? ERR_CONFIG : ERR_BUG, "%s: target '%s' is not a number",
		        local ? "[kpi]" : h->path, target);
	if (k->unit == KPI_PERCENT)
		k->target /= 100;
	return 0;
}

static bool read_order(const struct head *h, int64_t *ret)
{
	const char *s = head_get(h, "order");

	return s && text_int(s, strlen(s), ret);
}

static int read_kpi(const struct ctx *ctx, const struct def_file *f, struct arena *a, struct kpi *k,
        struct err *e)
{
	struct head h;
	int unit, better;

	if (head_parse(f, a, &h, e) < 0)
		return -1;
	unit = place_of(head_get(&h, "unit"), unit_name, COUNT_OF(unit_name));
	better = place_of(head_get(&h, "better"), better_name, COUNT_OF(better_name));
	k->id = head_get(&h, "id");
	if (!k->id || unit < 0 || better < 0 || !read_order(&h, &k->order))
		return err_set(
		        e, ERR_BUG, "%s: id, order, unit or better is missing or unknown", f->path);
	k->unit = (enum kpi_unit)unit;
	k->better = (enum kpi_better)better;
	k->title = in_language(&h, "title", ctx->lang, a);
	k->text = in_language(&h, "text", ctx->lang, a);
	k->formula = head_get(&h, "formula");
	k->legal = head_get(&h, "legal");
	k->deadline = head_get(&h, "deadline");
	return set_target(ctx, &h, k, e);
}

static int by_order(const void *a, const void *b)
{
	const struct kpi *x = a, *y = b;

	return x->order != y->order ? (x->order > y->order) - (x->order < y->order)
	                            : strcmp(x->id, y->id);
}

/* A target for a figure that does not exist is a slip of the pen. */
static int check_settings(const struct ctx *ctx, const struct kpi_set *s, struct err *e)
{
	const struct conf_pair *p;
	size_t at = 0;

	while ((p = conf_free_each(ctx->conf, &at)))
		if (strcmp(p->section, "kpi") == 0 && !kpi_find(s, p->name))
			return err_set(e, ERR_CONFIG, "%s: [kpi] %s: no such key figure", p->origin,
			        p->name);
	return 0;
}

int kpi_load(const struct ctx *ctx, struct arena *a, struct kpi_set *ret, struct err *e)
{
	struct kpi_set s = { 0 };
	const struct def_file *f;
	size_t at = 0, n = 0;

	while (def_next(FOLDER, ".sql", &at))
		n++;
	s.kpi = arena_take(a, (n + 1) * sizeof *s.kpi);
	for (at = 0; (f = def_next(FOLDER, ".sql", &at)); s.n++)
		if (read_kpi(ctx, f, a, &s.kpi[s.n], e) < 0)
			return -1;
	qsort(s.kpi, s.n, sizeof *s.kpi, by_order);
	*ret = s;
	return check_settings(ctx, &s, e);
}

const struct kpi *kpi_find(const struct kpi_set *s, const char *id)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->kpi[i].id, id) == 0)
			return &s->kpi[i];
	return NULL;
}

bool kpi_is_sum(enum kpi_unit u)
{
	return u == KPI_COUNT || u == KPI_KR || u == KPI_DKK1000;
}

bool kpi_target(const struct kpi *k, int month, double *ret)
{
	*ret = k->year_share ? month % 100 / 12.0 : k->target;
	return k->has_target;
}

/* Near is within five points of a percent, and within a tenth of any other target. */
enum kpi_light kpi_light(const struct kpi *k, int month, const struct kpi_value *v)
{
	double target, short_of, margin;

	if (v->state != KPI_KNOWN || k->better == KPI_NEUTRAL || !kpi_target(k, month, &target))
		return KPI_LIGHT_NONE;
	short_of = k->better == KPI_UP ? target - v->value : v->value - target;
	margin = k->unit == KPI_PERCENT ? 0.05 : target / 10;
	if (short_of <= 1e-9)
		return KPI_LIGHT_GOOD;
	return short_of <= margin + 1e-9 ? KPI_LIGHT_NEAR : KPI_LIGHT_BAD;
}

int month_add(int month, int n)
{
	int months = month / 100 * 12 + month % 100 - 1 + n;

	return months / 12 * 100 + months % 12 + 1;
}

/* ---- values ---- */

/*
 * small: too few to show, on its own. Where exactly one team is hidden, its value
 * would be the total less the others, so the smallest of the others is hidden too.
 */
static const char one_sql[] =
        "WITH cell AS (\n"
        "  SELECT team_id, numerator, denominator, CASE\n"
        "         WHEN :sum THEN :persons AND numerator BETWEEN 1 AND :suppress - 1\n"
        "         ELSE denominator BETWEEN 1 AND :suppress - 1 OR (:percent AND (\n"
        "              numerator BETWEEN 1 AND :suppress - 1\n"
        "              OR denominator - numerator BETWEEN 1 AND :suppress - 1)) END AS small\n"
        "    FROM agg_kpi WHERE kpi = :kpi AND month = :month\n"
        "), ranked AS (\n"
        "  SELECT *, total(small) FILTER (WHERE team_id <> '') OVER () AS hidden,\n"
        "         row_number() OVER (PARTITION BY team_id <> '' AND NOT small\n"
        "                 ORDER BY CASE WHEN :sum THEN numerator ELSE denominator END, team_id) AS "
        "nth\n"
        "    FROM cell\n"
        ")\n"
        "SELECT numerator, denominator,\n"
        "       small OR (team_id <> '' AND hidden = 1 AND nth = 1)\n"
        "  FROM ranked WHERE team_id = :team";

static const char plain_sql[] = "SELECT numerator, denominator, 0 FROM agg_kpi\n"
                                " WHERE kpi = :kpi AND month = :month AND team_id = :team";

static const char year_sql[] =
        "SELECT sum(numerator), sum(denominator),\n"
        "       max(:percent AND sum(numerator) BETWEEN 1 AND :suppress - 1,\n"
        "           sum(denominator) BETWEEN 1 AND :suppress - 1)\n"
        "  FROM agg_kpi\n"
        " WHERE kpi = :kpi AND team_id = '' AND month BETWEEN :first AND :month\n"
        "HAVING count(*) > 0";

int kpi_reader_begin(struct kpi_reader *r, sqlite3 *db, int64_t suppress, struct err *e)
{
	*r = (struct kpi_reader){ .db = db, .suppress = suppress };
	if (db_prepare(db, suppress > 1 ? one_sql : plain_sql, "value of a key figure", &r->one,
	            e) < 0)
		return -1;
	return db_prepare(db, year_sql, "year of a key figure", &r->year, e);
}

void kpi_reader_done(struct kpi_reader *r)
{
	stmt_done(&r->one);
	stmt_done(&r->year);
}

static double in_unit(const struct kpi *k, double sum)
{
	return k->unit == KPI_KR ? sum / 100 : k->unit == KPI_DKK1000 ? sum / 100000 : sum;
}

/* The row the statement stands on, or none, to a value; resets the statement. */
static int take_value(sqlite3_stmt *s, const struct kpi *k, struct kpi_value *ret, struct err *e)
{
	struct kpi_value v = { .state = KPI_NO_DATA };
	int rc = db_step(s, e);

	if (rc > 0) {
		double n = in_unit(k, (double)sqlite3_column_int64(s, 0));
		double d = (double)sqlite3_column_int64(s, 1);

		if (sqlite3_column_int(s, 2))
			v.state = KPI_HIDDEN;
		else if (d != 0)
			v = (struct kpi_value){ KPI_KNOWN, kpi_is_sum(k->unit) ? n : n / d, n, d };
	}
	sqlite3_reset(s);
	*ret = v;
	return rc < 0 ? -1 : 0;
}

static int bind_key(sqlite3_stmt *s, const struct kpi *k, int month, struct err *e)
{
	return db_bind_text(s, ":kpi", k->id, e) < 0 ? -1 : db_bind_int(s, ":month", month, e);
}

static int bind_suppress(
        const struct kpi_reader *r, sqlite3_stmt *s, const struct kpi *k, struct err *e)
{
	if (db_bind_int(s, ":suppress", r->suppress, e) < 0)
		return -1;
	return db_bind_int(s, ":percent", k->unit == KPI_PERCENT, e);
}

/* Only the statement that looks for small numbers asks for these. */
static int bind_cell(
        const struct kpi_reader *r, sqlite3_stmt *s, const struct kpi *k, struct err *e)
{
	if (r->suppress <= 1)
		return 0;
	if (bind_suppress(r, s, k, e) < 0 || db_bind_int(s, ":sum", kpi_is_sum(k->unit), e) < 0)
		return -1;
	return db_bind_int(s, ":persons", k->unit == KPI_COUNT, e);
}

int kpi_value(struct kpi_reader *r, const struct kpi *k, int month, const char *team,
        struct kpi_value *ret, struct err *e)
{
	sqlite3_stmt *s = r->one;

	if (bind_key(s, k, month, e) < 0 || db_bind_text(s, ":team", team, e) < 0 ||
	        bind_cell(r, s, k, e) < 0)
		return -1;
	return take_value(s, k, ret, e);
}

int kpi_value_year(
        struct kpi_reader *r, const struct kpi *k, int month, struct kpi_value *ret, struct err *e)
{
	sqlite3_stmt *s = r->year;

	if (bind_key(s, k, month, e) < 0 || bind_suppress(r, s, k, e) < 0 ||
	        db_bind_int(s, ":first", month_add(month, -11), e) < 0)
		return -1;
	return take_value(s, k, ret, e);
}

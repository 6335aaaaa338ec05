#include "transform/kpi.h"

#include "common/text.h"
#include "transform/deadline.h"

#define FOLDER "transform/kpis/"

enum { DAY_PAST = 2932897 }; /* 10000-01-01 */

static const char *const known[] = { "id!", "title_da!", "title_en!", "order!", "unit!", "better!",
	"target", "deadline", "legal!", "text_da!", "text_en!", "formula!", "reads!", "writes!",
	"units", "since!", "cases!", "with" };

/* plain: the figure is a sum, so its denominator is 1. */
static const struct unit {
	const char *name;
	bool plain;
} units[] = {
	{ "count", true },
	{ "kr", true },
	{ "dkk1000", true },
	{ "percent", false },
	{ "days", false },
	{ "ratio", false },
};

static const struct unit *unit_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (strcmp(units[i].name, name) == 0)
			return &units[i];
	return NULL;
}

/* The unit counts in every month at whose end it stands, not in one. */
static bool is_spans(const struct head *h)
{
	return text_eq(head_get(h, "units"), "spans");
}

static int check_values(const struct head *h, struct err *e)
{
	const char *better = head_get(h, "better"), *id = head_get(h, "id");
	size_t stem = strlen(h->path) - strlen(FOLDER) - strlen(".sql");

	if (strlen(id) != stem || strncmp(h->path + strlen(FOLDER), id, stem) != 0)
		return err_set(e, ERR_BUG, "id '%s' is not the name of the file", id);
	if (!unit_find(head_get(h, "unit")))
		return err_set(e, ERR_BUG, "unknown unit '%s'", head_get(h, "unit"));
	if (strcmp(better, "up") != 0 && strcmp(better, "down") != 0 && strcmp(better, "none") != 0)
		return err_set(e, ERR_BUG, "better is up, down or none, not '%s'", better);
	if (head_get(h, "units") && !is_spans(h))
		return err_set(e, ERR_BUG, "units are spans, not '%s'", head_get(h, "units"));
	return 0;
}

int kpi_head(const struct def_file *f, struct arena *a, struct head *ret, struct err *e)
{
	if (head_parse(f, a, ret, e) < 0)
		return -1;
	if (head_check(ret, known, COUNT_OF(known), e) < 0 || check_values(ret, e) < 0 ||
	        head_compose(ret, a, e) < 0)
		return err_ctx(e, "%s", f->path);
	return 0;
}

/* What stands around the figures: teams, inputs, and the months that are over before the as-of day.
 */
static const char fill_around[] =
        "DELETE FROM agg_kpi;\n"
        "DELETE FROM agg_kpi_team;\n"
        "INSERT INTO agg_kpi_team (team_id, name)\n"
        "SELECT team_id, coalesce(name, team_id) FROM fact_team ORDER BY team_id;\n"
        "DELETE FROM agg_kpi_input;\n"
        "INSERT INTO agg_kpi_input (source, rows_in, used, deleted, left_out, produced)\n"
        "SELECT entity, staged, facts, deleted, left_out, NULL FROM fact_left_out\n"
        " UNION ALL\n"
        "SELECT feed, sum(rows_in), sum(staged), 0, sum(rejected), max(produced)\n"
        "  FROM staging_file WHERE replaced_by IS NULL GROUP BY feed;\n"
        "DELETE FROM agg_kpi_month;\n"
        "WITH RECURSIVE back (nth, first_day) AS (\n"
        "  SELECT 1, add_months(month_start(month(:as_of)), -1)\n"
        "  UNION ALL\n"
        "  SELECT nth + 1, add_months(first_day, -1) FROM back WHERE nth < :months)\n"
        "INSERT INTO agg_kpi_month (month, first_day, last_day)\n"
        "SELECT month(first_day), first_day, add_months(first_day, 1) - 1 FROM back ORDER BY 1;\n";

static void put_params(const struct ctx *ctx, struct params *p)
{
	params_int(p, "as_of", ctx->as_of);
	params_int(p, "months", KPI_MONTHS);
	params_text(p, "municipality", ctx->municipality);
}

/* ---- adding up ---- */

/*
 * The sums of one figure, by month and team. They are added up here and not by
 * GROUP BY, which would sort millions of units to end with a few hundred sums.
 * Spans are added where they begin and taken off where they are over; the sums of
 * the months come from adding those up once, at the end.
 */
struct tally {
	const char **team; /* sorted; [0] is '', the whole municipality */
	size_t teams, last_team;
	int first_month; /* months since year 0; KPI_MONTHS of them, and the one after */
	struct sum {
		int64_t numerator, denominator;
	} * sum; /* [month * teams + team] */
	struct told *told;
	struct arena *a;
};

static int months_since_zero(int64_t yyyymm)
{
	return (int)(yyyymm / 100 * 12 + yyyymm % 100 - 1);
}

static int64_t yyyymm_of(int months)
{
	return (int64_t)months / 12 * 100 + months % 12 + 1;
}

static int read_team_names(struct ctx *ctx, struct arena *a, struct tally *t, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t n;
	int rc;

	if (db_int(ctx->db, "SELECT count(*) FROM agg_kpi_team", &n, e) < 0)
		return -1;
	t->team = arena_take(a, (size_t)(n + 1) * sizeof *t->team);
	t->team[t->teams++] = "";
	if (db_prepare(ctx->db,
	            "SELECT team_id FROM agg_kpi_team WHERE team_id <> '' ORDER BY team_id",
	            "teams of the key figures", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0)
		t->team[t->teams++] = arena_strdup(a, col_text(s, 0));
	return rc;
}

static int tally_begin(struct ctx *ctx, struct arena *a, struct tally *t, struct err *e)
{
	int64_t first;

	*t = (struct tally){ .a = a };
	if (db_int(ctx->db, "SELECT min(month) FROM agg_kpi_month", &first, e) < 0)
		return -1;
	t->first_month = months_since_zero(first);
	if (read_team_names(ctx, a, t, e) < 0)
		return -1;
	t->sum = arena_take(a, (KPI_MONTHS + 1) * t->teams * sizeof *t->sum);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The place of a team; 0 for one that is not known, or none. Units of a team often come together.
 */
static size_t team_place(struct tally *t, const char *team)
{
	const char **at;

	if (strcmp(t->team[t->last_team], team) == 0)
		return t->last_team;
	at = bsearch(&team, t->team, t->teams, sizeof *t->team, by_text);
	t->last_team = at ? (size_t)(at - t->team) : 0;
	return t->last_team;
}

/* What is added to a month and a team is added to the month, too. */
static void add(struct tally *t, int month, size_t team, int64_t numerator, int64_t denominator)
{
	struct sum *all = t->sum + (size_t)month * t->teams, *own = all + team;

	all->numerator += numerator;
	all->denominator += denominator;
	if (own == all)
		return;
	own->numerator += numerator;
	own->denominator += denominator;
}

/* Columns: month, team_id, case_id, numerator, denominator. */
static int add_unit(struct tally *t, sqlite3_stmt *s, struct err *e)
{
	int month = months_since_zero(sqlite3_column_int64(s, 0)) - t->first_month;

	if (month < 0 || month >= KPI_MONTHS)
		return err_set(e, ERR_BUG, "a unit of month %lld, which has no figures",
		        (long long)sqlite3_column_int64(s, 0));
	add(t, month, team_place(t, col_text(s, 1)), sqlite3_column_int64(s, 3),
	        sqlite3_column_int64(s, 4));
	return 0;
}

/* The first month that ends on the day or later, from 0 to KPI_MONTHS. */
static int month_that_ends_from(const struct tally *t, int64_t day)
{
	int y, m, d, month;

	if (day < 0)
		return 0;
	if (day >= DAY_PAST)
		return KPI_MONTHS;
	day_to_ymd((int32_t)day, &y, &m, &d);
	month = y * 12 + m - 1 - t->first_month;
	return month < 0 ? 0 : month > KPI_MONTHS ? KPI_MONTHS : month;
}

/* Columns: first and last day, team_id, case_id, numerator, denominator. */
static int add_span(struct tally *t, sqlite3_stmt *s, struct err *e)
{
	bool open = sqlite3_column_type(s, 1) == SQLITE_NULL;
	int from = month_that_ends_from(t, sqlite3_column_int64(s, 0));
	int to = open ? KPI_MONTHS : month_that_ends_from(t, sqlite3_column_int64(s, 1) + 1);
	int64_t n = sqlite3_column_int64(s, 4), d = sqlite3_column_int64(s, 5);
	size_t team;

	if (sqlite3_column_type(s, 0) == SQLITE_NULL)
		return err_set(e, ERR_BUG, "a span without a first day");
	if (from >= to)
		return 0;
	team = team_place(t, col_text(s, 2));
	add(t, from, team, n, d);
	add(t, to, team, -n, -d);
	return 0;
}

static void sum_spans(struct tally *t)
{
	for (size_t i = t->teams; i < KPI_MONTHS * t->teams; i++) {
		t->sum[i].numerator += t->sum[i - t->teams].numerator;
		t->sum[i].denominator += t->sum[i - t->teams].denominator;
	}
}

static int add_units(struct ctx *ctx, const struct def_file *f, const struct head *h,
        const struct params *p, struct tally *t, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	bool spans = is_spans(h);
	int rc;

	memset(t->sum, 0, (KPI_MONTHS + 1) * t->teams * sizeof *t->sum);
	if (db_prepare(ctx->db, h->body, f->path, &s, e) < 0 || db_bind_params(s, p, e) < 0)
		return -1;
	if (sqlite3_column_count(s) != (spans ? 6 : 5))
		return err_set(e, ERR_BUG, "not %s columns", spans ? "six" : "five");
	while ((rc = db_step(s, e)) > 0)
		if ((spans ? add_span : add_unit)(t, s, e) < 0)
			return -1;
	if (spans)
		sum_spans(t);
	return rc;
}

/* ---- writing ---- */

static const char insert[] = "INSERT INTO agg_kpi (kpi, month, team_id, numerator, denominator)"
                             " VALUES (:kpi, :month, :team, :numerator, :denominator)";

/* Months that were asked for, by the question: many figures have the same. */
struct told {
	const char *since;
	int month;
	struct told *next;
};

static const struct told *told_before(const struct told *list, const char *since)
{
	for (; list; list = list->next)
		if (strcmp(list->since, since) == 0)
			return list;
	return NULL;
}

/* The first month that is told: the one of the day that `since` answers; none: past the last. */
static int first_told(struct ctx *ctx, const char *since, struct tally *t, int *ret, struct err *e)
{
	const struct told *before = told_before(t->told, since);
	struct told *new;
	int64_t month;

	if (before) {
		*ret = before->month;
		return 0;
	}
	if (db_int(ctx->db, arena_printf(t->a, "SELECT coalesce(month((%s)), 999912)", since),
	            &month, e) < 0)
		return -1;
	new = arena_take(t->a, sizeof *new);
	*new = (struct told){ arena_strdup(t->a, since), months_since_zero(month), t->told };
	t->told = new;
	*ret = new->month;
	return 0;
}

static int write_sum(sqlite3_stmt *s, const char *kpi, int month, const char *team,
        const struct sum *sum, struct err *e)
{
	if (db_bind_text(s, ":kpi", kpi, e) < 0 ||
	        db_bind_int(s, ":month", yyyymm_of(month), e) < 0 ||
	        db_bind_text(s, ":team", team, e) < 0 ||
	        db_bind_int(s, ":numerator", sum->numerator, e) < 0 ||
	        db_bind_int(s, ":denominator", sum->denominator, e) < 0)
		return -1;
	return db_run(s, e);
}

static int write_sums(
        sqlite3_stmt *s, const struct head *h, struct tally *t, int from, struct err *e)
{
	bool plain = unit_find(head_get(h, "unit"))->plain;

	for (int m = from > t->first_month ? from : t->first_month; m < t->first_month + KPI_MONTHS;
	        m++)
		for (size_t team = 0; team < t->teams; team++) {
			struct sum *sum = t->sum + (size_t)(m - t->first_month) * t->teams + team;

			if (plain)
				sum->denominator = 1;
			if (write_sum(s, head_get(h, "id"), m, t->team[team], sum, e) < 0)
				return -1;
		}
	return 0;
}

static int run_one(
        struct ctx *ctx, const struct def_file *f, struct tally *t, sqlite3_stmt *s, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	struct head h;
	int from;

	if (kpi_head(f, &a, &h, e) < 0)
		return -1;
	put_params(ctx, &p);
	if (add_units(ctx, f, &h, &p, t, e) < 0 ||
	        first_told(ctx, head_get(&h, "since"), t, &from, e) < 0 ||
	        write_sums(s, &h, t, from, e) < 0)
		return err_ctx(e, "%s", f->path);
	return 0;
}

static int fill(struct ctx *ctx, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	put_params(ctx, &p);
	if (deadline_load(ctx->db, e) < 0)
		return -1;
	return db_exec_params(ctx->db, fill_around, "around the key figures", &p, e);
}

int kpi_run(struct ctx *ctx, struct kpi_result *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const struct def_file *f;
	struct tally t;
	size_t at = 0;

	*ret = (struct kpi_result){ 0 };
	if (fill(ctx, e) < 0 || tally_begin(ctx, &a, &t, e) < 0 ||
	        db_prepare(ctx->db, insert, "key figures", &s, e) < 0)
		return err_ctx(e, "key figures");
	for (; (f = def_next(FOLDER, ".sql", &at)); ret->kpis++)
		if (run_one(ctx, f, &t, s, e) < 0)
			return err_ctx(e, "key figures");
	return db_int(ctx->db, "SELECT count(*) FROM agg_kpi", &ret->rows, e);
}

/* The units of each month: what the body answers, or its spans month by month. */
static const char *by_month(struct arena *a, const struct head *h)
{
	if (!is_spans(h))
		return h->body;
	return arena_printf(a,
	        "SELECT m.month, u.team_id, u.case_id, u.numerator, u.denominator\n"
	        "  FROM (\n%s\n) AS u\n"
	        "  JOIN agg_kpi_month AS m ON m.last_day >= u.first\n"
	        "                         AND (u.last IS NULL OR m.last_day <= u.last)",
	        h->body);
}

int kpi_cases_sql(const char *id, struct arena *a, const char **ret, struct err *e)
{
	const struct def_file *f = def_find(arena_printf(a, FOLDER "%s.sql", id));
	struct head h;

	if (!f)
		return err_set(e, ERR_USAGE, "no key figure '%s'; `show kpis` lists them", id);
	if (kpi_head(f, a, &h, e) < 0)
		return -1;
	if (strcmp(head_get(&h, "cases"), "none") == 0)
		return err_set(e, ERR_USAGE, "key figure '%s' is not made from cases", id);
	*ret = arena_printf(a,
	        "SELECT case_id, numerator, denominator FROM (\n%s\n)\n"
	        " WHERE month = :month AND (:team = '' OR team_id = :team) AND case_id IS NOT NULL "
	        "AND (%s)\n"
	        " ORDER BY case_id, numerator, denominator",
	        by_month(a, &h), head_get(&h, "cases"));
	return 0;
}

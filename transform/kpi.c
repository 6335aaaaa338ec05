#include "transform/kpi.h"

#include "common/text.h"
#include "transform/deadline.h"

#define FOLDER "transform/kpis/"

static const char *const known[] = { "id!", "title_da!", "title_en!", "order!", "unit!", "better!",
	"target", "deadline", "legal!", "text_da!", "text_en!", "formula!", "reads!", "writes!",
	"since!", "cases!" };

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
	return 0;
}

int kpi_head(const struct def_file *f, struct arena *a, struct head *ret, struct err *e)
{
	if (head_parse(f, a, ret, e) < 0)
		return -1;
	if (head_check(ret, known, COUNT_OF(known), e) < 0 || check_values(ret, e) < 0)
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

/* %s: the body, the SELECT of the first day. */
#define FIGURE                                                                                     \
	"INSERT INTO agg_kpi (kpi, month, team_id, numerator, denominator)\n"                      \
	"WITH unit AS (\n%s\n), part AS MATERIALIZED (\n"                                          \
	"  SELECT month, team_id, sum(numerator) AS n, sum(denominator) AS d\n"                    \
	"    FROM unit GROUP BY month, team_id\n"                                                  \
	"), figure AS MATERIALIZED (\n"                                                            \
	"  SELECT month, team_id, n, d FROM part\n"                                                \
	"   WHERE team_id IN (SELECT team_id FROM fact_team)\n"                                    \
	"  UNION ALL\n"                                                                            \
	"  SELECT month, '', sum(n), sum(d) FROM part GROUP BY month\n"                            \
	"), place AS MATERIALIZED (\n"                                                             \
	"  SELECT m.month, t.team_id\n"                                                            \
	"    FROM agg_kpi_month AS m, (SELECT '' AS team_id UNION ALL SELECT team_id FROM "        \
	"fact_team) AS t\n"                                                                        \
	"   WHERE m.last_day >= (%s)\n"                                                            \
	")\n"                                                                                      \
	"SELECT :kpi, p.month, p.team_id, coalesce(f.n, 0),\n"                                     \
	"       CASE WHEN :plain THEN 1 ELSE coalesce(f.d, 0) END\n"                               \
	"  FROM place AS p\n"                                                                      \
	"  LEFT JOIN figure AS f ON f.month = p.month AND f.team_id = p.team_id\n"                 \
	" ORDER BY p.month, p.team_id"

static void put_params(const struct ctx *ctx, struct params *p)
{
	params_int(p, "as_of", ctx->as_of);
	params_int(p, "months", KPI_MONTHS);
	params_text(p, "municipality", ctx->municipality);
}

/* A body ends without semicolon, for it stands inside another statement. */
static const char *body(struct arena *a, const struct head *h)
{
	size_t n = strlen(h->body);

	while (n && strchr(" \t\r\n;", h->body[n - 1]))
		n--;
	return arena_strndup(a, h->body, n);
}

static int run_one(struct ctx *ctx, const struct def_file *f, struct arena *a, struct err *e)
{
	struct params p = { .arena = a };
	struct head h;
	const char *sql;

	if (kpi_head(f, a, &h, e) < 0)
		return -1;
	put_params(ctx, &p);
	params_text(&p, "kpi", head_get(&h, "id"));
	params_int(&p, "plain", unit_find(head_get(&h, "unit"))->plain);
	sql = arena_printf(a, FIGURE, body(a, &h), head_get(&h, "since"));
	return db_exec_params(ctx->db, sql, f->path, &p, e);
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
	const struct def_file *f;
	size_t at = 0;

	*ret = (struct kpi_result){ 0 };
	if (fill(ctx, e) < 0)
		return err_ctx(e, "key figures");
	while ((f = def_next(FOLDER, ".sql", &at))) {
		if (run_one(ctx, f, &a, e) < 0)
			return err_ctx(e, "key figures");
		ret->kpis++;
		arena_reset(&a);
	}
	return db_int(ctx->db, "SELECT count(*) FROM agg_kpi", &ret->rows, e);
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
	        body(a, &h), head_get(&h, "cases"));
	return 0;
}

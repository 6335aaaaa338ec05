/* What the views of the ledger share, and those of a whole return. */
#include "common/defs.h"
#include "jobs/ledger.h"
#include "report/source_record.h"

void view_begin(struct view *v, struct app *a, int64_t limit)
{
	*v = (struct view){ .a = a,
		.json = cli_flag(&a->cli, "--json"),
		.en = strcmp(a->ctx.lang, "en") == 0,
		.whole = cli_flag(&a->cli, "--whole"),
		.limit = limit };
}

struct grid *view_grid(struct view *v, const char *id, const char *da, const char *en)
{
	struct grid *g = &v->grid[v->n < VIEW_GRIDS - 1 ? v->n++ : v->n];

	grid_begin(g, &v->a->w.arena, id, da, en);
	g->limit = (size_t)v->limit;
	return g;
}

int view_query(struct view *v, const char *id, const char *da, const char *en, const char *path,
        const struct params *p, struct err *e)
{
	const struct def_file *f = def_find(path);

	if (!f)
		return err_set(e, ERR_BUG, "definition '%s' is not built in", path);
	return grid_query(view_grid(v, id, da, en), v->a->w.db, f->data, path, p, e);
}

void view_show(const struct view *v)
{
	FILE *to = v->a->out;

	if (v->json)
		fputs("{\n", to);
	for (size_t i = 0; i < v->n; i++) {
		if (v->json) {
			grid_json(&v->grid[i], i + 1 == v->n, to);
			continue;
		}
		if (i)
			fputc('\n', to);
		grid_text(&v->grid[i], v->en, to);
	}
	if (v->json)
		fputs("}\n", to);
}

/* ---- all returns, and one ---- */

static const char *json_list(struct arena *a, const char *const *s, size_t n)
{
	const char *list = "[";

	for (size_t i = 0; i < n; i++)
		list = arena_printf(a, "%s%s\"%s\"", list, i ? "," : "", s[i]);
	return arena_printf(a, "%s]", list);
}

int ledger_all(struct view *v, struct err *e)
{
	struct params p = { .arena = &v->a->w.arena };
	struct returns all;

	if (returns_list(p.arena, &all, e) < 0)
		return -1;
	params_text(&p, "returns", json_list(p.arena, all.id, all.n));
	return view_query(v, "returns", "Indberetninger: kilden og modtageren",
	        "Returns: the source and the receiver", "jobs/ledger_all.sql", &p, e);
}

static const struct {
	const char *id, *da, *en, *path;
} of_return[] = {
	{ "totals", "Indberetningen nu", "The return now", "jobs/ledger_all.sql" },
	{ "reasons", "Kildens poster: udvalgt, eller hvorfor ikke",
	        "Records of the source: selected, or why not", "jobs/ledger_return_reasons.sql" },
	{ "deliveries", "Leverancer, nyeste først", "Deliveries, newest first",
	        "jobs/ledger_return_deliveries.sql" },
	{ "receipts", "Kvitteringer, nyeste først", "Receipts, newest first",
	        "jobs/ledger_return_receipts.sql" },
	{ "errors", "Myndighedens fejl, efter kode", "Errors of the authority, by code",
	        "jobs/ledger_return_errors.sql" },
};

int ledger_return(struct view *v, const char *report, struct err *e)
{
	struct params p = { .arena = &v->a->w.arena };
	struct source_record s CLEANUP(source_close) = { 0 };

	if (source_open(&s, &v->a->ctx, report, e) < 0)
		return -1;
	params_text(&p, "report", report);
	params_text(&p, "returns", json_list(p.arena, &report, 1));
	params_text(&p, "lang", v->a->ctx.lang);
	for (size_t i = 0; i < COUNT_OF(of_return); i++)
		if (view_query(v, of_return[i].id, of_return[i].da, of_return[i].en,
		            of_return[i].path, &p, e) < 0)
			return -1;
	return 0;
}

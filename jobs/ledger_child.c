/* ledger --child: every record of one child over all returns, side by side. */
#include "common/defs.h"
#include "common/text.h"
#include "jobs/ledger.h"
#include "report/source_record.h"

enum { CITIZENS_MAX = 64, LINE_MAX_BYTES = 64 };

struct child {
	struct view *v;
	const char *id; /* as it was asked for; a personal number is not kept here */
	const char *citizen[CITIZENS_MAX];
	size_t n;
};

/* A personal number comes on standard input, so that it stands in no list of processes. */
static int read_number(char ret[LINE_MAX_BYTES], struct err *e)
{
	char line[LINE_MAX_BYTES];
	size_t n = 0;

	if (!fgets(line, sizeof line, stdin))
		line[0] = '\0';
	for (const char *p = line; *p && n < 11; p++)
		if (*p >= '0' && *p <= '9')
			ret[n++] = *p;
		else if (!strchr("- \r\n", *p))
			break;
	ret[n] = '\0';
	return pnr_shape(ret, n) ? 0
	                         : err_set(e, ERR_USAGE,
	                                   "--child -: expected a personal number of ten digits on "
	                                   "standard input");
}

static int citizens(
        struct child *c, const char *path, const char *name, const char *value, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct arena *a = &c->v->a->w.arena;
	int rc;

	if (db_prepare(c->v->a->w.db, def_find(path)->data, path, &s, e) < 0 ||
	        db_bind_text(s, name, value, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0)
		if (c->n < CITIZENS_MAX)
			c->citizen[c->n++] = arena_strdup(a, col_text(s, 0));
	return rc;
}

static int find(struct child *c, struct err *e)
{
	char pnr[LINE_MAX_BYTES];
	size_t n = strlen(c->id);

	if (strcmp(c->id, "-") == 0) {
		if (read_number(pnr, e) < 0)
			return -1;
		return citizens(c, "jobs/ledger_who_number.sql", ":pnr", pnr, e);
	}
	if (pnr_shape(c->id, n) || (n == 11 && c->id[6] == '-'))
		return err_set(e, ERR_USAGE,
		        "--child: a personal number belongs on standard input: --child -");
	return citizens(c, "jobs/ledger_who.sql", ":id", c->id, e);
}

static const char *quoted_list(struct arena *a, const char *const *s, size_t n)
{
	const char *list = "[";

	for (size_t i = 0; i < n; i++) {
		const char *one = "";

		for (const char *p = s[i]; *p; p++)
			one = arena_printf(a, "%s%s%c", one, strchr("\"\\", *p) ? "\\" : "", *p);
		list = arena_printf(a, "%s%s\"%s\"", list, i ? "," : "", one);
	}
	return arena_printf(a, "%s]", list);
}

/* What a caseworker knows the record by: its values that are no secret, but for the key. */
static const char *summary(const struct source_record *s, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < s->def.columns; i++) {
		const struct cell *cell = &s->table.row.cell[i];

		if (!cell->n || s->def.column[i].secret ||
		        text_eq(s->def.column[i].source, s->def.key))
			continue;
		text = arena_printf(a, "%s%s%.*s", text, *text ? " " : "", (int)cell->n, cell->s);
	}
	return text;
}

/* The rows stand in the order of their return: its definition is read once. */
static int fill_source(struct child *c, struct grid *g, struct err *e)
{
	struct source_record s CLEANUP(source_close) = { 0 };
	const char *report = NULL;

	for (size_t r = 0; r < g->rows; r++) {
		const char **cell = &g->cell[r * g->columns];
		int rc;

		if (grid_at(g, r, "reason"))
			continue;
		if (!report || strcmp(report, cell[0]) != 0) {
			source_close(&s);
			report = cell[0];
			if (source_open(&s, &c->v->a->ctx, report, e) < 0)
				return -1;
		}
		rc = source_find(&s, cell[1], e);
		if (rc < 0)
			return -1;
		if (rc > 0)
			cell[2] = summary(&s, g->arena);
	}
	return 0;
}

static const char *records_json(const struct grid *g)
{
	const char *list = "[";

	for (size_t r = 0; r < g->rows; r++)
		list = arena_printf(g->arena, "%s%s%s", list, r ? "," : "",
		        quoted_list(g->arena, &g->cell[r * g->columns], 2));
	return arena_printf(g->arena, "%s]", list);
}

static int show(struct child *c, struct err *e)
{
	struct params p = { .arena = &c->v->a->w.arena };
	struct grid *g;

	params_text(&p, "citizens", quoted_list(p.arena, c->citizen, c->n));
	params_text(&p, "lang", c->v->a->ctx.lang);
	if (view_query(c->v, "records", "Barnets poster i alle indberetninger",
	            "The child's records in all returns", "jobs/ledger_child.sql", &p, e) < 0)
		return -1;
	g = &c->v->grid[c->v->n - 1];
	g->keep_empty = true;
	if (fill_source(c, g, e) < 0)
		return -1;
	params_text(&p, "records", records_json(g));
	if (view_query(c->v, "deliveries", "Leverancer, der har båret dem",
	            "Deliveries that carried them", "jobs/ledger_child_deliveries.sql", &p, e) < 0)
		return -1;
	return view_query(c->v, "errors", "Hvad myndigheden har sagt om dem",
	        "What the authority has said of them", "jobs/ledger_errors.sql", &p, e);
}

int ledger_child(struct view *v, const char *id, struct err *e)
{
	struct child c = { .v = v, .id = id };

	if (find(&c, e) < 0)
		return -1;
	if (c.n == 0)
		return err_set(e, ERR_NOINPUT,
		        "no child%s%s%s: neither a citizen nor a case of the source or the ledger",
		        strcmp(id, "-") == 0 ? " with that number" : " '",
		        strcmp(id, "-") == 0 ? "" : id, strcmp(id, "-") == 0 ? "" : "'");
	return show(&c, e);
}

/* ledger --record: one record of the source, its selection, and every delivery that carried it. */
#include "common/text.h"
#include "extract/casestore.h"
#include "extract/entity.h"
#include "jobs/ledger.h"
#include "report/source_record.h"

enum { ROW_MAX = 1 << 20, SHOWN_MAX = 256 };

struct record {
	struct view *v;
	const char *key, *report;
	struct source_record source;
};

/* ---- the row of the case store ---- */

static const char *masked(const struct view *v, bool secret, const char *value)
{
	char out[SHOWN_MAX];
	char *copy;

	if (v->whole || !value)
		return value;
	if (secret) {
		text_mask_value(value, out, sizeof out);
		return arena_strdup(&v->a->w.arena, out);
	}
	copy = arena_strdup(&v->a->w.arena, value);
	text_mask(copy);
	return copy;
}

static void grid_line(struct grid *g, const char *name, const char *value)
{
	const char **cell = grid_row(g);

	if (!cell)
		return;
	cell[0] = name;
	cell[1] = value;
}

/* By the index of its one key column; an entity of several is found by `show row`. */
static int entity_row(struct record *r, const struct entity *t, struct grid *g, struct err *e)
{
	struct arena *a = &r->v->a->w.arena;
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const char *names = "";
	int rc;

	for (size_t i = 0; i < t->n; i++)
		names = arena_printf(a, "%s%s%s", names, i ? ", " : "", t->columns[i].name);
	if (db_prepare(r->v->a->w.db,
	            arena_printf(a, "SELECT %s FROM staging_%s WHERE %s = :key", names, t->name,
	                    t->columns[t->keys[0]].name),
	            t->name, &s, e) < 0 ||
	        db_bind_text(s, ":key", r->key, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0)
		for (size_t i = 0; i < t->n; i++)
			grid_line(g, t->columns[i].name,
			        masked(r->v, (t->columns[i].flags & COLUMN_SECRET) != 0,
			                arena_strdup(a, col_text(s, (int)i))));
	return rc;
}

static int source_row_grid(struct record *r, struct err *e)
{
	const char *entity = r->source.def.entity;
	struct arena *a = &r->v->a->w.arena;
	struct entities all;
	const struct entity *t;
	struct grid *g = view_grid(r->v, "source",
	        arena_printf(a, "I fagsystemet nu (%s %s)", entity, r->key),
	        arena_printf(a, "In the case store now (%s %s)", entity, r->key));

	grid_column(g, "field|felt|field");
	grid_column(g, "value|værdi|value");
	if (entities_read(a, &all, e) < 0)
		return -1;
	t = entity_find(&all, entity);
	return t && t->key_count == 1 ? entity_row(r, t, g, e) : 0;
}

/* ---- the fields side by side ---- */

struct side {
	const char *name;
	int64_t delivery; /* 0: the source */
	const char *field[REPORT_COLUMNS];
	size_t n;
};

static int side_of_source(struct record *r, struct side *s, struct err *e)
{
	int rc = source_find(&r->source, r->key, e);

	if (rc <= 0)
		return rc;
	s->n = r->source.def.columns;
	for (size_t i = 0; i < s->n; i++) {
		const struct cell *c = &r->source.table.row.cell[i];

		s->field[i] = arena_strndup(&r->v->a->w.arena, c->s, c->n);
	}
	return 0;
}

static const char side_sql[] =
        "SELECT i.content, i.op FROM ledger_item AS i JOIN ledger_delivery AS d"
        " ON d.delivery = i.delivery WHERE i.record_key = :record AND i.delivery = :delivery";

static int side_of_delivery(struct record *r, struct side *s, struct err *e)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	int rc;

	if (!s->delivery)
		return 0;
	if (db_prepare(r->v->a->w.db, side_sql, "ledger_item", &q, e) < 0 ||
	        db_bind_text(q, ":record", r->key, e) < 0 ||
	        db_bind_int(q, ":delivery", s->delivery, e) < 0 || (rc = db_step(q, e)) < 0)
		return -1;
	if (rc > 0)
		s->n = content_fields(
		        col_text(q, 0), &r->v->a->w.arena, s->field, COUNT_OF(s->field));
	return 0;
}

static int number(struct record *r, const char *sql, int64_t *ret, struct err *e)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(r->v->a->w.db, sql, "ledger", &q, e) < 0 ||
	        db_bind_text(q, ":record", r->key, e) < 0 ||
	        db_bind_text(q, ":report", r->report, e) < 0 || (rc = db_step(q, e)) < 0)
		return -1;
	*ret = rc > 0 ? sqlite3_column_int64(q, 0) : 0;
	return 0;
}

static const char held_sql[] = "SELECT delivery FROM ledger_held WHERE report = :report"
                               " AND record_key = :record";
static const char last_sql[] = "SELECT i.delivery FROM ledger_item AS i JOIN ledger_delivery AS d"
                               " ON d.delivery = i.delivery WHERE i.record_key = :record"
                               " AND d.report = :report ORDER BY i.delivery DESC LIMIT 1";

static void side_column(struct record *r, struct grid *g, const struct side *s, const char *id,
        const char *da, const char *en)
{
	struct arena *a = &r->v->a->w.arena;

	if (s->delivery)
		grid_column(g, arena_printf(a, "%s|%s (#%lld)|%s (#%lld)", id, da,
		                       (long long)s->delivery, en, (long long)s->delivery));
	else
		grid_column(g, arena_printf(a, "%s|%s|%s", id, da, en));
}

static void fill_fields(struct record *r, struct grid *g, const struct side *side)
{
	for (size_t i = 0; i < r->source.def.columns; i++) {
		const struct report_column *c = &r->source.def.column[i];
		const char **cell = grid_row(g);

		if (!cell)
			continue;
		cell[0] = c->name;
		for (size_t k = 0; k < 3; k++)
			cell[k + 1] =
			        i < side[k].n ? masked(r->v, c->secret, side[k].field[i]) : NULL;
		cell[4] = side[0].n && side[1].n && i < side[1].n &&
		                          !text_eq(side[0].field[i], side[1].field[i])
		                  ? "yes"
		                  : NULL;
	}
}

static int fields_grid(struct record *r, struct err *e)
{
	struct side side[3] = { { 0 } };
	struct grid *g = view_grid(r->v, "fields", "Felt for felt", "Field by field");

	if (side_of_source(r, &side[0], e) < 0 || number(r, held_sql, &side[1].delivery, e) < 0 ||
	        number(r, last_sql, &side[2].delivery, e) < 0 ||
	        side_of_delivery(r, &side[1], e) < 0 || side_of_delivery(r, &side[2], e) < 0)
		return -1;
	grid_column(g, "field|felt|field");
	grid_column(g, "source|kilden nu|source now");
	side_column(r, g, &side[1], "held", "hos modtageren", "at the receiver");
	side_column(r, g, &side[2], "sent", "senest dannet", "built last");
	grid_column(g, "differs*|forskel|difference");
	g->keep_empty = true;
	fill_fields(r, g, side);
	return 0;
}

/* ---- all of it ---- */

static int show(struct record *r, struct err *e)
{
	struct arena *a = &r->v->a->w.arena;
	struct params p = { .arena = a };
	bool rows = r->source.def.delta != DELTA_WHOLE; /* else the record is a whole period */

	params_text(&p, "report", r->report);
	params_text(&p, "record", r->key);
	params_text(&p, "lang", r->v->a->ctx.lang);
	params_text(&p, "records", arena_printf(a, "[[\"%s\",\"%s\"]]", r->report, r->key));
	if ((rows && source_row_grid(r, e) < 0) ||
	        view_query(r->v, "selection",
	                arena_printf(a, "Udvalgt til %s, over tid", r->report),
	                arena_printf(a, "Selected for %s, over time", r->report),
	                "jobs/ledger_record_selection.sql", &p, e) < 0 ||
	        (rows && fields_grid(r, e) < 0) ||
	        view_query(r->v, "deliveries", "Leverancer, der har båret posten",
	                "Deliveries that carried the record", "jobs/ledger_record_deliveries.sql",
	                &p, e) < 0)
		return -1;
	return view_query(r->v, "errors", "Hvad myndigheden har sagt om posten",
	        "What the authority has said of the record", "jobs/ledger_errors.sql", &p, e);
}

static const char known_sql[] = "SELECT 1 FROM ledger_selection WHERE report = :report"
                                " AND record_key = :record UNION ALL"
                                " SELECT 1 FROM ledger_item AS i JOIN ledger_delivery AS d"
                                " ON d.delivery = i.delivery WHERE i.record_key = :record"
                                " AND d.report = :report LIMIT 1";

/* 1: shown; 0: the return knows no such record */
static int of_return(
        struct view *all, const char *key, const char *report, int before, struct err *e)
{
	struct record r = { .key = key, .report = report };
	struct view v;
	int64_t known;
	int rc;

	view_begin(&v, all->a, all->limit);
	r.v = &v;
	if (number(&r, known_sql, &known, e) < 0)
		return -1;
	if (!known)
		return 0;
	rc = source_open(&r.source, &all->a->ctx, report, e) < 0 || show(&r, e) < 0 ? -1 : 0;
	source_close(&r.source);
	if (rc < 0)
		return -1;
	if (before || v.json)
		fputs(v.json ? (before ? ",\n" : "[\n") : "\n", all->a->out);
	view_show(&v);
	return 1;
}

int ledger_record(struct view *v, const char *key, const char *report, struct err *e)
{
	struct returns all = { .id = { report }, .n = 1 };
	int shown = 0;

	if (!report && returns_list(&v->a->w.arena, &all, e) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		int rc = of_return(v, key, all.id[i], shown, e);

		if (rc < 0)
			return -1;
		shown += rc;
	}
	if (!shown)
		return err_set(e, ERR_NOINPUT, "no record '%s' in %s", key,
		        report ? report : "any return");
	if (v->json)
		fputs("]\n", v->a->out);
	return 0;
}

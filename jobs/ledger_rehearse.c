/* report --rehearse: tomorrow's delivery against the last accepted one. */
#include "jobs/ledger.h"
#include "report/rehearse.h"
#include "report/source_record.h"

struct rehearsing {
	struct view *v;
	struct grid *samples;
	int64_t shown[CHANGE_KINDS][3];
};

static void sample_line(
        struct grid *g, const struct change *c, const char *kind, const struct rehearsal_field *f)
{
	const char **cell = grid_row(g);

	if (!cell)
		return;
	cell[0] = arena_strdup(g->arena, c->key);
	cell[1] = kind;
	cell[2] = f ? f->name : c->reason ? arena_strdup(g->arena, c->reason) : NULL;
	cell[3] = f ? arena_strdup(g->arena, f->was) : NULL;
	cell[4] = f ? arena_strdup(g->arena, f->now) : NULL;
}

static const char *const kind_words[CHANGE_KINDS] = { [CHANGE_REJECTED] = "rejected before",
	[CHANGE_FAULT] = "cannot be written",
	[CHANGE_BY_HAND] = "by hand" };

/* The first records of each kind. */
static void sample(void *data, const struct rehearsal_change *r)
{
	struct rehearsing *x = data;
	const struct change *c = r->change;
	int op = c->kind == CHANGE_SEND ? (int)c->op : 0;
	const char *kind = c->kind == CHANGE_SEND ? change_ops[c->op] : kind_words[c->kind];

	if (x->shown[c->kind][op]++ >= x->v->limit) {
		x->samples->total++;
		return;
	}
	for (size_t i = 0; i < r->fields; i++)
		sample_line(x->samples, c, kind, &r->field[i]);
	if (!r->fields)
		sample_line(x->samples, c, kind, NULL);
}

static const char *number(struct grid *g, int64_t n)
{
	return arena_printf(g->arena, "%lld", (long long)n);
}

static void type_line(struct grid *g, const struct tally *t, const struct tally_type *y, int op)
{
	const char **cell;

	if (!y->now[op] && !y->median[op])
		return;
	cell = grid_row(g);
	if (!cell)
		return;
	cell[0] = *y->type ? y->type : "all";
	cell[1] = change_ops[op];
	cell[2] = number(g, y->now[op]);
	cell[3] = t->had >= TALLY_ENOUGH ? number(g, y->median[op]) : NULL;
	cell[4] = y->jump[op] ? "jump" : NULL;
}

static void types_grid(struct view *v, const struct rehearsal *r)
{
	static const char *const columns[] = { "type*|type|type", "op*|handling|operation",
		"records#|poster|records", "median#|median|median", "jump*|spring|jump" };
	const struct tally *t = &r->tally;
	struct arena *a = &v->a->w.arena;
	const char *few_da = t->had < TALLY_ENOUGH ? ", for få til at dømme" : "";
	const char *few_en = t->had < TALLY_ENOUGH ? ", too few to judge" : "";
	struct grid *g = view_grid(v, "types",
	        arena_printf(a, "Efter type, mod de sidste leverancer (%lld af %lld%s)",
	                (long long)t->had, (long long)t->wanted, few_da),
	        arena_printf(a, "By type, against the last deliveries (%lld of %lld%s)",
	                (long long)t->had, (long long)t->wanted, few_en));

	g->limit = SIZE_MAX;
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		grid_column(g, columns[i]);
	for (size_t i = 0; i < t->types; i++)
		for (int op = 0; op < 3; op++)
			type_line(g, t, &t->type[i], op);
}

static void head_grid(struct view *v, const struct rehearsal *r)
{
	static const char *const columns[] = { "report|indberetning|return",
		"period|periode|period", "test*|prøve|test",
		"accepted#|sidst godtaget nr.|last accepted no.", "as_of|pr.|as of",
		"same#|uændret|unchanged", "send#|sendes|to be sent", "on_way#|venter svar|waiting",
		"rejected#|afvist før|rejected before", "kept#|holdes tilbage|held back",
		"fault#|kan ikke skrives|cannot be written",
		"by_hand#|fjernes i hånden|removed by hand",
		"mass_day|fælles startdag|common first day", "mass#|nye den dag|new that day" };
	struct grid *g = view_grid(v, "rehearsal", "Generalprøve: intet er skrevet eller bogført",
	        "Rehearsal: nothing is written or booked");
	const int kinds[] = { CHANGE_SAME, CHANGE_SEND, CHANGE_ON_WAY, CHANGE_REJECTED, CHANGE_KEPT,
		CHANGE_FAULT, CHANGE_BY_HAND };
	const char **cell;

	for (size_t i = 0; i < COUNT_OF(columns); i++)
		grid_column(g, columns[i]);
	cell = grid_row(g);
	cell[0] = r->report;
	cell[1] = r->period;
	cell[2] = r->test ? "yes" : "no";
	cell[3] = r->accepted_id ? number(g, r->accepted_id) : NULL;
	cell[4] = r->accepted_as_of;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		cell[5 + i] = number(g, r->count[kinds[i]]);
	cell[12] = r->tally.mass_day;
	cell[13] = r->tally.mass_day ? number(g, r->tally.mass) : NULL;
}

static struct grid samples_grid(struct view *v)
{
	static const char *const columns[] = { "record|post|record", "op*|handling|operation",
		"field|felt eller årsag|field or reason", "was|hos modtageren|at the receiver",
		"now|nu|now" };
	struct grid g;

	grid_begin(&g, &v->a->w.arena, "samples", "De første poster af hver slags",
	        "The first records of each kind");
	g.limit = SIZE_MAX;
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		grid_column(&g, columns[i]);
	return g;
}

int ledger_rehearse(struct view *v, const char *report, const char *period, struct err *e)
{
	struct grid samples = samples_grid(v);
	struct rehearsing x = { .v = v, .samples = &samples };
	struct source_record s CLEANUP(source_close) = { 0 };
	struct rehearsal r;

	if (source_open(&s, &v->a->ctx, report, e) < 0 ||
	        rehearse_run(
	                &v->a->ctx, report, period ? period : s.period.text, sample, &x, &r, e) < 0)
		return -1;
	head_grid(v, &r);
	types_grid(v, &r);
	v->grid[v->n++] = samples;
	view_show(v);
	return 0;
}

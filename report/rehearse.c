#include "report/rehearse.h"

#include "common/text.h"
#include "report/content.h"
#include "report/vars.h"

enum { MASK_MAX = 256 };

struct rehearsing {
	struct ctx *ctx;
	struct report_def def;
	struct period period;
	struct layout *layouts;
	struct arena batch; /* of one change */
	rehearse_tell_fn *tell;
	void *data;
	struct rehearsal *ret;
};

static const char *shown(
        struct rehearsing *r, const struct report_column *c, const char *s, size_t n)
{
	char *value = arena_strndup(&r->batch, s, n);
	char masked[MASK_MAX];

	if (!c->secret) {
		text_mask(value);
		return value;
	}
	text_mask_value(value, masked, sizeof masked);
	return arena_strdup(&r->batch, masked);
}

/* The columns in which the row differs from what is held. */
static int fields(struct rehearsing *r, struct rehearsal_change *rc, struct err *e)
{
	const struct change *c = rc->change;
	const struct layout *l;
	struct content was;

	if (!c->held || !c->row)
		return 0;
	if (layout_find(&r->layouts, &r->def, c->held_layout, r->ctx->arena, &l, e) < 0)
		return -1;
	content_split(c->held, c->held_length, &was);
	for (size_t i = 0; i < r->def.columns; i++) {
		const struct report_column *col = &r->def.column[i];
		const struct cell *now = &c->row->cell[i];
		size_t n;
		const char *s = content_value(&was, l, i, &n);

		if (col->role != COLUMN_DATA || (n == now->n && memcmp(s, now->s, n) == 0))
			continue;
		rc->field[rc->fields++] = (struct rehearsal_field){ col->name, shown(r, col, s, n),
			shown(r, col, now->s, now->n) };
	}
	return 0;
}

static int one(struct rehearsing *r, const struct change *c, struct err *e)
{
	struct rehearsal_change rc = { .change = c };

	arena_reset(&r->batch);
	r->ret->count[c->kind]++;
	if (c->kind == CHANGE_SEND || c->kind == CHANGE_ON_WAY)
		tally_add(&r->ret->tally, c->op, c->row);
	if (c->kind == CHANGE_SAME || c->kind == CHANGE_ON_WAY || c->kind == CHANGE_KEPT)
		return 0;
	if (c->kind == CHANGE_SEND && c->op == OP_CHANGE && fields(r, &rc, e) < 0)
		return -1;
	if (r->tell)
		r->tell(r->data, &rc);
	return 0;
}

static int all(struct rehearsing *r, struct err *e)
{
	struct changes_options o = { .test = r->ret->test };
	struct changes *c CLEANUP(changes_close) = NULL;
	struct change ch;
	int rc;

	if (r->def.delta == DELTA_WHOLE)
		o.basis = BASIS_WHOLE;
	if (changes_open(&c, r->ctx, &r->def, &r->period, &o, e) < 0)
		return -1;
	while ((rc = changes_next(c, &ch, e)) > 0)
		if (one(r, &ch, e) < 0)
			return -1;
	return rc;
}

static int last_accepted(struct rehearsing *r, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct arena *a = r->ctx->arena;
	int rc;

	if (db_prepare(r->ctx->db,
	            "SELECT delivery, processed_at, as_of FROM ledger_delivery WHERE report = "
	            ":report"
	            " AND test = 0 AND outcome IN ('accepted', 'partly') AND basis <> 'hand'"
	            " ORDER BY delivery DESC LIMIT 1",
	            "ledger_delivery", &s, e) < 0 ||
	        db_bind_text(s, ":report", r->def.id, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc > 0) {
		r->ret->accepted_id = sqlite3_column_int64(s, 0);
		r->ret->accepted_at = arena_strdup(a, col_text(s, 1));
		r->ret->accepted_as_of = arena_strdup(a, col_text(s, 2));
	}
	return 0;
}

static int work(struct rehearsing *r, const char *report, const char *period, struct err *e)
{
	struct report_vars vars;

	if (report_def_find(report, period, r->ctx->arena, &r->def, &r->period, e) < 0)
		return -1;
	if (r->def.delta == DELTA_NONE)
		return err_set(e, ERR_USAGE, "'%s' sends no records; there is nothing to rehearse",
		        report);
	if (vars_begin(r->ctx, &r->def, &r->period, &vars, e) < 0)
		return -1;
	r->ret->report = r->def.id;
	r->ret->period = arena_strdup(r->ctx->arena, r->period.text);
	r->ret->test = vars.test;
	if (last_accepted(r, e) < 0 || tally_open(&r->ret->tally, r->ctx, &r->def, e) < 0 ||
	        all(r, e) < 0)
		return -1;
	tally_end(&r->ret->tally);
	return 0;
}

int rehearse_run(struct ctx *ctx, const char *report, const char *period, rehearse_tell_fn *tell,
        void *data, struct rehearsal *ret, struct err *e)
{
	struct rehearsing *r = arena_take(ctx->arena, sizeof *r);
	int rc;

	*ret = (struct rehearsal){ 0 };
	*r = (struct rehearsing){ .ctx = ctx, .tell = tell, .data = data, .ret = ret };
	rc = work(r, report, period, e);
	arena_done(&r->batch);
	return rc < 0 ? err_ctx(e, "rehearsal of %s", report) : 0;
}

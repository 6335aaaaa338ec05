/* A return that goes by what changed: from the comparison to a booked delivery and its files. */
#include "report/run.h"

#include "common/text.h"
#include "report/package.h"

/* ---- the delivery ---- */

static enum change_basis basis_of(const struct run *r)
{
	return r->ctx->send_initial ? BASIS_INITIAL : r->ctx->send_all ? BASIS_FULL : BASIS_CHANGES;
}

/* The delivery this one stands for: the newest without an answer, else one that was refused. */
static int replaced(struct run *r, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(r->ctx->db,
	            "SELECT CASE WHEN outcome IS NULL OR outcome = 'rejected' THEN delivery END"
	            "  FROM ledger_delivery WHERE report = :report AND test = :test"
	            "   AND basis <> 'hand' AND state NOT IN ('built', 'signed')"
	            " ORDER BY outcome IS NOT NULL, delivery DESC LIMIT 1",
	            "report_delta.c", &s, e) < 0 ||
	        db_bind_text(s, ":report", r->def.id, e) < 0 ||
	        db_bind_int(s, ":test", r->result->test, e) < 0 || db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

/* Files of a day have names of their own: each delivery of it begins where no part of the one
 * before can have ended. */
static int open_booking(struct run *r, struct err *e)
{
	struct report_result *res = r->result;
	char as_of[11];
	struct delivery d = { .report = r->def.id,
		.period = r->period.text,
		.as_of = day_iso(r->ctx->as_of, as_of),
		.definition = r->def.from,
		.test = res->test };
	enum change_basis basis = r->def.delta == DELTA_WHOLE ? BASIS_WHOLE : basis_of(r);

	d.basis = res->basis = change_bases[basis];
	if (replaced(r, &res->replaces, e) < 0)
		return -1;
	d.replaces = res->replaces;
	if (booking_open(&r->booking, r->ctx->db, &d, r->ctx->now, e) < 0)
		return -1;
	r->booked = true;
	res->delivery = d.id = r->booking.id;
	if (delivery_of_day(r->ctx->db, &d, &res->of_day, e) < 0)
		return -1;
	r->parts.vars.stamp += res->of_day * PARTS_MAX;
	return 0;
}

static int close_booking(struct run *r, struct err *e)
{
	struct report_result *res = r->result;
	struct delivery_file *file;

	parts_list(&r->parts, res);
	file = arena_take(r->ctx->arena, (res->files + 1) * sizeof *file);
	for (size_t i = 0; i < res->files; i++)
		file[i] = (struct delivery_file){ res->file[i].name, res->file[i].format,
			res->file[i].sha256, res->file[i].bytes, res->file[i].records };
	res->added = r->booking.count[OP_ADD];
	res->changed = r->booking.count[OP_CHANGE];
	res->removed = r->booking.count[OP_REMOVE];
	return booking_done(&r->booking, file, res->files, e);
}

/* ---- one record ---- */

static int send(struct run *r, const struct change *ch, struct err *e)
{
	const struct delivery_item item = { ch->key, change_ops[ch->op], ch->version, ch->content,
		ch->length };

	if (!r->booked && open_booking(r, e) < 0)
		return -1;
	if (booking_item(&r->booking, &item, e) < 0)
		return -1;
	if (!ch->row)
		return 0;
	r->result->records++;
	return parts_row(&r->parts, ch->row, e);
}

static int64_t *count_for(struct report_result *res, enum change_kind kind)
{
	switch (kind) {
	case CHANGE_SAME:
		return &res->same;
	case CHANGE_ON_WAY:
		return &res->on_way;
	case CHANGE_REJECTED:
		return &res->rejected;
	case CHANGE_KEPT:
		return &res->kept;
	default:
		return NULL;
	}
}

/* What is found and counted; what is sent is counted when it is. */
static int tell(struct run *r, const struct change *ch, struct err *e)
{
	struct record_of of = { ch->key, ch->case_id, ch->citizen_id };
	int64_t *count = count_for(r->result, ch->kind);

	if (count)
		++*count;
	if (ch->kind == CHANGE_FAULT)
		return run_hold_back(r, ch->row, &of, e);
	return ch->kind == CHANGE_BY_HAND ? run_by_hand(r, ch->reason, &of, e) : 0;
}

static bool goes(enum change_kind kind)
{
	return kind == CHANGE_SEND || kind == CHANGE_ON_WAY;
}

/* One pass over all records. *ret_new: how many are to be sent that are not on their way. */
static int pass(struct run *r, bool tells, bool sends, int64_t *ret_new, struct err *e)
{
	const struct changes_options o = { basis_of(r), r->ctx->resend, r->result->test };
	struct change ch;
	int rc;

	if (changes_open(&r->changes, r->ctx, &r->def, &r->period, &o, e) < 0)
		return -1;
	sends |= !changes_waiting(r->changes) && r->def.delta != DELTA_WHOLE;
	*ret_new = 0;
	while ((rc = changes_next(r->changes, &ch, e)) > 0) {
		*ret_new += ch.kind == CHANGE_SEND;
		if (tells && r->tally && goes(ch.kind))
			tally_add(r->tally, ch.op, ch.row);
		if ((tells && tell(r, &ch, e) < 0) ||
		        (sends && goes(ch.kind) && send(r, &ch, e) < 0))
			return -1;
	}
	r->rows = changes_rows(r->changes);
	changes_close(&r->changes);
	return rc;
}

/* The rows of a period that is sent whole. */
static int whole_rows(struct run *r, struct err *e)
{
	int rc;

	if (table_open(&r->table, r->ctx, &r->def, &r->period, e) < 0)
		return -1;
	while ((rc = table_next(&r->table, e)) == 1) {
		if (r->table.row.fault)
			continue;
		r->result->records++;
		if (parts_row(&r->parts, &r->table.row, e) < 0)
			return -1;
	}
	return rc;
}

/* ---- its size beside the last ones ---- */

/* A delivery of everything is no wonder. */
static int open_tally(struct run *r, struct err *e)
{
	if (basis_of(r) != BASIS_CHANGES)
		return 0;
	r->tally = arena_take(r->ctx->arena, sizeof *r->tally);
	return tally_open(r->tally, r->ctx, &r->def, e);
}

static int judge_size(struct run *r, struct err *e)
{
	if (!r->tally)
		return 0;
	tally_end(r->tally);
	return tally_findings(r->tally, e);
}

/* ---- nothing to send ---- */

static int nothing(struct run *r, struct err *e)
{
	struct arena *a = r->ctx->arena;
	struct delivery d;
	int rc = delivery_unsent(r->ctx->db, r->def.id, r->result->test, a, &d, e);

	r->keep_files = rc == 0;
	if (rc < 0)
		return -1;
	if (rc > 0 && *d.name &&
	        package_remove(arena_printf(a, "%s/outbox/%s", r->ctx->workspace, d.name), e) < 0)
		return -1;
	if (rc > 0 && delivery_drop(r->ctx->db, d.id, e) < 0)
		return -1;
	if (!r->result->on_way)
		return 0;
	rc = delivery_unanswered(r->ctx->db, r->def.id, r->result->test, a, &d, e);
	if (rc > 0)
		r->result->waits_since = *d.handed_at ? d.handed_at : d.received_at;
	return rc < 0 ? -1 : 0;
}

/*
 * While nothing waits for an answer one pass does it. Else the first only looks: what is on its
 * way goes along again, but only if something new does.
 */
int run_delta(struct run *r, struct err *e)
{
	int64_t new;

	if (open_tally(r, e) < 0 || pass(r, true, false, &new, e) < 0)
		return -1;
	if (!r->booked && new > 0 && pass(r, false, true, &new, e) < 0)
		return -1;
	if (!r->booked)
		return nothing(r, e);
	if (judge_size(r, e) < 0)
		return -1;
	if (r->def.delta == DELTA_WHOLE && whole_rows(r, e) < 0)
		return -1;
	return parts_finish(&r->parts, e) < 0 ? -1 : close_booking(r, e);
}

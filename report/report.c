#include "report/report.h"

#include "common/finding_reach.h"
#include "common/text.h"
#include "report/approval.h"
#include "report/kpi_book.h"
#include "report/run.h"
#include "report/selection.h"
#include "report/worklist.h"

enum { REASONS_MAX = 64, CACHE_KIB = 4096 };

static void run_done(struct run *r)
{
	table_close(&r->table);
	stmt_done(&r->finding);
	changes_close(&r->changes);
	booking_close(&r->booking);
	parts_done(&r->parts);
	signer_done(&r->signer);
}

/* ---- what is to be made ---- */

static int sign_mode(struct run *r, const char **ret, struct err *e)
{
	const char *section = arena_printf(r->ctx->arena, "report.%s", r->def.id);
	const char *local = conf_free(r->ctx->conf, section, "sign");
	const char *mode = local ? local : r->def.sign;

	*ret = mode;
	if (!report_sign_known(mode))
		return err_set(e, ERR_CONFIG,
		        "setting %s.sign is '%s'; it is none, xades, p7s or asic-e", section, mode);
	if (strcmp(mode, "xades") != 0)
		return 0;
	if (!report_def_has_format(&r->def, "xml"))
		return err_set(
		        e, ERR_CONFIG, "setting %s.sign is xades, but it has no XML file", section);
	r->parts.signer = &r->signer;
	return signer_open(&r->signer, r->ctx->conf, r->ctx->workspace, r->ctx->now, e);
}

static int right_period(const struct run *r, struct err *e)
{
	struct period closed = period_closed(r->def.period, r->ctx->as_of);

	if (!r->def.records || strcmp(closed.text, r->period.text) == 0)
		return 0;
	return err_set(e, ERR_USAGE, "the records of this as-of day are those of %s, not of %s",
	        closed.text, r->period.text);
}

static int describe(struct run *r, struct err *e)
{
	struct report_result *res = r->result;

	*res = (struct report_result){ .report = r->def.id,
		.definition = r->def.path,
		.from = r->def.from,
		.period = arena_strdup(r->ctx->arena, r->period.text),
		.receiver = r->def.receiver,
		.schema = r->def.schema,
		.delta = r->def.delta != DELTA_NONE,
		.test = r->parts.vars.test };
	return sign_mode(r, &res->sign, e);
}

static int begin(struct run *r, const char *name, const char *period, struct err *e)
{
	struct arena *a = r->ctx->arena;

	if (report_def_find(name, period, a, &r->def, &r->period, e) < 0 ||
	        right_period(r, e) < 0 ||
	        vars_begin(r->ctx, &r->def, &r->period, &r->parts.vars, e) < 0)
		return -1;
	r->parts.def = &r->def;
	r->parts.arena = a;
	r->parts.folder = arena_printf(a, "%s/out/%s/%s", r->ctx->workspace, name, r->period.text);
	if (dir_make(r->parts.folder, e) < 0)
		return -1;
	return describe(r, e);
}

/* ---- counts ---- */

static struct report_count *count_of(struct report_result *res, const char *reason, struct arena *a)
{
	for (size_t i = 0; i < res->counts; i++)
		if (strcmp(res->count[i].reason, reason) == 0)
			return &res->count[i];
	if (res->counts == REASONS_MAX)
		return NULL;
	res->count[res->counts].reason = arena_strdup(a, reason);
	return &res->count[res->counts++];
}

static int by_reason(const void *a, const void *b)
{
	const struct report_count *x = a, *y = b;

	return strcmp(x->reason, y->reason);
}

/* Counted here: GROUP BY would sort every row of the table for a handful of reasons. */
static int count_reasons(struct run *r, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct report_result *res = r->result;
	int rc;

	if (!r->def.records)
		return 0;
	res->count = arena_take(r->ctx->arena, REASONS_MAX * sizeof *res->count);
	if (db_prepare(r->ctx->db,
	            arena_printf(r->ctx->arena, "SELECT reason FROM %s", r->def.records),
	            "report.c", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) == 1) {
		struct report_count *c = count_of(res, col_text(s, 0), r->ctx->arena);

		if (!c)
			return err_set(e, ERR_BUG, "%s: more than %d reasons", r->def.records,
			        REASONS_MAX);
		c->rows++;
	}
	qsort(res->count, res->counts, sizeof *res->count, by_reason);
	return rc;
}

/* ---- the work ---- */

static struct record_of record_of(const struct report_table *t)
{
	return (struct record_of){ table_text(t, t->key), table_text(t, t->case_id),
		table_text(t, t->citizen_id) };
}

/* A report that is made whole each time. */
static int all_rows(struct run *r, struct err *e)
{
	int rc;

	if (table_open(&r->table, r->ctx, &r->def, &r->period, e) < 0)
		return -1;
	while ((rc = table_next(&r->table, e)) == 1) {
		struct record_of of = record_of(&r->table);

		r->rows++;
		if (r->table.row.fault) {
			if (run_hold_back(r, &r->table.row, &of, e) < 0)
				return -1;
			continue;
		}
		r->result->records++;
		if (parts_row(&r->parts, &r->table.row, e) < 0)
			return -1;
	}
	return rc < 0 ? -1 : parts_finish(&r->parts, e);
}

/* What this report found, over the nights; what the report of another period found is another's. */
static int follow(struct run *r, struct err *e)
{
	struct finding_life l;

	return finding_settle(r->ctx, arena_printf(r->ctx->arena, "report:%s", r->def.id), &l, e);
}

static int work(struct run *r, struct err *e)
{
	if (run_clear_findings(r, e) < 0 || count_reasons(r, e) < 0)
		return -1;
	if ((r->def.delta ? run_delta(r, e) : all_rows(r, e)) < 0)
		return -1;
	if (r->def.delta && r->def.records && selection_book(r->ctx, &r->def, e) < 0)
		return -1;
	return run_book_result(r, e) < 0 ? -1 : follow(r, e);
}

/*
 * The findings and the delivery are stored before the files appear: a file whose held-back records
 * are not told, or whose delivery nobody knows, would be worse than one that comes with the next
 * run.
 */
static int make(struct run *r, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, r->ctx->db, e) < 0 || work(r, e) < 0)
		return -1;
	table_close(&r->table);
	changes_close(&r->changes);
	stmt_done(&r->finding);
	booking_close(&r->booking);
	if (tx_commit(&tx, e) < 0)
		return -1;
	if ((r->keep_files ? parts_tidy(&r->parts, e) : parts_commit(&r->parts, e)) < 0)
		return -1;
	parts_list(&r->parts, r->result);
	r->result->nothing = r->result->records == 0;
	return 0;
}

/*
 * A report reads each page of its table once and in order: a small cache is as fast, and
 * the memory stays the same however many records there are.
 */
static int with_small_cache(struct run *r, struct err *e)
{
	struct arena *a = r->ctx->arena;
	int64_t before;
	int rc;

	if (db_int(r->ctx->db, "PRAGMA cache_size", &before, e) < 0 ||
	        db_exec(r->ctx->db, arena_printf(a, "PRAGMA cache_size = -%d", CACHE_KIB), e) < 0)
		return -1;
	rc = make(r, e);
	(void)sqlite3_exec(r->ctx->db,
	        arena_printf(a, "PRAGMA cache_size = %lld", (long long)before), NULL, NULL, NULL);
	return rc;
}

/* The latest period of the report's kind that had ended on the as-of day. */
static int latest_period(struct ctx *ctx, const char *name, const char **ret, struct err *e)
{
	size_t cursor = 0;
	const struct def_file *f =
	        def_next(arena_printf(ctx->arena, "report/defs/%s/", name), ".def", &cursor);
	struct head h;

	if (!f)
		return err_set(e, ERR_USAGE, "no report '%s'; `show reports` lists them", name);
	if (head_parse(f, ctx->arena, &h, e) < 0)
		return -1;
	if (!head_get(&h, "period"))
		return err_set(e, ERR_CONFIG, "%s: key 'period' is missing", f->path);
	*ret = arena_strdup(ctx->arena, period_closed(head_get(&h, "period"), ctx->as_of).text);
	return 0;
}

int report_run(struct ctx *ctx, const char *name, const char *period, struct report_result *ret,
        struct err *e)
{
	struct run *r;
	int rc;

	if (worklist_is(name, ctx->arena))
		return worklist_write(ctx, name, period, ret, e);
	if (!period && latest_period(ctx, name, &period, e) < 0)
		return -1;
	if (kpi_is_workbook(name, ctx->arena))
		return kpi_write(ctx, name, period, ret, e);
	if (approval_is(name, ctx->arena))
		return approval_write(ctx, name, period, ret, e);
	r = arena_take(ctx->arena, sizeof *r);
	r->ctx = ctx;
	r->result = ret;
	rc = begin(r, name, period, e) < 0 || with_small_cache(r, e) < 0 ? -1 : 0;
	run_done(r);
	return rc < 0 ? err_ctx(e, "report %s %s", name, period) : 0;
}

#include "report/prove.h"

#include "common/text.h"
#include "report/changes.h"
#include "report/source_record.h"

enum { FIELDS_MAX = 256 };

const struct proof_word proof_words[PROOF_KINDS] = {
#define PROOF(id, explained, da, en) { #id, explained, da, en },
#include "report/prove.def"
#undef PROOF
};

/* One record of the fold: what the receiver must hold, and the newest item there is. */
struct folded {
	char *key, *content; /* content: of the last accepted item */
	const char *from;    /* of the definition it was sent by */
	bool holds;
	int64_t held, newest;
	char *newest_op, *newest_content, *newest_outcome, *newest_state, *newest_answer;
	const char *newest_from;
};

struct prover {
	struct ctx *ctx;
	struct report_def def;
	struct period period;
	struct report_table table; /* the query of the return: selected records */
	bool table_on;             /* it has a row that is not used yet */
	sqlite3_stmt *source, *items, *book, *selection;
	bool source_on, items_on, book_on; /* as ->table_on */
	struct arena key_arena;            /* of the record in hand */
	bool whole_on;     /* a return of whole periods: its period is not judged yet */
	const char *whole; /* digest of the period now; NULL: nothing to report */
	struct folded folded;
	int64_t first;         /* items of earlier deliveries no longer count */
	bool later_report;     /* the return was made after its newest delivery was judged */
	struct report_def old; /* layout of an earlier definition, as last asked for */
	proof_tell_fn *tell;
	void *data;
	struct proof *ret;
};

/* ---- the statements ---- */

/* The index keeps the order, so that nothing is sorted; each item is then found by its key. */
static const char items_sql[] =
        "SELECT i.record_key, i.delivery, i.op, i.content, i.outcome, d.state, d.outcome,"
        " d.definition FROM ledger_item AS i INDEXED BY ledger_item_key"
        " CROSS JOIN ledger_delivery AS d ON d.delivery = i.delivery"
        " WHERE d.report = :report AND d.test = 0 ORDER BY i.record_key, i.delivery";

static const char book_sql[] = "SELECT record_key, delivery FROM ledger_held WHERE report = :report"
                               " ORDER BY record_key";

static const char selection_sql[] = "SELECT reason FROM ledger_selection WHERE report = :report"
                                    " AND record_key = :record AND until IS NULL";

static const char first_sql[] =
        "SELECT coalesce(max(delivery), 0) FROM ledger_delivery WHERE report = :report"
        " AND test = 0 AND basis = 'initial' AND outcome IN ('accepted', 'partly')";

/* A refused delivery is built anew by the next run of the return: was there one? */
static const char later_sql[] =
        "SELECT EXISTS (SELECT 1 FROM run_step AS s WHERE s.stage = 'report' AND s.name = :report"
        " AND s.status = 'done' AND s.started > (SELECT processed_at FROM ledger_delivery"
        " WHERE report = :report AND test = 0 ORDER BY delivery DESC LIMIT 1))";

static const char live_sql[] =
        "SELECT count(*) FROM ledger_delivery WHERE report = :report AND test = 0";
static const char tests_sql[] =
        "SELECT count(*) FROM ledger_delivery WHERE report = :report AND test = 1";

static int open_statement(struct prover *p, const char *sql, sqlite3_stmt **ret, struct err *e)
{
	if (db_prepare(p->ctx->db, sql, "prove", ret, e) < 0)
		return -1;
	return db_bind_text(*ret, ":report", p->def.id, e);
}

static int number(struct prover *p, const char *sql, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (open_statement(p, sql, &s, e) < 0 || db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

/* A return of whole periods has one record: the period, by the digest of all its rows. */
static int digest_period(struct prover *p, struct err *e)
{
	const struct changes_options as_new = { .basis = BASIS_INITIAL };
	struct changes *c CLEANUP(changes_close) = NULL;
	struct change ch;
	int rc;

	if (changes_open(&c, p->ctx, &p->def, &p->period, &as_new, e) < 0)
		return -1;
	while ((rc = changes_next(c, &ch, e)) > 0) {
		p->ret->source++;
		if (ch.kind == CHANGE_FAULT)
			p->ret->count[PROOF_HELD_BACK]++;
		else if (ch.content)
			p->whole = arena_strndup(p->ctx->arena, ch.content, ch.length);
	}
	p->whole_on = true;
	return rc;
}

static int open_source(struct prover *p, struct err *e)
{
	const char *sql = arena_printf(p->ctx->arena,
	        "SELECT r.%s, r.reason, coalesce(a.value, 'remove') FROM %s AS r"
	        " LEFT JOIN codelist_attr AS a ON a.list = 'selection_reason'"
	        " AND a.code = r.reason AND a.name = 'effect' ORDER BY r.%s",
	        p->def.key, p->def.records, p->def.key);

	return db_prepare(p->ctx->db, sql, p->def.records, &p->source, e);
}

static int open_all(struct prover *p, struct err *e)
{
	int64_t live, tests, later;

	if (number(p, live_sql, &live, e) < 0 || number(p, tests_sql, &tests, e) < 0 ||
	        number(p, first_sql, &p->first, e) < 0 || number(p, later_sql, &later, e) < 0)
		return -1;
	p->ret->only_tests = !live && tests;
	p->later_report = later != 0;
	if (open_statement(p, items_sql, &p->items, e) < 0 ||
	        open_statement(p, book_sql, &p->book, e) < 0)
		return -1;
	if (p->def.delta == DELTA_WHOLE)
		return digest_period(p, e);
	if (open_source(p, e) < 0 || open_statement(p, selection_sql, &p->selection, e) < 0)
		return -1;
	return table_open(&p->table, p->ctx, &p->def, &p->period, e);
}

static void prover_done(struct prover *p)
{
	table_close(&p->table);
	stmt_done(&p->source);
	stmt_done(&p->items);
	stmt_done(&p->book);
	stmt_done(&p->selection);
	arena_done(&p->key_arena);
}

/* ---- the streams ---- */

static int step(sqlite3_stmt *s, bool *on, struct err *e)
{
	int rc = db_step(s, e);

	*on = rc > 0;
	return rc < 0 ? -1 : 0;
}

static int step_table(struct prover *p, struct err *e)
{
	int rc = table_next(&p->table, e);

	p->table_on = rc > 0;
	return rc < 0 ? -1 : 0;
}

static int begin(struct prover *p, struct err *e)
{
	if (step(p->items, &p->items_on, e) < 0 || step(p->book, &p->book_on, e) < 0)
		return -1;
	if (p->def.delta == DELTA_WHOLE)
		return 0;
	return step(p->source, &p->source_on, e) < 0 || step_table(p, e) < 0 ? -1 : 0;
}

static const char *first_key(const char *a, const char *b)
{
	return !a || (b && strcmp(b, a) < 0) ? b : a;
}

/* The smallest key that any stream stands at, kept until the record is done; NULL: the end. */
static const char *next_key(struct prover *p)
{
	const char *const at[] = { p->source_on ? col_text(p->source, 0) : NULL,
		p->items_on ? col_text(p->items, 0) : NULL,
		p->book_on ? col_text(p->book, 0) : NULL, p->whole_on ? p->period.text : NULL };
	const char *key = NULL;

	for (size_t i = 0; i < COUNT_OF(at); i++)
		key = first_key(key, at[i]);
	arena_reset(&p->key_arena);
	return key ? arena_strdup(&p->key_arena, key) : NULL;
}

/* ---- the fold ---- */

static char *keep(struct prover *p, int column)
{
	return arena_strdup(&p->key_arena, col_text(p->items, column));
}

static void fold_item(struct prover *p, struct folded *f)
{
	int64_t delivery = sqlite3_column_int64(p->items, 1);

	f->newest = delivery;
	f->newest_op = keep(p, 2);
	f->newest_content = keep(p, 3);
	f->newest_outcome = keep(p, 4);
	f->newest_state = keep(p, 5);
	f->newest_answer = keep(p, 6);
	f->newest_from = keep(p, 7);
	if (strcmp(f->newest_outcome, "accepted") != 0 || delivery < p->first)
		return;
	f->holds = strcmp(f->newest_op, "remove") != 0;
	f->held = f->holds ? delivery : 0;
	f->content = f->newest_content;
	f->from = f->newest_from;
}

static int fold(struct prover *p, const char *key, struct err *e)
{
	p->folded = (struct folded){ 0 };
	while (p->items_on && strcmp(col_text(p->items, 0), key) == 0) {
		fold_item(p, &p->folded);
		if (step(p->items, &p->items_on, e) < 0)
			return -1;
	}
	p->ret->held += p->folded.holds;
	return 0;
}

/* ---- content ---- */

static int layout(struct prover *p, const char *from, const struct report_def **ret, struct err *e)
{
	*ret = &p->def;
	if (strcmp(from, p->def.from) == 0)
		return 0;
	*ret = &p->old;
	if (p->old.from && strcmp(p->old.from, from) == 0)
		return 0;
	return report_def_from(p->def.id, from, p->ctx->arena, &p->old, e);
}

/* The value of a column of the definition in force in content of another; "" where it has none. */
static const char *value_of(
        const struct report_def *d, const char *const *field, size_t n, const char *name)
{
	for (size_t i = 0; i < d->columns && i < n; i++)
		if (strcmp(d->column[i].name, name) == 0)
			return field[i];
	return "";
}

/* Names of the columns in which the record in hand differs from content; "" when in none. */
static int differing(
        struct prover *p, const char *content, const char *from, const char **ret, struct err *e)
{
	const char *field[REPORT_COLUMNS];
	const struct report_def *d;
	const char *names = "";
	size_t n;

	if (layout(p, from, &d, e) < 0)
		return -1;
	n = content_fields(content, &p->key_arena, field, REPORT_COLUMNS);
	n = n < REPORT_COLUMNS ? n : REPORT_COLUMNS;
	for (size_t i = 0; i < p->def.columns; i++) {
		const struct report_column *c = &p->def.column[i];
		const struct cell *now = &p->table.row.cell[i];
		const char *was = value_of(d, field, n, c->name);

		if (c->role != COLUMN_DATA ||
		        (strlen(was) == now->n && memcmp(was, now->s, now->n) == 0))
			continue;
		names = arena_printf(&p->key_arena, "%s%s%s", names, *names ? ", " : "", c->name);
	}
	*ret = names;
	return 0;
}

/* ---- what explains a difference ---- */

static void tell(struct prover *p, enum proof_kind kind, const char *key, const char *fields)
{
	struct proof_difference d = { .kind = kind,
		.key = key,
		.fields = fields,
		.held = p->folded.held,
		.newest = p->folded.newest };

	p->ret->count[kind]++;
	if (p->tell)
		p->tell(p->data, &d);
}

/*
 * The newest item carries what is wanted (`same`): where does it stand? One that is older than what
 * the receiver holds explains nothing.
 */
static enum proof_kind underway(struct prover *p, bool same, enum proof_kind otherwise)
{
	const struct folded *f = &p->folded;

	if (!f->newest || !same || f->newest <= f->held || f->newest < p->first)
		return otherwise;
	if (strcmp(f->newest_outcome, "rejected") == 0)
		return PROOF_REJECTED;
	if (*f->newest_outcome)
		return otherwise;
	if (strcmp(f->newest_state, "processed") == 0)
		return strcmp(f->newest_answer, "rejected") == 0 && !p->later_report ? PROOF_REFUSED
		                                                                     : otherwise;
	if (strcmp(f->newest_state, "unknown") == 0)
		return PROOF_UNKNOWN;
	return strcmp(f->newest_state, "built") == 0 || strcmp(f->newest_state, "signed") == 0
	               ? PROOF_READY
	               : PROOF_WAITS;
}

static int judge_selected(struct prover *p, const char *key, struct err *e)
{
	const struct folded *f = &p->folded;
	const char *differs = "", *newest = "";
	bool same;

	if (f->holds && differing(p, f->content, f->from, &differs, e) < 0)
		return -1;
	if (f->holds && !*differs) {
		p->ret->equal++;
		return 0;
	}
	if (f->newest && differing(p, f->newest_content, f->newest_from, &newest, e) < 0)
		return -1;
	same = f->newest && strcmp(f->newest_op, "remove") != 0 && !*newest;
	tell(p, underway(p, same, f->holds ? PROOF_DIFFERENT : PROOF_UNSENT), key, differs);
	return 0;
}

/* The receiver is to hold none of it: gone, or not selected for a reason that says so. */
static void judge_removed(struct prover *p, const char *key, bool in_source)
{
	const struct folded *f = &p->folded;
	bool removal = f->newest && strcmp(f->newest_op, "remove") == 0;

	if (!f->holds) {
		p->ret->kept += in_source;
		return;
	}
	/* A period of the past is not in the record table, and stays what it was. */
	if (p->def.delta == DELTA_WHOLE && !in_source)
		return;
	tell(p, underway(p, removal, p->def.delta == DELTA_UPSERT ? PROOF_BY_HAND : PROOF_EXTRA),
	        key, "");
}

/* ---- one record ---- */

static int check_selection(struct prover *p, const char *key, const char *reason, struct err *e)
{
	int rc;

	(void)sqlite3_reset(p->selection);
	if (db_bind_text(p->selection, ":record", key, e) < 0 ||
	        (rc = db_step(p->selection, e)) < 0)
		return -1;
	if (rc == 0 || strcmp(col_text(p->selection, 0), reason) != 0)
		tell(p, PROOF_SELECTION, key, "");
	return 0;
}

static int check_book(struct prover *p, const char *key, struct err *e)
{
	bool booked = p->book_on && strcmp(col_text(p->book, 0), key) == 0;
	int64_t held = booked ? sqlite3_column_int64(p->book, 1) : 0;

	if (held != p->folded.held)
		tell(p, PROOF_BASELINE, key, "");
	return booked ? step(p->book, &p->book_on, e) : 0;
}

/* The row of the record table, and beside it that of the query. */
static int judge_source(struct prover *p, const char *key, struct err *e)
{
	bool selected = sqlite3_column_type(p->source, 1) == SQLITE_NULL;
	bool effect_keep = strcmp(col_text(p->source, 2), "keep") == 0;
	const char *given;

	p->ret->source++;
	if (check_selection(p, key, col_text(p->source, 1), e) < 0)
		return -1;
	if (!selected) {
		p->ret->not_selected++;
		if (effect_keep && p->folded.holds)
			tell(p, PROOF_HELD_BACK, key, "");
		else
			judge_removed(p, key, true);
		return 0;
	}
	p->ret->selected++;
	given = p->table_on ? table_text(&p->table, p->table.key) : NULL;
	if (!given || strcmp(given, key) != 0) {
		tell(p, PROOF_LEFT_OUT, key, "");
		return 0;
	}
	if (p->table.row.fault)
		tell(p, PROOF_HELD_BACK, key, p->table.row.fault->name);
	else if (judge_selected(p, key, e) < 0)
		return -1;
	return step_table(p, e);
}

static void judge_period(struct prover *p, const char *key)
{
	const struct folded *f = &p->folded;

	p->whole_on = false;
	p->ret->compared++;
	p->ret->selected += p->whole != NULL;
	if (!p->whole)
		judge_removed(p, key, true);
	else if (f->holds && strcmp(f->content, p->whole) == 0)
		p->ret->equal++;
	else
		tell(p,
		        underway(p, f->newest && strcmp(f->newest_content, p->whole) == 0,
		                f->holds ? PROOF_DIFFERENT : PROOF_UNSENT),
		        key, "");
}

static int one_record(struct prover *p, const char *key, struct err *e)
{
	bool here = p->source_on && strcmp(col_text(p->source, 0), key) == 0;

	if (fold(p, key, e) < 0 || check_book(p, key, e) < 0)
		return -1;
	if (p->whole_on && strcmp(key, p->period.text) == 0) {
		judge_period(p, key);
		return 0;
	}
	p->ret->compared += here || p->folded.holds;
	if (here)
		return judge_source(p, key, e) < 0 ? -1 : step(p->source, &p->source_on, e);
	judge_removed(p, key, false);
	return 0;
}

/* ---- sums ---- */

static const char booked_sql[] =
        "SELECT count(*), coalesce(sum(reason IS NULL), 0) FROM ledger_selection"
        " WHERE report = :report AND until IS NULL AND reason IS NOT 'GONE'";

/* What is told of records adds up to the records, and to what is booked of them. */
static int check_sums(struct prover *p, struct err *e)
{
	struct proof *r = p->ret;
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (open_statement(p, booked_sql, &s, e) < 0 || db_step(s, e) < 0)
		return -1;
	if (r->source != r->selected + r->not_selected)
		tell(p, PROOF_SUM, "kilden", "");
	if (sqlite3_column_int64(s, 0) != r->source || sqlite3_column_int64(s, 1) != r->selected)
		tell(p, PROOF_SUM, "udvalget", "");
	if (p->table_on)
		tell(p, PROOF_SUM, table_text(&p->table, p->table.key), "");
	return 0;
}

static int work(struct prover *p, struct err *e)
{
	const char *key;

	if (open_all(p, e) < 0 || begin(p, e) < 0)
		return -1;
	while ((key = next_key(p)))
		if (one_record(p, key, e) < 0)
			return -1;
	p->folded = (struct folded){ 0 };
	return p->def.delta == DELTA_WHOLE ? 0 : check_sums(p, e);
}

int prove_run(struct ctx *ctx, const char *report, proof_tell_fn *tell_fn, void *data,
        struct proof *ret, struct err *e)
{
	struct source_record s CLEANUP(source_close) = { 0 };
	struct prover *p;
	int rc;

	*ret = (struct proof){ .report = report };
	if (source_open(&s, ctx, report, e) < 0)
		return -1;
	p = arena_take(ctx->arena, sizeof *p);
	*p = (struct prover){ .ctx = ctx,
		.def = s.def,
		.period = s.period,
		.tell = tell_fn,
		.data = data,
		.ret = ret };
	rc = work(p, e);
	prover_done(p);
	return rc < 0 ? err_ctx(e, "proof of %s", report) : 0;
}

int64_t proof_sum(const struct proof *p, bool explained)
{
	int64_t n = 0;

	for (size_t i = 0; i < PROOF_KINDS; i++)
		if (proof_words[i].explained == explained)
			n += p->count[i];
	return n;
}

/* ---- the rows of the case store ---- */

/* "'a', 'b'": the returns whose records are of the entity. */
static const char *returns_of(const struct returns *all, const struct report_def *def,
        const char *entity, struct arena *a)
{
	const char *list = "";

	for (size_t i = 0; i < all->n; i++)
		if (text_eq(def[i].entity, entity))
			list = arena_printf(a, "%s%s'%s'", list, *list ? ", " : "", all->id[i]);
	return list;
}

static int lost_of(struct ctx *ctx, const struct report_def *d, const char *reports,
        proof_tell_fn *tell_fn, void *data, struct proof *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const char *sql = arena_printf(ctx->arena,
	        "SELECT s.%s, EXISTS (SELECT 1 FROM ledger_selection AS l WHERE l.report IN (%s)"
	        " AND l.record_key = s.%s AND l.until IS NULL) FROM staging_%s AS s",
	        d->key, reports, d->key, d->entity);
	int rc;

	if (db_prepare(ctx->db, sql, d->entity, &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		struct proof_difference lost = {
			.kind = PROOF_LOST, .key = col_text(s, 0), .fields = d->entity
		};

		ret->source++;
		ret->compared++;
		if (sqlite3_column_int(s, 1))
			continue;
		ret->count[PROOF_LOST]++;
		if (tell_fn)
			tell_fn(data, &lost);
	}
	return rc;
}

static int has_staging(struct ctx *ctx, const struct report_def *d, int64_t *ret, struct err *e)
{
	return db_int(ctx->db,
	        arena_printf(ctx->arena,
	                "SELECT count(*) FROM pragma_table_info('staging_%s') WHERE name = '%s'",
	                d->entity, d->key),
	        ret, e);
}

int prove_staging(
        struct ctx *ctx, proof_tell_fn *tell_fn, void *data, struct proof *ret, struct err *e)
{
	struct returns all;
	struct report_def *def;

	*ret = (struct proof){ .report = "" };
	if (returns_list(ctx->arena, &all, e) < 0)
		return -1;
	def = arena_take(ctx->arena, all.n * sizeof *def);
	for (size_t i = 0; i < all.n; i++) {
		struct source_record s CLEANUP(source_close) = { 0 };
		int64_t there;

		if (source_open(&s, ctx, all.id[i], e) < 0)
			return -1;
		def[i] = s.def;
		if (has_staging(ctx, &def[i], &there, e) < 0)
			return -1;
		if (!there || def[i].delta == DELTA_WHOLE)
			def[i].entity = NULL;
	}
	for (size_t i = 0; i < all.n; i++) {
		const char *reports =
		        def[i].entity ? returns_of(&all, def, def[i].entity, ctx->arena) : "";

		/* Once an entity: with the first of its returns. */
		if (!*reports || strncmp(reports + 1, all.id[i], strlen(all.id[i])) != 0)
			continue;
		if (lost_of(ctx, &def[i], reports, tell_fn, data, ret, e) < 0)
			return -1;
	}
	return 0;
}

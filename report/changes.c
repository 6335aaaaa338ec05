#include "report/changes.h"

#include "common/file.h"
#include "common/text.h"
#include "report/sent.h"

enum { RECORD_MAX = 1 << 20, KEY_MAX = 4096, HEX = 64 };

const char *const change_ops[] = { "add", "change", "remove" };
const char *const change_bases[] = { "changes", "full", "initial", "whole" };

/* One that is on its way; ->at: its item is of the record at hand. */
struct way {
	struct sent *item;
	bool at;
};

struct changes {
	const struct ctx *ctx;
	const struct report_def *def;
	const struct period *period;
	struct changes_options o;
	struct sent_of of;
	struct report_table table;
	bool row, at_row; /* the query has a row; it is of the record at hand */
	struct sent held, newest;
	bool at_held;
	struct way *way;
	size_t ways;
	int64_t rows;
	bool any; /* something was handed over before */
	/* a period that is sent whole */
	struct sha256 hash;
	int64_t hashed;
	bool ended;
	struct layout *layouts;
	sqlite3_stmt *reason, *effect, *accepted;
	struct report_row removal;
	struct buf key, content;
	struct arena own, batch; /* batch: of the record at hand */
};

/* The record at hand: what the source says, what is held, what is on its way. */
struct record {
	const char *key, *reason, *case_id, *citizen_id;
	struct report_row *row; /* NULL: not selected */
	bool keep;              /* not selected, but the receiver keeps it */
	bool held;
	struct content was; /* what is held */
	const struct layout *was_layout;
	const struct sent *way; /* the newest on its way, newer than what is held */
	bool unsure;            /* one of those says otherwise than the source */
	bool same;              /* the source is as it is held */
};

/* ---- opening ---- */

static int open_reasons(struct changes *c, struct err *e)
{
	const struct report_def *d = c->def;

	if (db_prepare(c->ctx->db,
	            arena_printf(&c->own,
	                    "SELECT reason, case_id, citizen_id FROM %s WHERE %s = :key",
	                    d->records, d->key),
	            d->path, &c->reason, e) < 0)
		return -1;
	return db_prepare(c->ctx->db,
	        "SELECT value FROM codelist_attr WHERE list = 'selection_reason'"
	        " AND code = :code AND name = 'effect'",
	        d->path, &c->effect, e);
}

static int open_ledger(struct changes *c, struct err *e)
{
	const char *key = c->def->delta == DELTA_WHOLE ? c->period->text : NULL;
	struct sent *items = NULL;

	if (sent_any(&c->of, &c->any, e) < 0 || sent_newest_open(&c->newest, &c->of, e) < 0)
		return -1;
	if (c->o.basis == BASIS_INITIAL)
		return 0;
	if (sent_held(&c->held, &c->of, key, e) < 0 ||
	        sent_on_way(&items, &c->ways, &c->of, &c->own, e) < 0)
		return -1;
	c->way = arena_take(&c->own, (c->ways + 1) * sizeof *c->way);
	for (size_t i = 0; i < c->ways; i++)
		c->way[i].item = &items[i];
	return 0;
}

static int step_row(struct changes *c, struct err *e)
{
	int rc = table_next(&c->table, e);

	c->row = rc > 0;
	c->rows += c->row;
	return rc < 0 ? -1 : 0;
}

static int first_steps(struct changes *c, struct err *e)
{
	if (c->held.stmt && sent_step(&c->held, e) < 0)
		return -1;
	for (size_t i = 0; i < c->ways; i++)
		if (sent_step(c->way[i].item, e) < 0)
			return -1;
	return step_row(c, e);
}

static int open_all(struct changes *c, struct err *e)
{
	if (table_open(&c->table, c->ctx, c->def, c->period, e) < 0)
		return -1;
	if (c->def->delta != DELTA_WHOLE && open_reasons(c, e) < 0)
		return -1;
	return open_ledger(c, e) < 0 ? -1 : first_steps(c, e);
}

int changes_open(struct changes **ret, const struct ctx *ctx, const struct report_def *d,
        const struct period *p, const struct changes_options *o, struct err *e)
{
	struct changes *c = arena_take(ctx->arena, sizeof *c);

	c->ctx = ctx;
	c->def = d;
	c->period = p;
	c->o = *o;
	c->of = (struct sent_of){ ctx->db, d->id, o->test };
	buf_init(&c->key, KEY_MAX);
	buf_init(&c->content, RECORD_MAX);
	*ret = c;
	if (open_all(c, e) < 0) {
		changes_close(ret);
		return err_ctx(e, "%s", d->id);
	}
	return 0;
}

void changes_close(struct changes **ret)
{
	struct changes *c = *ret;

	if (!c)
		return;
	table_close(&c->table);
	sent_close(&c->held);
	sent_close(&c->newest);
	for (size_t i = 0; i < c->ways; i++)
		sent_close(c->way[i].item);
	stmt_done(&c->reason);
	stmt_done(&c->effect);
	stmt_done(&c->accepted);
	sha256_done(&c->hash);
	buf_done(&c->key);
	buf_done(&c->content);
	arena_done(&c->batch);
	arena_done(&c->own);
	*ret = NULL;
}

int64_t changes_rows(const struct changes *c)
{
	return c->rows;
}

bool changes_waiting(const struct changes *c)
{
	return c->ways > 0;
}

/* ---- the merge ---- */

struct span {
	const char *s;
	size_t n;
};

static int span_cmp(struct span a, struct span b)
{
	int order = memcmp(a.s, b.s, a.n < b.n ? a.n : b.n);

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

static struct span row_key(const struct changes *c)
{
	const char *s = table_text(&c->table, c->table.key);

	return (struct span){ s ? s : "",
		s ? (size_t)sqlite3_column_bytes(c->table.stmt, c->table.key) : 0 };
}

static struct span sent_key(const struct sent *s)
{
	return (struct span){ s->key, strlen(s->key) };
}

/* Whoever stood on the last record moves on. */
static int step_past(struct changes *c, struct err *e)
{
	struct span last = { c->key.data, c->key.len };

	if (c->at_row) {
		if (step_row(c, e) < 0)
			return -1;
		if (c->row && span_cmp(row_key(c), last) <= 0)
			return err_set(e, ERR_BUG,
			        "%s: not in the order of '%s', or two rows of one",
			        c->def->query_path, c->def->key);
	}
	if (c->at_held && sent_step(&c->held, e) < 0)
		return -1;
	for (size_t i = 0; i < c->ways; i++)
		if (c->way[i].at && sent_step(c->way[i].item, e) < 0)
			return -1;
	return 0;
}

static void least(struct span *min, bool *any, bool there, struct span s)
{
	if (there && (!*any || span_cmp(s, *min) < 0))
		*min = s;
	*any |= there;
}

/* 1 a record is at hand, its key in ->key; 0 none is left. */
static int advance(struct changes *c, struct err *e)
{
	struct span min = { "", 0 }, none = { "", 0 };
	bool any = false;

	if (step_past(c, e) < 0)
		return -1;
	arena_reset(&c->batch);
	least(&min, &any, c->row, c->row ? row_key(c) : none);
	least(&min, &any, c->held.there, c->held.there ? sent_key(&c->held) : none);
	for (size_t i = 0; i < c->ways; i++)
		least(&min, &any, c->way[i].item->there,
		        c->way[i].item->there ? sent_key(c->way[i].item) : none);
	c->at_row = c->row && span_cmp(row_key(c), min) == 0;
	c->at_held = c->held.there && span_cmp(sent_key(&c->held), min) == 0;
	for (size_t i = 0; i < c->ways; i++)
		c->way[i].at =
		        c->way[i].item->there && span_cmp(sent_key(c->way[i].item), min) == 0;
	buf_reset(&c->key);
	if (buf_add(&c->key, min.s, min.n) < 0)
		return err_set(e, ERR_DATA, "%s: a key of more than %d bytes", c->def->query_path,
		        KEY_MAX);
	return any;
}

/* ---- what is known of a record ---- */

static int layout_of(
        struct changes *c, const struct sent *s, const struct layout **ret, struct err *e)
{
	return layout_find(&c->layouts, c->def, s->definition, &c->own, ret, e);
}

/* Does the item leave the receiver with what the source says? */
static int says_so(struct changes *c, const struct sent *s, const struct report_row *row, bool *ret,
        struct err *e)
{
	const struct layout *l;
	struct content was;

	*ret = (s->op == OP_REMOVE) == !row;
	if (!*ret || !row)
		return 0;
	if (layout_of(c, s, &l, e) < 0)
		return -1;
	content_split(s->content, s->length, &was);
	*ret = content_same(c->def, row, &was, l);
	return 0;
}

static int know_held(struct changes *c, struct record *r, struct err *e)
{
	r->held = c->at_held;
	r->same = !r->held && !r->row;
	if (!r->held)
		return 0;
	if (layout_of(c, &c->held, &r->was_layout, e) < 0)
		return -1;
	content_split(c->held.content, c->held.length, &r->was);
	r->same = r->row && content_same(c->def, r->row, &r->was, r->was_layout);
	return 0;
}

/*
 * What is older than the last accepted item counts no more. A record that is not held may have
 * been removed since; to know that takes a look.
 */
static int counts_after(struct changes *c, const struct record *r, int64_t *ret, struct err *e)
{
	*ret = r->held ? c->held.delivery : 0;
	return r->held ? 0 : sent_accepted(&c->accepted, &c->of, r->key, ret, e);
}

static int know_way(struct changes *c, struct record *r, struct err *e)
{
	int64_t after = -1;

	for (size_t i = 0; i < c->ways; i++) {
		const struct sent *s = c->way[i].item;
		bool same;

		if (!c->way[i].at)
			continue;
		if (after < 0 && counts_after(c, r, &after, e) < 0)
			return -1;
		if (s->delivery <= after)
			continue;
		if (says_so(c, s, r->row, &same, e) < 0)
			return -1;
		r->way = s;
		r->unsure |= !same && !c->o.test;
	}
	return 0;
}

static int effect_of(struct changes *c, struct record *r, struct err *e)
{
	(void)sqlite3_reset(c->effect);
	if (db_bind_text(c->effect, ":code", r->reason, e) < 0)
		return -1;
	switch (db_step(c->effect, e)) {
	case 1:
		r->keep = strcmp(col_text(c->effect, 0), "keep") == 0;
		return 0;
	case 0:
		return err_set(e, ERR_CONFIG, "code list selection_reason has no effect for '%s'",
		        r->reason);
	default:
		return -1;
	}
}

static const char *text_or_null(sqlite3_stmt *s, int column, struct arena *a)
{
	return sqlite3_column_type(s, column) == SQLITE_NULL ? NULL
	                                                     : arena_strdup(a, col_text(s, column));
}

/* Not selected: why, and what becomes of it at the receiver. */
static int know_reason(struct changes *c, struct record *r, struct err *e)
{
	int rc;

	(void)sqlite3_reset(c->reason);
	if (db_bind_text(c->reason, ":key", r->key, e) < 0)
		return -1;
	rc = db_step(c->reason, e);
	if (rc < 0)
		return -1;
	r->reason = "GONE";
	if (rc == 0)
		return 0;
	r->reason = text_or_null(c->reason, 0, &c->batch);
	r->case_id = text_or_null(c->reason, 1, &c->batch);
	r->citizen_id = text_or_null(c->reason, 2, &c->batch);
	return r->reason ? effect_of(c, r, e)
	                 : err_set(e, ERR_BUG, "record '%s' is selected in %s, but %s has it not",
	                           r->key, c->def->records, c->def->query_path);
}

static int know(struct changes *c, struct record *r, struct err *e)
{
	r->key = c->key.data ? c->key.data : "";
	if (c->at_row) {
		r->row = &c->table.row;
		r->case_id = table_text(&c->table, c->table.case_id);
		r->citizen_id = table_text(&c->table, c->table.citizen_id);
		if (!c->key.len || !xml_text_check(c->key.data, c->key.len)) {
			r->row->fault = &c->def->column[0];
			r->row->fault_expected = "a key that can be read";
		}
	} else if (know_reason(c, r, e) < 0) {
		return -1;
	}
	return know_held(c, r, e) < 0 || know_way(c, r, e) < 0 ? -1 : 0;
}

/* ---- the row that is sent ---- */

static void put(struct cell *cell, const char *s)
{
	cell->s = s;
	cell->n = strlen(s);
	cell->missing = cell->n == 0;
}

/* <key>, <key>~2, <key>~3, …; text_id_stem() */
static const char *report_id(struct changes *c, const char *key, int64_t version)
{
	if (version < 1)
		return "";
	return !text_id_numbered(key, strlen(key), version)
	               ? key
	               : arena_printf(&c->batch, "%s~%lld", key, (long long)version);
}

/* What is held in the first of the columns that has a value, when it is another now. */
static void put_old(struct changes *c, const struct record *r, const struct report_column *col,
        const struct report_row *row, struct cell *cell)
{
	const struct cell *now = NULL;
	const char *was = NULL;
	size_t n = 0;

	put(cell, "");
	if (!r->held || !r->row)
		return;
	for (size_t i = 0; i < col->olds; i++) {
		if (!was || !n)
			was = content_value(&r->was, r->was_layout, col->old[i], &n);
		if (!now || now->missing)
			now = &row->cell[col->old[i]];
	}
	if (n && now && (n != now->n || memcmp(was, now->s, n) != 0))
		put(cell, arena_strndup(&c->batch, was, n));
}

static void fill(
        struct changes *c, const struct record *r, const struct change *ch, struct report_row *row)
{
	const struct report_def *d = c->def;
	int64_t before = r->way ? r->way->version : r->held ? c->held.version : 0;

	if (before == ch->version) /* on its way already: it corrects the one before */
		before = r->held ? c->held.version : 0;
	for (size_t i = 0; i < d->columns; i++) {
		const struct report_column *col = &d->column[i];

		if (col->role == COLUMN_OP)
			put(&row->cell[i], d->op_word[ch->op]);
		else if (col->role == COLUMN_VERSION)
			put(&row->cell[i], report_id(c, r->key, ch->version));
		else if (col->role == COLUMN_CORRECTS)
			put(&row->cell[i], report_id(c, r->key, before));
		else if (col->role == COLUMN_OLD)
			put_old(c, r, col, row, &row->cell[i]);
	}
}

/* What the delivery fills, as it was filled before. */
static void fill_as_sent(struct changes *c, const struct content *was, const struct layout *l,
        struct report_row *row)
{
	for (size_t i = 0; i < c->def->columns; i++)
		if (c->def->column[i].role != COLUMN_DATA) {
			row->cell[i].s = content_value(was, l, i, &row->cell[i].n);
			row->cell[i].missing = row->cell[i].n == 0;
		}
}

/* An id of a report stands for one content for ever: what is on its way goes along unchanged. */
static int fill_on_way(
        struct changes *c, const struct record *r, struct report_row *row, struct err *e)
{
	const struct layout *l;
	struct content was;

	if (layout_of(c, &c->newest, &l, e) < 0)
		return -1;
	content_split(c->newest.content, c->newest.length, &was);
	if (!r->row)
		content_row(c->def, &was, l, row);
	fill_as_sent(c, &was, l, row);
	return 0;
}

/* A removal is written from what was sent: from what is held, else from what is on its way. */
static int removal_row(struct changes *c, const struct record *r, struct err *e)
{
	const struct layout *l;
	struct content was;

	if (r->held) {
		content_row(c->def, &r->was, r->was_layout, &c->removal);
		return 0;
	}
	if (layout_of(c, r->way, &l, e) < 0)
		return -1;
	content_split(r->way->content, r->way->length, &was);
	content_row(c->def, &was, l, &c->removal);
	return 0;
}

/* ---- what is to be done ---- */

static void describe(
        const struct changes *c, const struct record *r, enum change_kind kind, struct change *ret)
{
	*ret = (struct change){ .kind = kind,
		.key = r->key,
		.version = 1,
		.reason = r->row ? NULL : r->reason,
		.case_id = r->case_id,
		.citizen_id = r->citizen_id };
	if (r->held) {
		ret->held = c->held.content;
		ret->held_length = c->held.length;
		ret->held_layout = c->held.definition;
		ret->held_delivery = c->held.delivery;
	}
}

/* Is just this what was handed over of the record last? */
static int as_newest(
        struct changes *c, const struct record *r, enum report_op op, bool *ret, struct err *e)
{
	*ret = false;
	if (!c->newest.there || c->newest.op != op)
		return 0;
	return says_so(c, &c->newest, r->row, ret, e);
}

static bool is_on_way(const struct changes *c)
{
	for (size_t i = 0; i < c->ways; i++)
		if (c->way[i].at && c->way[i].item->delivery == c->newest.delivery)
			return true;
	return false;
}

static int kind_of(struct changes *c, const struct record *r, struct change *ch, struct err *e)
{
	bool again;

	ch->kind = CHANGE_SEND;
	if (c->any && sent_newest(&c->newest, r->key, e) < 0)
		return -1;
	if (as_newest(c, r, ch->op, &again, e) < 0)
		return -1;
	if (again && is_on_way(c))
		ch->kind = CHANGE_ON_WAY;
	else if (again && strcmp(c->newest.outcome, "rejected") == 0 && !c->o.resend &&
	         c->o.basis == BASIS_CHANGES)
		ch->kind = CHANGE_REJECTED;
	if (c->def->delta == DELTA_APPEND && c->newest.there)
		ch->version = c->newest.version + (ch->kind != CHANGE_ON_WAY);
	return 0;
}

/* The row, whole: with the columns of the delivery; it may turn out that it cannot be written. */
static int make_row(struct changes *c, const struct record *r, struct change *ch, struct err *e)
{
	struct report_row *row = r->row ? r->row : &c->removal;

	if (!r->row && removal_row(c, r, e) < 0)
		return -1;
	fill(c, r, ch, row);
	if (ch->kind == CHANGE_ON_WAY && c->def->delta == DELTA_APPEND &&
	        fill_on_way(c, r, row, e) < 0)
		return -1;
	table_check(c->def, row, true);
	ch->row = row;
	if (row->fault)
		ch->kind = CHANGE_FAULT;
	if (content_join(c->def, row, &c->content, e) < 0)
		return -1;
	ch->content = c->content.data;
	ch->length = c->content.len;
	return 0;
}

/* Append-only, everything asked for, nothing new: the report that is held goes again as it was. */
static void held_again(struct changes *c, const struct record *r, struct change *ch)
{
	struct report_row *row = &c->removal;

	ch->op = c->held.op;
	ch->version = c->held.version;
	ch->kind = c->newest.there && c->newest.version == ch->version && is_on_way(c)
	                   ? CHANGE_ON_WAY
	                   : CHANGE_SEND;
	content_row(c->def, &r->was, r->was_layout, row);
	fill_as_sent(c, &r->was, r->was_layout, row);
	table_check(c->def, row, true);
	ch->row = row;
	if (row->fault)
		ch->kind = CHANGE_FAULT;
	ch->content = c->held.content;
	ch->length = c->held.length;
}

static int out(struct change *ret, enum change_kind kind, bool says)
{
	ret->kind = kind;
	return says;
}

/* 1 it comes out, 0 there is nothing to say of it. */
static int judge(struct changes *c, struct change *ret, struct err *e)
{
	struct record r = { 0 };
	bool remove, all = c->o.basis != BASIS_CHANGES;

	if (know(c, &r, e) < 0)
		return -1;
	describe(c, &r, CHANGE_SAME, ret);
	ret->row = r.row;
	if (r.row && r.row->fault)
		return out(ret, CHANGE_FAULT, true);
	if (r.keep)
		return out(ret, CHANGE_KEPT, r.held);
	remove = !r.row;
	if (r.same && !r.unsure && !(all && r.row))
		return r.row != NULL;
	ret->op = remove ? OP_REMOVE : r.held ? OP_CHANGE : OP_ADD;
	if (remove && c->def->delta == DELTA_UPSERT)
		return out(ret, CHANGE_BY_HAND, r.held);
	if (kind_of(c, &r, ret, e) < 0)
		return -1;
	if (c->def->delta == DELTA_APPEND && r.same && r.held && !r.unsure)
		held_again(c, &r, ret);
	else if (make_row(c, &r, ret, e) < 0)
		return -1;
	return 1;
}

/* ---- a period that is sent whole ---- */

static bool holds_hash(const struct sent *s, const char *hex)
{
	return s->op != OP_REMOVE && s->length == HEX && memcmp(s->content, hex, HEX) == 0;
}

/* Of what is on its way: is the newest just this, and is there anything else? */
static void whole_way(
        const struct changes *c, const char *key, const char *hex, bool *same, bool *unsure)
{
	*same = *unsure = false;
	for (size_t i = 0; i < c->ways; i++) {
		const struct sent *s = c->way[i].item;

		if (!s->there || strcmp(s->key, key) != 0 ||
		        (c->held.there && s->delivery <= c->held.delivery))
			continue;
		*same = holds_hash(s, hex);
		*unsure |= !*same;
	}
}

/* 1 it comes out, 0 there is nothing to say. */
static int judge_whole(struct changes *c, const char *hex, struct change *ret, struct err *e)
{
	struct record r = { .key = c->period->text, .held = c->held.there, .reason = "GONE" };
	bool waits, unsure;

	describe(c, &r, CHANGE_BY_HAND, ret);
	ret->op = OP_REMOVE;
	if (c->hashed == 0)
		return r.held;
	ret->kind = CHANGE_SAME;
	ret->reason = NULL;
	ret->op = r.held ? OP_CHANGE : OP_ADD;
	ret->content = hex;
	ret->length = HEX;
	whole_way(c, r.key, hex, &waits, &unsure);
	if (r.held && holds_hash(&c->held, hex) && !unsure && c->o.basis != BASIS_FULL)
		return 1;
	if (c->any && sent_newest(&c->newest, r.key, e) < 0)
		return -1;
	ret->kind = waits ? CHANGE_ON_WAY : CHANGE_SEND;
	if (c->newest.there && strcmp(c->newest.outcome, "rejected") == 0 &&
	        holds_hash(&c->newest, hex) && !c->o.resend && c->o.basis != BASIS_FULL)
		ret->kind = CHANGE_REJECTED;
	return 1;
}

static int hash_row(struct changes *c, struct err *e)
{
	if (content_join(c->def, &c->table.row, &c->content, e) < 0)
		return -1;
	sha256_add(&c->hash, c->content.data, c->content.len);
	sha256_add(&c->hash, "\n", 1);
	c->hashed++;
	return 0;
}

/* Rows that cannot be written come out one by one, then the period: one hash over the others. */
static int next_whole(struct changes *c, struct change *ret, struct err *e)
{
	char *hex;

	if (c->ended)
		return 0;
	if (!c->hash.md)
		sha256_begin(&c->hash);
	for (; c->row || c->at_row; c->at_row = true) {
		if (c->at_row && step_row(c, e) < 0)
			return -1;
		c->at_row = false;
		if (!c->row)
			break;
		if (c->table.row.fault) {
			c->at_row = true;
			*ret = (struct change){ .kind = CHANGE_FAULT,
				.key = table_text(&c->table, c->table.key),
				.row = &c->table.row,
				.case_id = table_text(&c->table, c->table.case_id),
				.citizen_id = table_text(&c->table, c->table.citizen_id) };
			return 1;
		}
		if (hash_row(c, e) < 0)
			return -1;
	}
	c->ended = true;
	hex = arena_take(&c->own, HEX + 1);
	sha256_end(&c->hash, hex);
	return judge_whole(c, hex, ret, e);
}

int changes_next(struct changes *c, struct change *ret, struct err *e)
{
	int rc = 0;

	if (c->def->delta == DELTA_WHOLE) {
		rc = next_whole(c, ret, e);
		return rc < 0 ? err_ctx(e, "%s", c->def->id) : rc;
	}
	while (rc == 0) {
		rc = advance(c, e);
		if (rc <= 0)
			break;
		rc = judge(c, ret, e);
	}
	return rc < 0 ? err_ctx(e, "%s", c->def->id) : rc;
}

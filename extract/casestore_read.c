#include "extract/casestore_read.h"

#include "common/text.h"
#include "extract/staged.h"

static const struct {
	const char *name, *consequence, *who, *da, *en;
} kinds[] = {
	[VALUE_MISSING] = { "required", "record", "sagsbehandler", "Feltet skal være udfyldt.",
	        "The field must be filled in." },
	[VALUE_TYPE] = { "type", "record", "fagsystem", "Værdien har ikke den aftalte form.",
	        "The value does not have the agreed form." },
	[VALUE_TEXT] = { "text", "answer", "fagsystem",
	        "Teksten er ikke UTF-8, indeholder styretegn eller er for lang; den er gjort "
	        "læselig.",
	        "The text is not UTF-8, holds control characters or is too long; it was made "
	        "legible." },
	[NO_KEY] = { "required", "record", "fagsystem", "Nøglen er tom; rækken er ikke brugt.",
	        "The key is empty; the row was not used." },
	[NOT_UNIQUE] = { "unique", "record", "fagsystem",
	        "En anden række har samme nøgle; rækken er ikke brugt.",
	        "Another row has the same key; the row was not used." },
	[NO_ROWS] = { "empty", "info", "fagsystem", "Fagsystemet har ingen rækker af denne slags.",
	        "The case store has no rows of this kind." },
	[NO_STORE] = { "casestore.empty", "delivery", "drift", "Fagsystemet gav slet ingen rækker.",
	        "The case store gave no rows at all." },
	[GONE] = { "casestore.gone", "info", "fagsystem",
	        "Rækker er fjernet fra fagsystemet uden at være markeret som slettet; de indgår "
	        "ikke længere.",
	        "Rows were removed from the case system without being marked as deleted; they no "
	        "longer count." },
	[MISSED] = { "casestore.missed", "answer", "fagsystem",
	        "Rækker er ændret i fagsystemet, uden at ændringstidspunktet viste det; først den "
	        "fulde læsning fandt dem. Rapporter siden den forrige kan være uden ændringerne.",
	        "Rows were changed in the case system without a time of change that showed it; "
	        "only the full reading found them. Reports since the one before may lack the "
	        "changes." },
	[LOST] = { "casestore.loss", "delivery", "drift",
	        "Så mange rækker er forsvundet fra fagsystemet, at det ikke tages for givet; det, "
	        "der var læst i forvejen, er beholdt. Er det rigtigt, så kør igen med "
	        "--accept-loss.",
	        "So many rows are gone from the case store that it is not taken for granted; what "
	        "was read before is kept. If it is right, run again with --accept-loss." },
};

/* One entity while its rows go by. */
struct passing {
	struct reading *r;
	struct part *part;
	const struct entity *t;
	sqlite3_stmt *insert;
	struct staged staged;
	bool open; /* of staged: the current row is one, in a walk */
	const struct store_row *row;
	const struct cell *cells; /* its columns */
	struct cell last[ENTITY_COLUMNS];
	bool any_last; /* only the key, of the row before */
	size_t changed_at, deleted_at;
	char since[SINCE_LEN]; /* of the last reading; "": there is none to compare with */
	struct arena text, last_text;
};

static void passing_done(struct passing *p)
{
	store_rows_end(&p->r->rows);
	stmt_done(&p->insert);
	staged_done(&p->staged);
	arena_done(&p->text);
	arena_done(&p->last_text);
}

static size_t column_at(const struct entity *t, const char *name)
{
	size_t i = 0;

	while (i < t->n && strcmp(t->columns[i].name, name) != 0)
		i++;
	return i;
}

static int passing_begin(struct passing *p, struct reading *r, struct part *part, struct err *e)
{
	const struct entity *t = part->t;

	p->r = r;
	p->part = part;
	p->t = t;
	p->changed_at = column_at(t, "changed_at");
	p->deleted_at = column_at(t, "deleted_at");
	if (p->changed_at == t->n || p->deleted_at == t->n)
		return err_set(
		        e, ERR_CONFIG, "%s: changed_at and deleted_at must be there", t->path);
	if (!r->same || r->kind->whole || part->was_rejecting ||
	        !watermark_since(&part->was, r->overlap, p->since))
		p->since[0] = '\0';
	return staged_open(&p->staged, r->x->db, t, r->file, r->x->as_of, e);
}

/* --- findings --------------------------------------------------------------- */

int part_tell(struct reading *r, const struct part *p, enum casestore_kind kind, const char *found,
        const char *expected, struct err *e)
{
	char rule[128];
	struct finding f = {
		.rule = kinds[kind].name,
		.consequence = kinds[kind].consequence,
		.entity = p ? p->t->name : NULL,
		.found = found,
		.expected = expected,
		.who = kinds[kind].who,
		.note_da = kinds[kind].da,
		.note_en = kinds[kind].en,
		.file = r->file,
	};

	if (kind == NO_ROWS) {
		snprintf(rule, sizeof rule, "%s.%s", p->t->name, kinds[kind].name);
		f.rule = rule;
	}
	return finding_add(&r->findings, &f, e);
}

static const char *cell_at(struct passing *p, int column)
{
	return column < 0 ? NULL : staged_text(&p->cells[column], &p->text);
}

/* The current row, or a value of it. */
static int report(
        struct passing *p, int v, const struct column *col, const struct cell *found, struct err *e)
{
	const char *rule =
	        col ? arena_printf(&p->text, "%s.%s.%s", p->t->name, col->name, kinds[v].name)
	            : arena_printf(&p->text, "%s.%s", p->t->name, kinds[v].name);
	struct finding f = {
		.rule = rule,
		.consequence = kinds[v].consequence,
		.entity = p->t->name,
		.key = staged_key(p->t, p->cells, &p->text),
		.case_id = cell_at(p, p->t->case_id),
		.citizen_id = cell_at(p, p->t->citizen_id),
		.field = col ? col->name : NULL,
		.found = found ? staged_text(found, &p->text) : NULL,
		.secret = col && col->flags & COLUMN_SECRET,
		.expected = col ? col->type->expected : NULL,
		.who = kinds[v].who,
		.note_da = kinds[v].da,
		.note_en = kinds[v].en,
		.file = p->r->file,
	};
	int rc = finding_add(&p->r->findings, &f, e);

	arena_reset(&p->text);
	return rc;
}

static int reject(struct passing *p, int v, const struct column *col, struct err *e)
{
	p->part->rejected++;
	rowsum_add(&p->part->now.sum, &p->row->sum);
	return report(p, v, col, NULL, e);
}

static enum value_verdict verdict(const struct passing *p, size_t column)
{
	return p->row->verdicts ? p->row->verdicts[column] : VALUE_GOOD;
}

/* Its fields are not judged. */
static bool is_deleted(const struct passing *p)
{
	return p->cells[p->deleted_at].kind == CELL_TEXT && verdict(p, p->deleted_at) == VALUE_GOOD;
}

static int judge_fields(struct passing *p, struct err *e)
{
	if (!p->row->verdicts || is_deleted(p))
		return 0;
	for (size_t i = 0; i < p->t->n; i++)
		if (verdict(p, i) != VALUE_GOOD &&
		        report(p, verdict(p, i), &p->t->columns[i], &p->cells[i], e) < 0)
			return -1;
	return 0;
}

static int clear_findings(struct passing *p, struct err *e)
{
	struct params list = { .arena = &p->text };

	params_text(&list, "entity", p->t->name);
	return db_exec_params(p->r->x->db,
	        "DELETE FROM finding WHERE stage = '" CASESTORE_STAGE
	        "' AND entity = :entity AND record_key IS NOT NULL",
	        p->t->path, &list, e);
}

/* --- rows ------------------------------------------------------------------- */

static const struct column *empty_key(const struct passing *p)
{
	for (size_t i = 0; i < p->t->key_count; i++)
		if (verdict(p, p->t->keys[i]) == VALUE_MISSING)
			return &p->t->columns[p->t->keys[i]];
	return NULL;
}

static int ask(struct passing *p, const struct store_ask *question, struct err *e)
{
	store_rows_end(&p->r->rows);
	p->any_last = false;
	return store_rows_begin(&p->r->rows, question, e);
}

/* The next row as it comes: 1, or 0 at the end. */
static int next_any(struct passing *p, struct err *e)
{
	int rc = store_rows_next(&p->r->rows, &p->row, e);

	if (rc > 0)
		p->cells = p->row->cells + STORE_ROWS_LEAD;
	return rc;
}

/* The next row with a key: 1, or 0 at the end. The others are rejected. */
static int next_row(struct passing *p, struct err *e)
{
	const struct column *empty;
	int rc;

	while ((rc = next_any(p, e)) > 0) {
		p->part->read++;
		p->part->rows_in++;
		empty = p->row->verdicts ? empty_key(p) : NULL;
		if (!empty)
			return 1;
		if (reject(p, NO_KEY, empty, e) < 0)
			return -1;
	}
	return rc;
}

/* Below 0: the key stands behind that of the row before. Keeps it for the next call. */
static int key_step(struct passing *p)
{
	int order = p->any_last ? staged_order(p->t, p->last, p->cells) : -1;

	arena_reset(&p->last_text);
	for (size_t i = 0; i < p->t->key_count; i++) {
		const struct cell *c = &p->cells[p->t->keys[i]];
		struct cell *to = &p->last[p->t->keys[i]];

		*to = *c;
		if (c->kind == CELL_TEXT)
			to->s = arena_strndup(&p->last_text, c->s, (size_t)c->n);
	}
	p->any_last = true;
	return order;
}

static int row_err(const struct passing *p, struct err *e)
{
	return err_ctx(e, "row %lld", (long long)p->part->read);
}

/* What becomes of a row that is staged. */
static void count_staged(struct passing *p)
{
	struct watermark *now = &p->part->now;

	p->part->staged++;
	rowsum_add(&now->sum, &p->row->sum);
	watermark_note(now, &p->cells[p->changed_at], verdict(p, p->changed_at), p->r->x->as_of);
}

/* Takes the row that is staged now out of the sum. */
static int take_old(struct passing *p, struct err *e)
{
	struct rowsum old;

	if (rowhash_row(&p->r->own_hash, p->staged.cells, p->t->n, &old, e) < 0)
		return -1;
	rowsum_take(&p->part->now.sum, &old);
	return 0;
}

/* Everything is counted afresh. */
static void forget(struct part *p)
{
	p->now = (struct watermark){ .missed = p->was.missed, .missed_day = p->was.missed_day };
	p->rows_in = p->staged = p->rejected = p->changed = p->gone = p->missed = 0;
	p->whole = true;
}

/* --- all rows, into an empty table ------------------------------------------ */

static int next_in_bulk(void *data, const struct cell **ret, struct err *e)
{
	struct passing *p = data;
	int rc = next_row(p, e);

	if (rc <= 0)
		return rc;
	count_staged(p);
	if (judge_fields(p, e) < 0)
		return row_err(p, e);
	*ret = p->row->cells;
	return 1;
}

/*
 * All rows by one statement. Sets *ret_again where a key came twice: which of the rows
 * is then staged must not be left to chance.
 */
static int stage_in_bulk(struct passing *p, bool *ret_again, struct err *e)
{
	struct bulk b = { .next = next_in_bulk, .data = p, .ignore = true };
	int64_t stored;

	b.table = arena_printf(p->r->arena, "staging_%s", p->t->name);
	bulk_column(&b, "file");
	bulk_column(&b, "line");
	for (size_t i = 0; i < p->t->n; i++)
		bulk_column(&b, p->t->columns[i].name);
	if (bulk_insert(&b, p->r->x->db, &stored, e) < 0)
		return -1;
	*ret_again = stored != p->part->staged;
	return 0;
}

static int bind_row(struct passing *p, struct err *e)
{
	int rc = sqlite3_bind_int64(p->insert, 1, p->r->file);

	for (size_t i = 0; i < p->t->n; i++) {
		const struct cell *c = &p->cells[i];

		rc |= c->kind == CELL_TEXT
		              ? sqlite3_bind_text(p->insert, (int)i + 3, c->s, c->n, SQLITE_STATIC)
		              : sqlite3_bind_null(p->insert, (int)i + 3);
	}
	return rc == SQLITE_OK ? 0 : db_err(p->r->x->db, e, p->t->path);
}

static int stage_row(struct passing *p, struct err *e)
{
	if (bind_row(p, e) < 0 || db_run(p->insert, e) < 0)
		return -1;
	if (sqlite3_changes(p->r->x->db) == 0)
		return reject(p, NOT_UNIQUE, NULL, e);
	count_staged(p);
	return judge_fields(p, e);
}

/* Row by row, in total order: the first with a key is staged. */
static int stage_each(struct passing *p, struct err *e)
{
	int rc;

	if (db_prepare(p->r->x->db, entity_put(p->t, false, &p->text), p->t->path, &p->insert, e) <
	        0)
		return -1;
	while ((rc = next_row(p, e)) > 0)
		if (stage_row(p, e) < 0)
			return row_err(p, e);
	return rc;
}

/* Sets *ret_again where a key comes twice and the order is not total. */
static int fill_empty(
        struct reading *r, struct part *part, bool total_order, bool *ret_again, struct err *e)
{
	struct passing p CLEANUP(passing_done) = { 0 };

	forget(part);
	if (passing_begin(&p, r, part, e) < 0 || clear_findings(&p, e) < 0 ||
	        db_exec(r->x->db, arena_printf(&p.text, "DELETE FROM staging_%s", part->t->name),
	                e) < 0 ||
	        ask(&p, &(struct store_ask){ .t = p.t, .total_order = total_order }, e) < 0)
		return -1;
	return total_order ? stage_each(&p, e) : stage_in_bulk(&p, ret_again, e);
}

/* By hand and not by a savepoint, which would copy every page that staging touches. */
static int read_first(struct reading *r, struct part *p, struct err *e)
{
	bool again = false;

	if (fill_empty(r, p, false, &again, e) < 0 ||
	        (again && fill_empty(r, p, true, &again, e) < 0))
		return -1;
	p->changed = p->staged;
	return 1;
}

/* --- all rows, then compared with those before ------------------------------- */

/* "b.c IS s.c AND …", or of the key alone */
static const char *equal(const struct entity *t, bool key, struct arena *a)
{
	const char *sql = "";

	for (size_t i = 0; i < t->n; i++)
		if (!key || t->columns[i].flags & COLUMN_KEY)
			sql = arena_printf(a, "%s%sb.%s IS s.%s", sql, *sql ? " AND " : "",
			        t->columns[i].name, t->columns[i].name);
	return sql;
}

static int book_gone(struct passing *p, struct err *e)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	struct cell cells[ENTITY_COLUMNS];
	int rc;

	if (db_prepare(p->r->x->db,
	            arena_printf(&p->text,
	                    "SELECT * FROM temp.staged_before AS b WHERE NOT EXISTS"
	                    " (SELECT 1 FROM staging_%s AS s WHERE %s)",
	                    p->t->name, equal(p->t, true, &p->text)),
	            p->t->path, &q, e) < 0)
		return -1;
	while ((rc = db_step(q, e)) > 0) {
		for (size_t i = 0; i < p->t->n; i++) {
			const char *s = (const char *)sqlite3_column_text(q, (int)i + 2);

			cells[i] = (struct cell){ .kind = s ? CELL_TEXT : CELL_NULL,
				.n = s ? sqlite3_column_bytes(q, (int)i + 2) : 0,
				.s = s };
		}
		p->part->gone++;
		if (staged_book(&p->staged, cells, e) < 0)
			return -1;
	}
	return rc;
}

/* Rows that were not there, or not so; and among them those that changed_at did not tell of. */
static int count_changed(struct passing *p, struct err *e)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;

	if (db_prepare(p->r->x->db,
	            arena_printf(&p->text,
	                    "SELECT count(*), ifnull(sum(:since <> '' AND s.changed_at >= '1900'"
	                    " AND s.changed_at < :since), 0) FROM staging_%s AS s"
	                    " WHERE NOT EXISTS (SELECT 1 FROM temp.staged_before AS b WHERE %s)",
	                    p->t->name, equal(p->t, false, &p->text)),
	            p->t->path, &q, e) < 0 ||
	        db_bind_text(q, ":since", p->since, e) < 0 || db_step(q, e) < 0)
		return -1;
	p->part->changed = sqlite3_column_int64(q, 0);
	p->part->missed = sqlite3_column_int64(q, 1);
	return 0;
}

static int compare_before(struct reading *r, struct part *part, struct err *e)
{
	struct passing p CLEANUP(passing_done) = { 0 };

	if (passing_begin(&p, r, part, e) < 0 || book_gone(&p, e) < 0)
		return -1;
	return count_changed(&p, e);
}

static int read_anew(struct reading *r, struct part *p, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	bool again = false;

	if (db_exec(r->x->db,
	            arena_printf(&a,
	                    "CREATE TEMP TABLE staged_before AS SELECT * FROM staging_%s;"
	                    "CREATE INDEX temp.staged_before_key ON staged_before(%s)",
	                    p->t->name, entity_key_list(p->t, "", &a)),
	            e) < 0 ||
	        fill_empty(r, p, true, &again, e) < 0 || compare_before(r, p, e) < 0 ||
	        db_exec(r->x->db, "DROP TABLE temp.staged_before", e) < 0)
		return -1;
	return 1;
}

/* --- all rows, beside those staged ------------------------------------------- */

static int walk(struct passing *p, struct err *e)
{
	int rc = staged_walk(&p->staged, e);

	p->open = rc > 0;
	return rc < 0 ? -1 : 0;
}

/*
 * The staged row that the walk is at is not in the store. Where all rows are read their findings
 * were removed before; else sets *ret_unclear if it had some that its key does not tell apart.
 */
static int drop(struct passing *p, bool *ret_unclear, struct err *e)
{
	int findings = 0;

	p->part->gone++;
	if (!p->part->whole &&
	        (take_old(p, e) < 0 || staged_clear(&p->staged, p->staged.cells, &findings, e) < 0))
		return -1;
	*ret_unclear |= findings && !staged_key_exact(p->t, p->staged.cells);
	return staged_drop(&p->staged, e) < 0 ? -1 : walk(p, e);
}

/* Drops what is staged with keys before the current row's, or to the end. */
static int drop_until(struct passing *p, bool to_end, bool *ret_unclear, struct err *e)
{
	while (p->open && (to_end || staged_order(p->t, p->staged.cells, p->cells) < 0))
		if (drop(p, ret_unclear, e) < 0)
			return -1;
	return 0;
}

static bool at_same_key(const struct passing *p)
{
	return p->open && staged_order(p->t, p->staged.cells, p->cells) == 0;
}

static int note_change(struct passing *p, struct err *e)
{
	p->part->changed++;
	p->part->missed += *p->since && !watermark_tells(p->since, &p->cells[p->changed_at]);
	return staged_put(&p->staged, p->cells, e);
}

static int compare_row(struct passing *p, struct err *e)
{
	bool unclear = false, here;

	if (drop_until(p, false, &unclear, e) < 0)
		return -1;
	here = at_same_key(p);
	count_staged(p);
	if ((!here || !staged_same(&p->staged, p->cells)) && note_change(p, e) < 0)
		return -1;
	if (here && walk(p, e) < 0)
		return -1;
	return judge_fields(p, e);
}

static int read_beside(struct reading *r, struct part *part, struct err *e)
{
	struct passing p CLEANUP(passing_done) = { 0 };
	bool unclear = false;
	int rc;

	forget(part);
	if (passing_begin(&p, r, part, e) < 0 || clear_findings(&p, e) < 0 || walk(&p, e) < 0 ||
	        ask(&p, &(struct store_ask){ .t = p.t }, e) < 0)
		return -1;
	while ((rc = next_row(&p, e)) > 0) {
		if (key_step(&p) >= 0)
			return 0;
		if (compare_row(&p, e) < 0)
			return row_err(&p, e);
	}
	return rc < 0 || drop_until(&p, true, &unclear, e) < 0 ? -1 : 1;
}

/* --- what changed ------------------------------------------------------------ */

/* A key of the store: 0 where it is not staged. */
static int sweep_key(struct passing *p, bool *ret_unclear, struct err *e)
{
	p->part->keys_read++;
	if (empty_key(p) || key_step(p) >= 0)
		return 0;
	if (drop_until(p, false, ret_unclear, e) < 0)
		return -1;
	if (!at_same_key(p))
		return 0;
	return walk(p, e) < 0 ? -1 : 1;
}

/* The keys of the store beside those staged: what is gone is dropped. */
static int sweep(struct passing *p, struct err *e)
{
	bool unclear = false;
	int rc, key;

	if (ask(p, &(struct store_ask){ .t = p->t, .keys_only = true }, e) < 0 || walk(p, e) < 0)
		return -1;
	while ((rc = next_any(p, e)) > 0)
		if ((key = sweep_key(p, &unclear, e)) <= 0)
			return key;
	if (rc < 0 || drop_until(p, true, &unclear, e) < 0)
		return -1;
	p->part->staged -= p->part->gone;
	return !unclear;
}

static int change_row(struct passing *p, struct err *e)
{
	struct part *part = p->part;
	int there = staged_find(&p->staged, p->cells, e), findings = 0;

	watermark_note(
	        &part->now, &p->cells[p->changed_at], verdict(p, p->changed_at), p->r->x->as_of);
	if (there < 0 || (there && staged_same(&p->staged, p->cells)))
		return there < 0 ? -1 : 1;
	if ((there && take_old(p, e) < 0) || staged_clear(&p->staged, p->cells, &findings, e) < 0)
		return -1;
	if ((findings || p->row->verdicts) && !staged_key_exact(p->t, p->cells))
		return 0;
	rowsum_add(&part->now.sum, &p->row->sum);
	part->staged += !there;
	if (note_change(p, e) < 0 || judge_fields(p, e) < 0)
		return -1;
	return 1;
}

/* The rows that changed_at tells of: 0 where they cannot be taken one by one. */
static int take_changes(struct passing *p, struct err *e)
{
	int rc, row;

	while ((rc = next_any(p, e)) > 0) {
		p->part->read++;
		if (empty_key(p) || key_step(p) == 0)
			return 0;
		row = change_row(p, e);
		if (row <= 0)
			return row < 0 ? row_err(p, e) : 0;
	}
	return rc < 0 ? -1 : 1;
}

static int read_changes(struct reading *r, struct part *part, struct err *e)
{
	struct passing p CLEANUP(passing_done) = { 0 };
	int rc;

	part->now = part->was;
	part->now.any = false;
	part->staged = part->before;
	if (passing_begin(&p, r, part, e) < 0)
		return -1;
	if (!*p.since)
		return 0;
	if (ask(&p, &(struct store_ask){ .t = p.t, .since = p.since }, e) < 0)
		return -1;
	rc = take_changes(&p, e);
	if (rc <= 0)
		return rc;
	if (!part->now.any || part->now.newest < part->was.newest)
		return 0;
	rc = part->staged == part->in_store ? 1 : sweep(&p, e);
	part->rows_in = part->staged;
	return rc > 0 ? part->staged == part->in_store : rc;
}

/* --- the ways ---------------------------------------------------------------- */

bool part_lost(const struct reading *r, const struct part *p, int64_t gone)
{
	return p->before >= r->loss_rows && gone * 100 > p->before * r->loss_percent;
}

/* What was staged stays; the next reading looks at all of it. */
static void hold(struct part *p, const struct part *as_it_was, int64_t gone)
{
	int64_t read = p->read, keys = p->keys_read;

	*p = *as_it_was;
	p->read = read;
	p->keys_read = keys;
	p->gone = gone;
	p->now = p->was;
	p->now.any = false;
	p->held = true;
}

/* 1 it will do, 0 it will not and nothing was done. */
static int try_way(struct reading *r, struct part *p,
        int (*read)(struct reading *r, struct part *p, struct err *e), struct err *e)
{
	struct part as_it_was = *p;
	int rc;

	if (db_exec(r->x->db, "SAVEPOINT part", e) < 0 || (rc = read(r, p, e)) < 0)
		return -1;
	if (rc > 0 && !part_lost(r, p, p->gone))
		return db_exec(r->x->db, "RELEASE part", e) < 0 ? -1 : 1;
	if (db_exec(r->x->db, "ROLLBACK TO part; RELEASE part", e) < 0)
		return -1;
	if (rc > 0)
		hold(p, &as_it_was, p->gone);
	else
		as_it_was.read = p->read, as_it_was.keys_read = p->keys_read, *p = as_it_was;
	return rc;
}

static int read_part(struct reading *r, struct part *p, struct err *e)
{
	static int (*const ways[])(struct reading *, struct part *, struct err *) = { read_changes,
		read_beside, read_anew };
	struct part as_it_was = *p;
	int rc = 0;

	if (p->before == 0)
		return read_first(r, p, e);
	if (part_lost(r, p, p->before - p->in_store)) {
		hold(p, &as_it_was, p->before - p->in_store);
		return 1;
	}
	for (size_t i = r->full || r->kind->whole; rc == 0 && i < COUNT_OF(ways); i++)
		rc = try_way(r, p, ways[i], e);
	return rc;
}

/* What was gone and came back on the same day was never gone. */
static int take_back(struct reading *r, struct part *part, struct err *e)
{
	struct staged s CLEANUP(staged_done) = { 0 };
	int rc;

	if (staged_open(&s, r->x->db, part->t, r->file, r->x->as_of, e) < 0)
		return -1;
	while ((rc = staged_walk(&s, e)) > 0)
		if (staged_key_exact(part->t, s.cells) && staged_unbook(&s, e) < 0)
			return -1;
	return rc;
}

int part_read(struct reading *r, struct part *p, struct err *e)
{
	int rc = read_part(r, p, e);

	if (rc == 0)
		return err_set(e, ERR_BUG, "entity '%s': could not be read", p->t->name);
	if (rc > 0 && p->gone_today)
		rc = take_back(r, p, e);
	return rc < 0 ? err_ctx(e, "entity '%s'", p->t->name) : 0;
}

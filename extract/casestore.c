#include "extract/casestore.h"

#include "common/text.h"
#include "extract/store_faults.h"
#include "extract/store_rows.h"

enum { DAY_LEN = 10 };

#define SOURCE "casestore"
#define STAGE "extract:casestore"

/* A finding on a row, or on a value: the kinds of value.h come first. */
enum { NO_KEY = VALUE_VERDICTS, NOT_UNIQUE, NO_ROWS, NO_STORE };

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
	[NO_STORE] = { "empty", "delivery", "drift", "Fagsystemet gav slet ingen rækker.",
	        "The case store gave no rows at all." },
};

struct reading {
	struct ctx *x;
	struct arena *arena;
	struct entities all;
	const struct store_kind *kind;
	void *store;
	const char *name; /* of the store, for staging_file */
	struct findings findings;
	int64_t file;
	struct rowhash hash;
	struct store_rows rows;
	char newest[DAY_LEN]; /* greatest day of changed_at seen */
	struct source_result total;
};

/* One entity while its rows go by. */
struct passing {
	struct reading *r;
	const struct entity *t;
	sqlite3_stmt *insert;
	const struct store_row *row; /* the current one; NULL before the first */
	const struct cell *cells;    /* its columns */
	size_t changed_at, deleted_at;
	int64_t lines, staged, rejected;
	struct arena text; /* of a finding */
};

static void reading_done(struct reading *r)
{
	store_rows_done(&r->rows);
	if (r->kind)
		r->kind->close(r->store);
	findings_done(&r->findings);
	rowhash_done(&r->hash);
}

static void passing_done(struct passing *p)
{
	store_rows_end(&p->r->rows);
	stmt_done(&p->insert);
	arena_done(&p->text);
}

/* --- findings --------------------------------------------------------------- */

static const char *cell_text(const struct cell *c, struct arena *a)
{
	return c->kind == CELL_TEXT && c->n ? arena_strndup(a, c->s, (size_t)c->n) : NULL;
}

/* The key for people: its fields by '/', the secret ones masked. */
static const char *key_text(struct passing *p)
{
	const char *text = "";

	for (size_t i = 0; i < p->t->key_count; i++) {
		const struct column *col = &p->t->columns[p->t->keys[i]];
		const char *value = cell_text(&p->cells[p->t->keys[i]], &p->text);
		char masked[64];

		if (value && col->flags & COLUMN_SECRET) {
			text_mask_value(value, masked, sizeof masked);
			value = masked;
		}
		text = arena_printf(&p->text, "%s%s%s", text, i ? "/" : "", value ? value : "");
	}
	return text;
}

static const char *cell_at(struct passing *p, int column)
{
	return column < 0 ? NULL : cell_text(&p->cells[column], &p->text);
}

static int report(struct reading *r, struct passing *p, int v, const struct column *col,
        const struct cell *found, struct err *e)
{
	const char *rule =
	        col ? arena_printf(&p->text, "%s.%s.%s", p->t->name, col->name, kinds[v].name)
	            : arena_printf(&p->text, "%s.%s", p->t->name, kinds[v].name);
	struct finding f = {
		.rule = rule,
		.consequence = kinds[v].consequence,
		.entity = p->t->name,
		.key = p->row ? key_text(p) : NULL,
		.case_id = p->row ? cell_at(p, p->t->case_id) : NULL,
		.citizen_id = p->row ? cell_at(p, p->t->citizen_id) : NULL,
		.field = col ? col->name : NULL,
		.found = found ? cell_text(found, &p->text) : NULL,
		.secret = col && col->flags & COLUMN_SECRET,
		.expected = col ? col->type->expected : NULL,
		.who = kinds[v].who,
		.note_da = kinds[v].da,
		.note_en = kinds[v].en,
		.file = r->file,
		.line = p->row ? p->row->line : 0,
	};
	int rc = finding_add(&r->findings, &f, e);

	arena_reset(&p->text);
	return rc;
}

/* --- rows ------------------------------------------------------------------- */

static int bind_row(const struct reading *r, struct passing *p, struct err *e)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < STORE_ROWS_LEAD + p->t->n; i++) {
		const struct cell *c = &p->row->cells[i];

		if (c->kind == CELL_INT)
			rc |= sqlite3_bind_int64(p->insert, (int)i + 1, c->i);
		else if (c->kind == CELL_TEXT)
			rc |= sqlite3_bind_text(p->insert, (int)i + 1, c->s, c->n, SQLITE_STATIC);
		else
			rc |= sqlite3_bind_null(p->insert, (int)i + 1);
	}
	return rc == SQLITE_OK ? 0 : db_err(r->x->db, e, p->t->path);
}

static int reject(
        struct reading *r, struct passing *p, int v, const struct column *col, struct err *e)
{
	p->rejected++;
	return report(r, p, v, col, NULL, e);
}

static enum value_verdict verdict(const struct passing *p, size_t column)
{
	return p->row->verdicts ? p->row->verdicts[column] : VALUE_GOOD;
}

static const struct column *empty_key(const struct passing *p)
{
	for (size_t i = 0; i < p->t->key_count; i++)
		if (verdict(p, p->t->keys[i]) == VALUE_MISSING)
			return &p->t->columns[p->t->keys[i]];
	return NULL;
}

static void note_newest(struct reading *r, const struct passing *p)
{
	const struct cell *c = &p->cells[p->changed_at];

	if (c->kind == CELL_TEXT && verdict(p, p->changed_at) == VALUE_GOOD && c->n >= DAY_LEN &&
	        memcmp(c->s, r->newest, DAY_LEN) > 0)
		memcpy(r->newest, c->s, DAY_LEN);
}

static int judge_fields(struct reading *r, struct passing *p, struct err *e)
{
	if (p->cells[p->deleted_at].kind == CELL_TEXT && verdict(p, p->deleted_at) == VALUE_GOOD)
		return 0;
	for (size_t i = 0; i < p->t->n; i++)
		if (verdict(p, i) != VALUE_GOOD &&
		        report(r, p, verdict(p, i), &p->t->columns[i], &p->cells[i], e) < 0)
			return -1;
	return 0;
}

/* What becomes of a row that is staged. */
static int staged(struct passing *p, struct err *e)
{
	p->staged++;
	note_newest(p->r, p);
	return p->row->verdicts ? judge_fields(p->r, p, e) : 0;
}

/* The next row with a key: 1, or 0 at the end. The others are rejected. */
static int next_row(struct passing *p, struct err *e)
{
	const struct column *empty;
	int rc;

	while ((rc = store_rows_next(&p->r->rows, &p->row, e)) > 0) {
		p->cells = p->row->cells + STORE_ROWS_LEAD;
		p->lines++;
		empty = p->row->verdicts ? empty_key(p) : NULL;
		if (!empty)
			return 1;
		if (reject(p->r, p, NO_KEY, empty, e) < 0)
			return -1;
	}
	return rc;
}

static int row_err(const struct passing *p, struct err *e)
{
	return err_ctx(e, "row %lld", (long long)p->lines);
}

static int next_in_bulk(void *data, const struct cell **ret, struct err *e)
{
	struct passing *p = data;
	int rc = next_row(p, e);

	if (rc <= 0)
		return rc;
	if (staged(p, e) < 0)
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
	*ret_again = stored != p->staged;
	return 0;
}

static int stage_row(struct passing *p, struct err *e)
{
	if (bind_row(p->r, p, e) < 0 || db_run(p->insert, e) < 0)
		return -1;
	if (sqlite3_changes(p->r->x->db) == 0)
		return reject(p->r, p, NOT_UNIQUE, NULL, e);
	return staged(p, e);
}

/* Row by row, in total order: the first with a key is staged. */
static int stage_each(struct passing *p, struct err *e)
{
	int rc;

	if (db_prepare(p->r->x->db, entity_upsert(p->t, &p->text), p->t->path, &p->insert, e) < 0)
		return -1;
	while ((rc = next_row(p, e)) > 0)
		if (stage_row(p, e) < 0)
			return row_err(p, e);
	return rc;
}

static int count_entity(struct reading *r, struct passing *p, int64_t findings, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	r->total.rows_in += p->lines;
	r->total.staged += p->staged;
	r->total.rejected += p->rejected;
	if (db_prepare(r->x->db,
	            "INSERT INTO staging_entity(entity, file, rows_in, staged, rejected, findings)"
	            " VALUES(:entity, :file, :rows_in, :staged, :rejected, :findings)",
	            "staging_entity", &s, e) < 0 ||
	        db_bind_text(s, ":entity", p->t->name, e) < 0 ||
	        db_bind_int(s, ":file", r->file, e) < 0 ||
	        db_bind_int(s, ":rows_in", p->lines, e) < 0 ||
	        db_bind_int(s, ":staged", p->staged, e) < 0 ||
	        db_bind_int(s, ":rejected", p->rejected, e) < 0 ||
	        db_bind_int(s, ":findings", findings, e) < 0)
		return -1;
	return db_run(s, e);
}

static size_t column_at(const struct entity *t, const char *name)
{
	size_t i = 0;

	while (i < t->n && strcmp(t->columns[i].name, name) != 0)
		i++;
	return i;
}

static int pass_begin(struct passing *p, bool total_order, struct err *e)
{
	const struct entity *t = p->t;

	p->changed_at = column_at(t, "changed_at");
	p->deleted_at = column_at(t, "deleted_at");
	if (p->changed_at == t->n || p->deleted_at == t->n)
		return err_set(
		        e, ERR_CONFIG, "%s: changed_at and deleted_at must be there", t->path);
	if (db_exec(p->r->x->db, arena_printf(&p->text, "DELETE FROM staging_%s", t->name), e) <
	                0 ||
	        rowhash_entity(&p->r->hash, t, e) < 0)
		return -1;
	return store_rows_begin(
	        &p->r->rows, &(struct store_ask){ .t = t, .total_order = total_order }, e);
}

/* All rows of one entity. Sets *ret_again where a key comes twice and the order is not total. */
static int pass(
        struct reading *r, const struct entity *t, bool total_order, bool *ret_again, struct err *e)
{
	struct passing p CLEANUP(passing_done) = { .r = r, .t = t };
	int64_t findings = r->findings.written;

	if (pass_begin(&p, total_order, e) < 0 ||
	        (total_order ? stage_each(&p, e) : stage_in_bulk(&p, ret_again, e)) < 0)
		return -1;
	if (*ret_again)
		return 0;
	if (p.lines == 0 && report(r, &p, NO_ROWS, NULL, NULL, e) < 0)
		return -1;
	return count_entity(r, &p, r->findings.written - findings, e);
}

/*
 * What the first reading of the entity left behind goes, and it is read in total order.
 * By hand: an open savepoint would copy every page that staging touches.
 */
static int pass_again(
        struct reading *r, const struct entity *t, int64_t last, int64_t written, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	bool again = false;

	params_int(&p, "last", last);
	if (db_exec_params(
	            r->x->db, "DELETE FROM finding WHERE finding > :last", "finding", &p, e) < 0 ||
	        rowhash_back(&r->hash, e) < 0)
		return -1;
	r->findings.written = written;
	return pass(r, t, true, &again, e);
}

static int stage_entity(struct reading *r, const struct entity *t, struct err *e)
{
	int64_t last = 0, written = r->findings.written;
	char newest[DAY_LEN];
	bool again = false;

	memcpy(newest, r->newest, DAY_LEN);

	if (db_int(r->x->db, "SELECT ifnull(max(finding), 0) FROM finding", &last, e) < 0 ||
	        rowhash_mark(&r->hash, e) < 0 || pass(r, t, false, &again, e) < 0)
		return err_ctx(e, "entity '%s'", t->name);
	if (!again)
		return 0;
	memcpy(r->newest, newest, DAY_LEN);
	if (pass_again(r, t, last, written, e) < 0)
		return err_ctx(e, "entity '%s'", t->name);
	return 0;
}

/* --- the whole store -------------------------------------------------------- */

static int report_nothing(struct reading *r, struct err *e)
{
	struct finding f = {
		.rule = "casestore.empty",
		.consequence = kinds[NO_STORE].consequence,
		.who = kinds[NO_STORE].who,
		.note_da = kinds[NO_STORE].da,
		.note_en = kinds[NO_STORE].en,
		.file = r->file,
	};

	return finding_add(&r->findings, &f, e);
}

/* An unchanged store keeps the number it had: the rows just staged get that one. */
static int keep_number(struct reading *r, const char *hex, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	int64_t before = 0;

	if (db_int(r->x->db,
	            arena_printf(&a,
	                    "SELECT ifnull(max(file), 0) FROM staging_file"
	                    " WHERE feed = '" SOURCE "' AND sha256 = '%s'",
	                    hex),
	            &before, e) < 0)
		return -1;
	if (!before)
		return 0;
	params_int(&p, "file", r->file);
	params_int(&p, "before", before);
	for (size_t i = 0; i < r->all.n; i++)
		if (db_exec_params(r->x->db,
		            arena_printf(&a,
		                    "UPDATE staging_%s SET file = :before WHERE file = :file",
		                    r->all.all[i].name),
		            "staging", &p, e) < 0)
			return -1;
	r->file = before;
	return db_exec_params(r->x->db,
	        "UPDATE staging_entity SET file = :before WHERE file = :file;"
	        "UPDATE finding SET file = :before WHERE file = :file AND stage = '" STAGE "'",
	        "staging", &p, e);
}

static int write_file(struct reading *r, const char *hex, struct err *e)
{
	static const char sql[] =
	        "INSERT INTO staging_file(file, feed, name, sha256, bytes, municipality, produced, "
	        "\"nothing\","
	        " rows_in, staged, rejected) VALUES(:file, '" SOURCE
	        "', :name, :sha256, :bytes, :municipality,"
	        " day(nullif(:produced, '')), :empty, :rows_in, :staged, :rejected)"
	        " ON CONFLICT(file) DO UPDATE SET name = excluded.name, rows_in = excluded.rows_in,"
	        " staged = excluded.staged, rejected = excluded.rejected, replaced_by = NULL;"
	        "UPDATE staging_file SET replaced_by = :file WHERE feed = '" SOURCE
	        "' AND file <> :file";
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };

	params_int(&p, "file", r->file);
	params_text(&p, "name", r->name);
	params_text(&p, "sha256", hex);
	params_int(&p, "bytes", r->hash.bytes);
	params_text(&p, "municipality", r->x->municipality);
	params_text(&p, "produced", arena_strndup(&a, r->newest, *r->newest ? DAY_LEN : 0));
	params_int(&p, "empty", r->total.rows_in == 0);
	params_int(&p, "rows_in", r->total.rows_in);
	params_int(&p, "staged", r->total.staged);
	params_int(&p, "rejected", r->total.rejected);
	return db_exec_params(r->x->db, sql, "staging_file", &p, e);
}

static int finish(struct reading *r, struct err *e)
{
	char hex[65];
	int64_t faults;

	if (r->total.rows_in == 0 && report_nothing(r, e) < 0)
		return -1;
	if (rowhash_end(&r->hash, hex, e) < 0 || keep_number(r, hex, e) < 0 ||
	        store_faults_report(r->x, r->kind, r->store, r->file, &faults, e) < 0)
		return -1;
	r->total.rows_in += faults;
	r->total.rejected += faults;
	r->total.findings = r->findings.written + faults;
	return write_file(r, hex, e);
}

static int stage_all(struct reading *r, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, r->x->db, e) < 0 || entities_schema(r->x->db, e) < 0 ||
	        db_exec(r->x->db,
	                "DELETE FROM finding WHERE stage = '" STAGE "'; DELETE FROM staging_entity",
	                e) < 0 ||
	        db_int(r->x->db, "SELECT ifnull(max(file), 0) + 1 FROM staging_file", &r->file, e) <
	                0 ||
	        findings_begin(&r->findings, r->x->db, STAGE, e) < 0 ||
	        rowhash_begin(&r->hash, r->arena, e) < 0)
		return -1;
	r->rows = (struct store_rows){
		.kind = r->kind, .store = r->store, .hash = &r->hash, .file = r->file
	};
	store_rows_init(&r->rows, r->arena);
	for (size_t i = 0; i < r->all.n; i++)
		if (stage_entity(r, &r->all.all[i], e) < 0)
			return -1;
	return finish(r, e) < 0 ? -1 : tx_commit(&tx, e);
}

/* For messages and staging_file: the last part of the path; of a URI no user, password or option.
 */
static const char *store_name(const char *path, struct arena *a)
{
	const char *at, *slash;

	if (store_path_is_uri(path)) {
		path = strstr(path, "://") + strlen("://");
		path = arena_strndup(a, path, strcspn(path, "?#"));
		at = strrchr(path, '@');
		path = at ? at + 1 : path;
	}
	slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

static int open_store(struct reading *r, struct arena *a, struct err *e)
{
	const struct conf *c = r->x->conf;
	const char *path = conf_text(c, "case-store.path");
	struct store_place place = {
		.path = *path == '/' || store_path_is_uri(path)
		                ? path
		                : arena_printf(a, "%s/%s", r->x->workspace, path),
		.busy_seconds = (int)conf_int(c, "case-store.busy-seconds"),
		.statement_seconds = (int)conf_int(c, "case-store.statement-seconds"),
		.tmp = arena_printf(a, "%s/tmp", r->x->workspace),
		.workspace = r->x->workspace,
		.conf = c,
	};

	if (!*path)
		return err_set(e, ERR_CONFIG, "setting case-store.path is empty");
	if (profile_find(r->x, a, &place.profile, e) < 0)
		return -1;
	r->name = store_name(path, a);
	r->kind = store_kind_of(place.path);
	return r->kind->open(&place, a, &r->store, e);
}

/* Definitions, store and profile, held against one another before a row is read. */
static int open_checked(struct reading *r, struct arena *a, struct err *e)
{
	if (entities_read(a, &r->all, e) < 0 || open_store(r, a, e) < 0)
		return -1;
	for (size_t i = 0; i < r->all.n; i++)
		if (r->kind->check(r->store, &r->all.all[i], e) < 0)
			return -1;
	return 0;
}

int casestore_check(struct ctx *x, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct reading r CLEANUP(reading_done) = { .x = x, .arena = &a };

	return open_checked(&r, &a, e);
}

int casestore_inspect(struct ctx *x,
        void (*tell)(void *data, const char *entity, bool ok, const char *text), void *data,
        struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct reading r CLEANUP(reading_done) = { .x = x, .arena = &a };

	if (entities_read(&a, &r.all, e) < 0 || open_store(&r, &a, e) < 0)
		return -1;
	for (size_t i = 0; i < r.all.n; i++) {
		const struct entity *t = &r.all.all[i];
		struct err bad = { 0 };

		if (r.kind->check(r.store, t, &bad) < 0)
			tell(data, t->name, false, bad.msg);
		else
			tell(data, t->name, true,
			        r.kind->describe ? r.kind->describe(r.store, t, &a) : NULL);
	}
	if (r.kind->describe)
		tell(data, "", true, r.kind->describe(r.store, NULL, &a));
	return 0;
}

int casestore_extract(struct ctx *x, struct source_result *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct reading r CLEANUP(
	        reading_done) = { .x = x, .arena = &a, .total = { .source = SOURCE, .files = 1 } };

	if (open_checked(&r, &a, e) < 0 || stage_all(&r, e) < 0)
		return -1;
	*ret = r.total;
	return 0;
}

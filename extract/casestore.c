#include "extract/casestore.h"

#include "common/text.h"
#include "extract/rowhash.h"
#include "extract/value.h"

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
		"Teksten er ikke UTF-8, indeholder styretegn eller er for lang; den er gjort læselig.",
		"The text is not UTF-8, holds control characters or is too long; it was made legible." },
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
	char newest[DAY_LEN]; /* greatest day of changed_at seen */
	struct source_result total;
};

/* One entity while its rows go by. */
struct passing {
	const struct entity *t;
	sqlite3_stmt *insert;
	struct cell cells[ENTITY_COLUMNS];
	enum value_verdict verdicts[ENTITY_COLUMNS];
	size_t changed_at, deleted_at;
	int64_t line, staged, rejected;
	bool total_order, again; /* again: a key came twice; read it anew in total order */
	struct arena row;
};

static void reading_done(struct reading *r)
{
	if (r->kind)
		r->kind->close(r->store);
	findings_done(&r->findings);
	rowhash_done(&r->hash);
}

static void passing_done(struct passing *p)
{
	stmt_done(&p->insert);
	arena_done(&p->row);
}

/* --- findings --------------------------------------------------------------- */

static const char *cell_text(const struct cell *c, struct arena *a)
{
	return c->s ? arena_strndup(a, c->s, c->n) : NULL;
}

/* The key for people: its fields by '/', the secret ones masked. */
static const char *key_text(struct passing *p)
{
	const char *text = "";

	for (size_t i = 0; i < p->t->key_count; i++) {
		const struct column *col = &p->t->columns[p->t->keys[i]];
		const char *value = cell_text(&p->cells[p->t->keys[i]], &p->row);
		char masked[64];

		if (value && col->flags & COLUMN_SECRET) {
			text_mask_value(value, masked, sizeof masked);
			value = masked;
		}
		text = arena_printf(&p->row, "%s%s%s", text, i ? "/" : "", value ? value : "");
	}
	return text;
}

static const char *cell_at(struct passing *p, int column)
{
	return column < 0 ? NULL : cell_text(&p->cells[column], &p->row);
}

static int report(struct reading *r, struct passing *p, int v, const struct column *col,
	const struct cell *found, struct err *e)
{
	const char *rule = col ? arena_printf(&p->row, "%s.%s.%s", p->t->name, col->name, kinds[v].name)
	                       : arena_printf(&p->row, "%s.%s", p->t->name, kinds[v].name);
	struct finding f = {
		.rule = rule,
		.consequence = kinds[v].consequence,
		.entity = p->t->name,
		.key = p->line ? key_text(p) : NULL,
		.case_id = cell_at(p, p->t->case_id),
		.citizen_id = cell_at(p, p->t->citizen_id),
		.field = col ? col->name : NULL,
		.found = found ? cell_text(found, &p->row) : NULL,
		.secret = col && col->flags & COLUMN_SECRET,
		.expected = col ? col->type->expected : NULL,
		.who = kinds[v].who,
		.note_da = kinds[v].da,
		.note_en = kinds[v].en,
		.file = r->file,
		.line = p->line,
	};

	return finding_add(&r->findings, &f, e);
}

/* --- rows ------------------------------------------------------------------- */

static int bind_row(const struct reading *r, struct passing *p, struct err *e)
{
	int rc = sqlite3_bind_int64(p->insert, 1, r->file);

	rc |= sqlite3_bind_int64(p->insert, 2, p->line);
	for (size_t i = 0; i < p->t->n; i++) {
		const struct cell *c = &p->cells[i];

		if (!c->s && p->t->columns[i].flags & COLUMN_OPTIONAL)
			rc |= sqlite3_bind_text(p->insert, (int)i + 3, "", 0, SQLITE_STATIC);
		else if (!c->s)
			rc |= sqlite3_bind_null(p->insert, (int)i + 3);
		else
			rc |= sqlite3_bind_text(p->insert, (int)i + 3, c->s, (int)c->n, SQLITE_STATIC);
	}
	return rc == SQLITE_OK ? 0 : db_err(r->x->db, e, p->t->path);
}

static int reject(struct reading *r, struct passing *p, int v, const struct column *col,
	struct err *e)
{
	p->rejected++;
	return report(r, p, v, col, NULL, e);
}

static const struct column *empty_key(const struct passing *p)
{
	for (size_t i = 0; i < p->t->key_count; i++)
		if (p->verdicts[p->t->keys[i]] == VALUE_MISSING)
			return &p->t->columns[p->t->keys[i]];
	return NULL;
}

static void note_newest(struct reading *r, const struct passing *p)
{
	const struct cell *c = &p->cells[p->changed_at];

	if (p->verdicts[p->changed_at] == VALUE_GOOD && c->n >= DAY_LEN && memcmp(c->s, r->newest, DAY_LEN) > 0)
		memcpy(r->newest, c->s, DAY_LEN);
}

static int judge_fields(struct reading *r, struct passing *p, struct err *e)
{
	if (p->cells[p->deleted_at].s && p->verdicts[p->deleted_at] == VALUE_GOOD)
		return 0;
	for (size_t i = 0; i < p->t->n; i++)
		if (p->verdicts[i] != VALUE_GOOD &&
			report(r, p, p->verdicts[i], &p->t->columns[i], &p->cells[i], e) < 0)
			return -1;
	return 0;
}

static int stage_row(struct reading *r, struct passing *p, struct err *e)
{
	const struct column *empty;
	bool all_good = true;

	for (size_t i = 0; i < p->t->n; i++) {
		p->verdicts[i] = value_examine(&p->t->columns[i], &p->cells[i], &p->row);
		all_good &= p->verdicts[i] == VALUE_GOOD;
	}
	empty = all_good ? NULL : empty_key(p);
	if (empty)
		return reject(r, p, NO_KEY, empty, e);
	if (bind_row(r, p, e) < 0 || db_run(p->insert, e) < 0)
		return -1;
	if (sqlite3_changes(r->x->db) == 0) {
		p->again = !p->total_order;
		return reject(r, p, NOT_UNIQUE, NULL, e);
	}
	p->staged++;
	note_newest(r, p);
	return all_good ? 0 : judge_fields(r, p, e);
}

static int next_row(struct reading *r, struct passing *p, struct err *e)
{
	int rc = r->kind->next(r->store, p->cells, e);

	if (rc <= 0)
		return rc;
	p->line++;
	if (rowhash_row(&r->hash, p->cells, p->t->n, e) < 0 || stage_row(r, p, e) < 0)
		return err_ctx(e, "row %lld", (long long)p->line);
	if (p->row.head)
		arena_reset(&p->row);
	return 1;
}

static int count_entity(struct reading *r, struct passing *p, int64_t findings, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	r->total.rows_in += p->line;
	r->total.staged += p->staged;
	r->total.rejected += p->rejected;
	if (db_prepare(r->x->db, "INSERT INTO staging_entity(entity, file, rows_in, staged, rejected, findings)"
				 " VALUES(:entity, :file, :rows_in, :staged, :rejected, :findings)",
		    "staging_entity", &s, e) < 0 ||
		db_bind_text(s, ":entity", p->t->name, e) < 0 || db_bind_int(s, ":file", r->file, e) < 0 ||
		db_bind_int(s, ":rows_in", p->line, e) < 0 || db_bind_int(s, ":staged", p->staged, e) < 0 ||
		db_bind_int(s, ":rejected", p->rejected, e) < 0 || db_bind_int(s, ":findings", findings, e) < 0)
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

static int pass_begin(struct reading *r, struct passing *p, struct err *e)
{
	const struct entity *t = p->t;

	p->changed_at = column_at(t, "changed_at");
	p->deleted_at = column_at(t, "deleted_at");
	if (p->changed_at == t->n || p->deleted_at == t->n)
		return err_set(e, ERR_CONFIG, "%s: changed_at and deleted_at must be there", t->path);
	if (db_exec(r->x->db, arena_printf(&p->row, "DELETE FROM staging_%s", t->name), e) < 0 ||
		db_prepare(r->x->db, entity_upsert(t, &p->row), t->path, &p->insert, e) < 0 ||
		rowhash_entity(&r->hash, t, e) < 0)
		return -1;
	arena_reset(&p->row);
	return r->kind->begin(r->store, t, p->total_order, e);
}

/* All rows of one entity. Sets *ret_again, and stops, where a key comes twice and the order is not total. */
static int pass(struct reading *r, const struct entity *t, bool total_order, bool *ret_again,
	struct err *e)
{
	struct passing p CLEANUP(passing_done) = { .t = t, .total_order = total_order };
	int64_t findings = r->findings.written;
	int rc;

	if (pass_begin(r, &p, e) < 0)
		return -1;
	while ((rc = next_row(r, &p, e)) > 0 && !p.again)
		;
	*ret_again = p.again;
	if (rc < 0 || p.again)
		return rc < 0 ? -1 : 0;
	if (p.line == 0 && report(r, &p, NO_ROWS, NULL, NULL, e) < 0)
		return -1;
	return count_entity(r, &p, r->findings.written - findings, e);
}

/*
 * What the first reading of the entity left behind goes, and it is read in total order.
 * By hand: an open savepoint would copy every page that staging touches.
 */
static int pass_again(struct reading *r, const struct entity *t, int64_t last, int64_t written,
	struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	bool again;

	params_int(&p, "last", last);
	if (db_exec_params(r->x->db, "DELETE FROM finding WHERE finding > :last", "finding", &p, e) < 0 ||
		rowhash_back(&r->hash, e) < 0)
		return -1;
	r->findings.written = written;
	return pass(r, t, true, &again, e);
}

static int stage_entity(struct reading *r, const struct entity *t, struct err *e)
{
	int64_t last = 0, written = r->findings.written;
	bool again = false;

	if (db_int(r->x->db, "SELECT ifnull(max(finding), 0) FROM finding", &last, e) < 0 ||
		rowhash_mark(&r->hash, e) < 0 || pass(r, t, false, &again, e) < 0 ||
		(again && pass_again(r, t, last, written, e) < 0))
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

	if (db_int(r->x->db, arena_printf(&a, "SELECT ifnull(max(file), 0) FROM staging_file"
					      " WHERE feed = '" SOURCE "' AND sha256 = '%s'", hex), &before, e) < 0)
		return -1;
	if (!before)
		return 0;
	params_int(&p, "file", r->file);
	params_int(&p, "before", before);
	for (size_t i = 0; i < r->all.n; i++)
		if (db_exec_params(r->x->db, arena_printf(&a, "UPDATE staging_%s SET file = :before WHERE file = :file",
				r->all.all[i].name), "staging", &p, e) < 0)
			return -1;
	r->file = before;
	return db_exec_params(r->x->db, "UPDATE staging_entity SET file = :before WHERE file = :file;"
		"UPDATE finding SET file = :before WHERE file = :file AND stage = '" STAGE "'", "staging", &p, e);
}

static int write_file(struct reading *r, const char *hex, struct err *e)
{
	static const char sql[] =
		"INSERT INTO staging_file(file, feed, name, sha256, bytes, municipality, produced, \"nothing\","
		" rows_in, staged, rejected) VALUES(:file, '" SOURCE "', :name, :sha256, :bytes, :municipality,"
		" day(nullif(:produced, '')), :empty, :rows_in, :staged, :rejected)"
		" ON CONFLICT(file) DO UPDATE SET name = excluded.name, rows_in = excluded.rows_in,"
		" staged = excluded.staged, rejected = excluded.rejected, replaced_by = NULL;"
		"UPDATE staging_file SET replaced_by = :file WHERE feed = '" SOURCE "' AND file <> :file";
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

	if (r->total.rows_in == 0 && report_nothing(r, e) < 0)
		return -1;
	r->total.findings = r->findings.written;
	if (rowhash_end(&r->hash, hex, e) < 0 || keep_number(r, hex, e) < 0)
		return -1;
	return write_file(r, hex, e);
}

static int stage_all(struct reading *r, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, r->x->db, e) < 0 || entities_schema(r->x->db, e) < 0 ||
		db_exec(r->x->db, "DELETE FROM finding WHERE stage = '" STAGE "'; DELETE FROM staging_entity", e) < 0 ||
		db_int(r->x->db, "SELECT ifnull(max(file), 0) + 1 FROM staging_file", &r->file, e) < 0 ||
		findings_begin(&r->findings, r->x->db, STAGE, e) < 0 || rowhash_begin(&r->hash, r->arena, e) < 0)
		return -1;
	for (size_t i = 0; i < r->all.n; i++)
		if (stage_entity(r, &r->all.all[i], e) < 0)
			return -1;
	return finish(r, e) < 0 ? -1 : tx_commit(&tx, e);
}

static int open_store(struct reading *r, struct arena *a, struct err *e)
{
	const char *path = conf_text(r->x->conf, "case-store.path"), *slash;
	struct store_place place = {
		.path = *path == '/' ? path : arena_printf(a, "%s/%s", r->x->workspace, path),
		.busy_seconds = (int)conf_int(r->x->conf, "case-store.busy-seconds"),
	};

	if (!*path)
		return err_set(e, ERR_CONFIG, "setting case-store.path is empty");
	if (profile_find(r->x, a, &place.profile, e) < 0)
		return -1;
	slash = strrchr(path, '/');
	r->name = slash ? slash + 1 : path;
	r->kind = &store_sqlite;
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

int casestore_extract(struct ctx *x, struct source_result *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct reading r CLEANUP(reading_done) = { .x = x, .arena = &a, .total = { .source = SOURCE, .files = 1 } };

	if (open_checked(&r, &a, e) < 0 || stage_all(&r, e) < 0)
		return -1;
	*ret = r.total;
	return 0;
}

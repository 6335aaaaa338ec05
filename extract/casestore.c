#include "extract/casestore.h"

#include "common/buf.h"
#include "common/file.h"
#include "extract/casestore_read.h"
#include "extract/staged.h"
#include "extract/store_faults.h"

#define SOURCE "casestore"

enum { DAY_SECS = 86400, CONTENT_MAX = 1 << 20 };

struct extract {
	struct reading r;
	struct entities all;
	struct part *parts; /* one for each entity, in their order */
	const char *path, *name;
	struct profile profile;
	struct store_state was, now;
	bool other; /* what is staged is of another municipality */
	struct source_result total;
};

static void extract_done(struct extract *t)
{
	store_rows_done(&t->r.rows);
	if (t->r.kind)
		t->r.kind->close(t->r.store);
	findings_done(&t->r.findings);
	rowhash_done(&t->r.hash);
	rowhash_done(&t->r.own_hash);
}

/* --- the store ------------------------------------------------------------------ */

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

static int open_store(struct extract *t, struct arena *a, struct err *e)
{
	const struct conf *c = t->r.x->conf;
	const char *path = conf_text(c, "case-store.path");
	struct store_place place = {
		.path = *path == '/' || store_path_is_uri(path)
		                ? path
		                : arena_printf(a, "%s/%s", t->r.x->workspace, path),
		.busy_seconds = (int)conf_int(c, "case-store.busy-seconds"),
		.statement_seconds = (int)conf_int(c, "case-store.statement-seconds"),
		.tmp = arena_printf(a, "%s/tmp", t->r.x->workspace),
		.workspace = t->r.x->workspace,
		.conf = c,
	};

	if (!*path)
		return err_set(e, ERR_CONFIG, "setting case-store.path is empty");
	if (profile_find(t->r.x, a, &place.profile, e) < 0)
		return -1;
	t->path = path; /* a workspace that moves takes its store along */
	t->profile = place.profile;
	t->name = store_name(path, a);
	t->r.kind = store_kind_of(place.path);
	return t->r.kind->open(&place, a, &t->r.store, e);
}

/* Definitions, store and profile, held against one another before a row is read. */
static int open_checked(struct extract *t, struct arena *a, struct err *e)
{
	if (entities_read(a, &t->all, e) < 0 || open_store(t, a, e) < 0)
		return -1;
	for (size_t i = 0; i < t->all.n; i++)
		if (t->r.kind->check(t->r.store, &t->all.all[i], e) < 0)
			return -1;
	return store_left_over_check(t->r.x, t->r.kind, t->r.store, e);
}

/* --- what there is before ------------------------------------------------------- */

/* One number for the store, in staging_file and all that refers to it. */
static int number(struct extract *t, struct err *e)
{
	return db_int(t->r.x->db,
	        "SELECT coalesce((SELECT max(file) FROM staging_file WHERE feed = '" SOURCE
	        "' AND replaced_by IS NULL), (SELECT max(file) FROM staging_file), 0)"
	        " + NOT EXISTS (SELECT 1 FROM staging_file WHERE feed = '" SOURCE
	        "' AND replaced_by IS NULL)",
	        &t->r.file, e);
}

static int wipe(struct extract *t, struct err *e)
{
	for (size_t i = 0; i < t->all.n; i++)
		if (db_exec(t->r.x->db,
		            arena_printf(t->r.arena, "DELETE FROM staging_%s", t->all.all[i].name),
		            e) < 0)
			return -1;
	return db_exec(t->r.x->db,
	        "DELETE FROM staging_watermark; DELETE FROM staging_gone;"
	        "DELETE FROM staging_entity; DELETE FROM finding WHERE stage = '" CASESTORE_STAGE
	        "'",
	        e);
}

static int gone_today(
        const struct extract *t, const struct entity *entity, int64_t *ret, struct err *e)
{
	return db_int(t->r.x->db,
	        arena_printf(t->r.arena,
	                "SELECT count(*) FROM staging_gone WHERE day = %d AND entity = '%s'",
	                (int)t->r.x->as_of, entity->name),
	        ret, e);
}

/* Rows that are staged: as was booked, where the table still has any. */
static int staged_before(const struct extract *t, struct part *p, struct err *e)
{
	bool booked = p->was.any && p->staged;
	const char *sql = arena_printf(t->r.arena,
	        booked ? "SELECT EXISTS (SELECT 1 FROM staging_%s)"
	               : "SELECT count(*) FROM staging_%s",
	        p->t->name);

	if (db_int(t->r.x->db, sql, &p->before, e) < 0)
		return -1;
	if (booked)
		p->before *= p->staged;
	return 0;
}

static int load_part(struct extract *t, struct part *p, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	sqlite3 *db = t->r.x->db;
	int rc;

	p->in_store = -1;
	if (watermark_load(db, p->t->name, &p->was, e) < 0 ||
	        db_prepare(db,
	                "SELECT rows_in, staged, rejected FROM staging_entity WHERE entity = :e",
	                "staging_entity", &s, e) < 0 ||
	        db_bind_text(s, ":e", p->t->name, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc > 0) {
		p->rows_in = sqlite3_column_int64(s, 0);
		p->staged = sqlite3_column_int64(s, 1);
		p->rejected = sqlite3_column_int64(s, 2);
	}
	p->was_rejecting = p->rejected > 0;
	if (staged_before(t, p, e) < 0)
		return -1;
	return gone_today(t, p->t, &p->gone_today, e);
}

static int load_state(struct extract *t, struct err *e)
{
	struct reading *r = &t->r;

	if (state_load(r->x->db, r->arena, &t->was, e) < 0 ||
	        state_of(r->x, r->kind->name, t->path, &t->profile, &t->all, r->arena, &t->now, e) <
	                0)
		return -1;
	r->full = state_full(&t->was, &t->now, r->x, &t->other, &r->same);
	t->now.full_day = r->full ? r->x->as_of : t->was.full_day;
	if (t->other && wipe(t, e) < 0)
		return -1;
	t->parts = arena_take(r->arena, (t->all.n + 1) * sizeof *t->parts);
	for (size_t i = 0; i < t->all.n; i++) {
		t->parts[i].t = &t->all.all[i];
		if (load_part(t, &t->parts[i], e) < 0)
			return err_ctx(e, "entity '%s'", t->all.all[i].name);
	}
	return 0;
}

/* --- reading --------------------------------------------------------------------- */

/* Nothing is counted the first time; *ret_nothing: there were rows, and now there is none. */
static int count_rows(struct extract *t, bool *ret_nothing, struct err *e)
{
	int64_t staged = 0, stored = 0;

	for (size_t i = 0; i < t->all.n; i++)
		staged += t->parts[i].before;
	for (size_t i = 0; staged && i < t->all.n; i++) {
		struct part *p = &t->parts[i];

		if (t->r.kind->count(t->r.store, p->t, &p->in_store, e) < 0)
			return err_ctx(e, "entity '%s'", p->t->name);
		stored += p->in_store;
	}
	*ret_nothing = staged && !stored;
	return 0;
}

static int read_parts(struct extract *t, struct err *e)
{
	bool nothing = false;

	if (count_rows(t, &nothing, e) < 0)
		return -1;
	if (nothing && !t->r.x->accept_loss) {
		t->r.loss_rows = 1; /* however small */
		t->r.loss_percent = 99;
	}
	for (size_t i = 0; i < t->all.n; i++)
		if (part_read(&t->r, &t->parts[i], e) < 0)
			return -1;
	return 0;
}

/* --- what is said of it ------------------------------------------------------------ */

static int tell_gone(struct extract *t, const struct part *p, struct err *e)
{
	char found[32];
	int64_t n;

	if (gone_today(t, p->t, &n, e) < 0)
		return -1;
	snprintf(found, sizeof found, "%lld", (long long)n);
	return n ? part_tell(&t->r, p, GONE, found, NULL, e) : 0;
}

static int tell_missed(struct extract *t, struct part *p, struct err *e)
{
	char found[32];

	if (p->missed) {
		p->now.missed = p->missed;
		if (p->was.missed_day == t->r.x->as_of)
			p->now.missed += p->was.missed;
		p->now.missed_day = t->r.x->as_of;
	}
	snprintf(found, sizeof found, "%lld", (long long)p->now.missed);
	return p->now.missed && p->now.missed_day == t->r.x->as_of
	               ? part_tell(&t->r, p, MISSED, found, NULL, e)
	               : 0;
}

static int tell_lost(struct extract *t, const struct part *p, struct err *e)
{
	const char *found =
	        arena_printf(t->r.arena, "%lld / %lld", (long long)p->gone, (long long)p->before);

	return part_tell(&t->r, p, LOST, found,
	        arena_printf(t->r.arena, "<= %lld %%",
	                (long long)conf_int(t->r.x->conf, "case-store.loss-percent")),
	        e);
}

static int tell_part(struct extract *t, struct part *p, struct err *e)
{
	if (tell_gone(t, p, e) < 0 || tell_missed(t, p, e) < 0 ||
	        (p->held && tell_lost(t, p, e) < 0))
		return -1;
	return p->rows_in == 0 ? part_tell(&t->r, p, NO_ROWS, NULL, NULL, e) : 0;
}

static int save_part(struct extract *t, const struct part *p, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params list = { .arena = &a };

	params_text(&list, "entity", p->t->name);
	params_int(&list, "file", t->r.file);
	params_int(&list, "rows_in", p->rows_in);
	params_int(&list, "staged", p->staged);
	params_int(&list, "rejected", p->rejected);
	if (watermark_save(t->r.x->db, p->t->name, &p->now, e) < 0)
		return -1;
	return db_exec_params(t->r.x->db,
	        "INSERT OR REPLACE INTO staging_entity(entity, file, rows_in, staged, rejected,"
	        " findings) VALUES(:entity, :file, :rows_in, :staged, :rejected,"
	        " (SELECT count(*) FROM finding WHERE stage = '" CASESTORE_STAGE
	        "' AND entity = :entity))",
	        "staging_entity", &list, e);
}

static void add_part(struct extract *t, const struct part *p)
{
	struct source_part *to = &t->total.part[t->total.parts++];

	*to = (struct source_part){ .name = arena_strdup(t->r.x->arena, p->t->name),
		.rows_in = p->rows_in,
		.staged = p->staged,
		.rejected = p->rejected,
		.read = p->read,
		.keys_read = p->keys_read,
		.changed = p->changed,
		.unchanged = p->staged - p->changed,
		.gone = p->held ? 0 : p->gone };
	t->total.rows_in += to->rows_in;
	t->total.staged += to->staged;
	t->total.rejected += to->rejected;
	t->total.read += to->read;
	t->total.changed += to->changed;
	t->total.gone += to->gone;
}

static int finish_parts(struct extract *t, struct err *e)
{
	t->total.part = arena_take(t->r.x->arena, (t->all.n + 1) * sizeof *t->total.part);
	for (size_t i = 0; i < t->all.n; i++) {
		struct part *p = &t->parts[i];

		if (tell_part(t, p, e) < 0 || save_part(t, p, e) < 0)
			return err_ctx(e, "entity '%s'", p->t->name);
		add_part(t, p);
	}
	return 0;
}

/* SHA-256 over what each entity is: the same for the same rows, in whatever steps they came. */
static int content(const struct extract *t, char hex[65], int64_t *ret_bytes, struct err *e)
{
	struct buf b CLEANUP(buf_done);
	char sum[ROWSUM_HEX];
	int rc = 0;

	*ret_bytes = 0;
	buf_init(&b, CONTENT_MAX);
	for (size_t i = 0; i < t->all.n; i++) {
		const struct part *p = &t->parts[i];

		rc |= buf_str(&b, p->t->name);
		for (size_t k = 0; k < p->t->n; k++)
			rc |= buf_printf(&b, " %s", p->t->columns[k].name);
		rowsum_hex(&p->now.sum, sum);
		rc |= buf_printf(
		        &b, " %lld %lld %s\n", (long long)p->staged, (long long)p->rejected, sum);
		*ret_bytes += p->now.sum.bytes;
	}
	if (rc < 0)
		return err_set(e, ERR_BUG, "the entities are too many");
	sha256_hex(b.data, b.len, hex);
	return 0;
}

/* The greatest day of a change. */
static int64_t produced(const struct extract *t)
{
	int64_t newest = INT64_MIN;

	for (size_t i = 0; i < t->all.n; i++) {
		const struct watermark *w = &t->parts[i].now;

		if (w->any && w->newest > newest)
			newest = w->newest;
	}
	return newest;
}

static int write_file(struct extract *t, struct err *e)
{
	static const char sql[] =
	        "INSERT INTO staging_file(file, feed, name, sha256, bytes, municipality, produced,"
	        " \"nothing\", rows_in, staged, rejected) VALUES(:file, '" SOURCE "', :name,"
	        " :sha256, :bytes, :municipality, iif(:any, :produced, NULL), :empty, :rows_in,"
	        " :staged, :rejected)"
	        " ON CONFLICT(file) DO UPDATE SET name = excluded.name, sha256 = excluded.sha256,"
	        " bytes = excluded.bytes, municipality = excluded.municipality,"
	        " produced = excluded.produced, \"nothing\" = excluded.\"nothing\","
	        " rows_in = excluded.rows_in, staged = excluded.staged,"
	        " rejected = excluded.rejected";
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	int64_t newest = produced(t), bytes;
	char hex[65];

	if (content(t, hex, &bytes, e) < 0)
		return -1;
	params_int(&p, "file", t->r.file);
	params_text(&p, "name", t->name);
	params_text(&p, "sha256", hex);
	params_int(&p, "bytes", bytes);
	params_text(&p, "municipality", t->r.x->municipality);
	params_int(&p, "any", newest != INT64_MIN);
	params_int(&p, "produced", newest / DAY_SECS);
	params_int(&p, "empty", t->total.rows_in == 0);
	params_int(&p, "rows_in", t->total.rows_in);
	params_int(&p, "staged", t->total.staged);
	params_int(&p, "rejected", t->total.rejected);
	return db_exec_params(t->r.x->db, sql, "staging_file", &p, e);
}

/* Records that the store could not give as rows are told each time: such a store is read whole. */
static int finish_faults(struct extract *t, struct err *e)
{
	int64_t faults;

	if (store_faults_report(t->r.x, t->r.kind, t->r.store, t->r.file, &faults, e) < 0 ||
	        db_int(t->r.x->db,
	                "SELECT count(*) FROM finding WHERE stage = '" CASESTORE_STAGE "'",
	                &t->total.findings, e) < 0)
		return -1;
	t->total.rows_in += faults;
	t->total.rejected += faults;
	t->total.findings += faults;
	return 0;
}

static int finish(struct extract *t, struct err *e)
{
	if (finish_parts(t, e) < 0)
		return -1;
	if (t->total.rows_in == 0 && part_tell(&t->r, NULL, NO_STORE, NULL, NULL, e) < 0)
		return -1;
	t->total.why_full = t->r.full || !t->r.kind->whole ? t->r.full : "the store gives all";
	if (finish_faults(t, e) < 0 || write_file(t, e) < 0)
		return -1;
	return state_save(t->r.x->db, &t->now, e);
}

/* --- all of it ----------------------------------------------------------------------- */

static int begin(struct extract *t, struct err *e)
{
	struct reading *r = &t->r;
	const struct conf *c = r->x->conf;

	r->overlap = conf_int(c, "case-store.overlap-minutes");
	r->loss_rows = conf_int(c, "case-store.loss-rows");
	r->loss_percent = r->x->accept_loss ? 100 : conf_int(c, "case-store.loss-percent");
	if (entities_schema(r->x->db, e) < 0 || number(t, e) < 0 || load_state(t, e) < 0 ||
	        db_exec(r->x->db,
	                "DELETE FROM finding WHERE stage = '" CASESTORE_STAGE
	                "' AND record_key IS NULL",
	                e) < 0 ||
	        findings_begin(&r->findings, r->x->db, CASESTORE_STAGE, e) < 0 ||
	        rowhash_begin(&r->hash, e) < 0 || rowhash_begin(&r->own_hash, e) < 0)
		return -1;
	r->rows = (struct store_rows){
		.kind = r->kind, .store = r->store, .hash = &r->hash, .file = r->file
	};
	store_rows_init(&r->rows, r->arena);
	return 0;
}

static int stage_all(struct extract *t, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (tx_begin(&tx, t->r.x->db, e) < 0 || begin(t, e) < 0 || read_parts(t, e) < 0 ||
	        finish(t, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

int casestore_check(struct ctx *x, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct extract t CLEANUP(extract_done) = { .r = { .x = x, .arena = &a } };

	return open_checked(&t, &a, e);
}

int casestore_inspect(struct ctx *x,
        void (*tell)(void *data, const char *entity, bool ok, const char *text), void *data,
        struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct extract all CLEANUP(extract_done) = { .r = { .x = x, .arena = &a } };
	const struct reading *r = &all.r;

	if (entities_read(&a, &all.all, e) < 0 || open_store(&all, &a, e) < 0)
		return -1;
	for (size_t i = 0; i < all.all.n; i++) {
		const struct entity *t = &all.all.all[i];
		struct err bad = { 0 };

		if (r->kind->check(r->store, t, &bad) < 0)
			tell(data, t->name, false, bad.msg);
		else
			tell(data, t->name, true,
			        r->kind->describe ? r->kind->describe(r->store, t, &a) : NULL);
	}
	if (store_left_over_check(x, r->kind, r->store, e) < 0)
		tell(data, "left_over", false, e->msg);
	if (r->kind->describe)
		tell(data, "", true, r->kind->describe(r->store, NULL, &a));
	return 0;
}

int casestore_extract(struct ctx *x, struct source_result *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct extract t CLEANUP(extract_done) = { .r = { .x = x, .arena = &a },
		.total = { .source = SOURCE, .files = 1 } };

	if (open_checked(&t, &a, e) < 0 || stage_all(&t, e) < 0)
		return -1;
	*ret = t.total;
	return 0;
}

/* A fixture's world: written as files, and read by the readers of the program. */
#include "tests/harness/h_rule.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/defs.h"
#include "common/text.h"
#include "extract/casestore.h"
#include "extract/entity.h"
#include "extract/inbox.h"
#include "transform/codelist.h"
#include "transform/finance_table.h"
#include "transform/kpi.h"

#define EXPORT                                                                                     \
	"charset = utf-8\nseparator = ;\ndate = yyyy-mm-dd\ntime = yyyy-mm-ddTHH:MM:SS\n"          \
	"decimal = ,\nthousands = none\nyes = 1\nno = 0\nextra = refuse\n"

/* A mart with the code lists, copied for each world: making it costs more than reading. */
static sqlite3 *fresh_mart(void)
{
	static unsigned char *image;
	static sqlite3_int64 n;
	struct err e = { 0 };
	unsigned char *copy;
	sqlite3 *db;

	if (!image) {
		db = h_mart();
		h_ok(codelist_load(db, &e), e);
		h_ok(finance_tables_load(db, NULL, &e), e);
		image = sqlite3_serialize(db, "main", &n, 0);
		db_closep(&db);
	}
	h_ok(db_open(":memory:", DB_RW, &db, &e), e);
	copy = sqlite3_malloc64((sqlite3_uint64)n);
	assert_non_null(copy);
	memcpy(copy, image, (size_t)n);
	assert_int_equal(sqlite3_deserialize(db, "main", copy, n, n,
	                         SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE),
	        SQLITE_OK);
	return db;
}

/* As long as the program lives. */
static struct arena lasting;

const struct entities *h_entities(void)
{
	static struct entities all;
	struct err e = { 0 };

	if (!all.n)
		h_ok(entities_read(&lasting, &all, &e), e);
	return &all;
}

static const char *in_folder(struct h_world *w, const char *name)
{
	return arena_printf(&w->a, "%s/%s", w->folder, name);
}

static void put(struct h_world *w, const char *name, const char *text)
{
	h_write(in_folder(w, name), text, strlen(text));
}

/* --- the case store ------------------------------------------------------------------------- */

static const struct h_part *table_of(const struct h_part *from, const char *entity)
{
	const struct h_part *last = NULL;

	for (const struct h_part *p = from; p && p->kind != H_NIGHT; p = p->next)
		if (p->kind == H_TABLE && strcmp(p->name, entity) == 0)
			last = p;
	return last;
}

/* What a finding may say of a column that is not there stays true: the row has nothing in it. */
static void map_entity(struct h_world *w, const struct entity *t, const struct h_part *p)
{
	const char *map = "lacks = not in this fixture\n";

	if (p) {
		map = arena_printf(&w->a, "file = %s.csv\n", t->name);
		for (size_t i = 0; i < t->n; i++)
			map = arena_printf(&w->a, "%scolumn = %s may-miss : %s\n", map,
			        t->columns[i].name, t->columns[i].name);
		put(w, arena_printf(&w->a, "export/%s.csv", t->name), p->text);
	} else {
		unlink(in_folder(w, arena_printf(&w->a, "export/%s.csv", t->name)));
	}
	put(w, arena_printf(&w->a, "profile/%s.map", t->name), map);
}

static void known_tables(struct h_world *w, const struct entities *all, const struct h_part *from)
{
	for (const struct h_part *p = from; p && p->kind != H_NIGHT; p = p->next)
		if (p->kind == H_TABLE && !entity_find(all, p->name))
			fail_msg("%s:%d: the case store has no table '%s'", w->of->path, p->line,
			        p->name);
}

/* Records that are no rows are a mistake of the fixture. */
static void whole_rows(struct h_world *w, int64_t rejected)
{
	const char *bad = h_rows(w->db, &w->a,
	        "SELECT rule, record_key, line, field, found, expected FROM finding"
	        " WHERE rule GLOB 'export.*' OR (stage = 'extract:casestore'"
	        " AND rule NOT GLOB '*.empty' AND rule NOT GLOB '*.required') ORDER BY finding");

	if (rejected || strstr(bad, "export."))
		fail_msg("%s:%d: case '%s': rows that cannot be read:\n%s", w->of->path,
		        w->of->line, w->of->name, bad);
}

static void read_store(struct h_world *w, const struct h_part *from)
{
	const struct entities *all = h_entities();
	struct source_result r = { 0 };
	struct err e = { 0 };
	bool any = false;

	known_tables(w, all, from);
	for (size_t i = 0; i < all->n; i++) {
		const struct h_part *p = table_of(from, all->all[i].name);

		any |= p != NULL;
		map_entity(w, &all->all[i], p);
	}
	if (!any)
		return;
	put(w, "profile/export.map", EXPORT);
	if (casestore_extract(&w->c, &r, &e) < 0)
		fail_msg("%s:%d: case '%s': %s", w->of->path, w->of->line, w->of->name, e.msg);
	whole_rows(w, r.rejected);
}

/* --- the inbox ---------------------------------------------------------------------------------
 */

/* "profile/accounts.csv": of the workspace, and no file that comes. */
static bool in_workspace(const struct h_part *p)
{
	return strncmp(p->name, "profile/", 8) == 0;
}

/* As if it had been written an hour before the run. */
static void into_inbox(struct h_world *w, const char *name, const char *data, size_t n)
{
	const struct timespec t[2] = { { .tv_sec = (time_t)(w->c.now - 3600) },
		{ .tv_sec = (time_t)(w->c.now - 3600) } };
	const char *path = in_folder(w, arena_printf(&w->a, "inbox/%s", name));

	h_write(path, data, n);
	assert_int_equal(utimensat(AT_FDCWD, path, t, 0), 0);
}

static const char *plain_day(struct arena *a, int32_t day)
{
	int y, m, d;

	day_to_ymd(day, &y, &m, &d);
	return arena_printf(a, "%04d%02d%02d", y, m, d);
}

static void add_records(struct h_world *w, const struct h_part *p, struct buf *b, int *n)
{
	int line = p->line;

	for (const char *at = p->text, *nl; (nl = strchr(at, '\n')); at = nl + 1) {
		const char *text = arena_strndup(&w->a, at, (size_t)(nl - at));

		line++;
		buf_printf(b, "%s\n", h_cpr_record(&w->a, w->of->path, line, text));
		++*n;
	}
}

static const char *extract_day(struct h_world *w, const struct h_part *p)
{
	int32_t day = w->c.as_of - 1;

	if (p->name && !text_day(p->name, strlen(p->name), &day))
		fail_msg("%s:%d: '%s' is not a day", w->of->path, p->line, p->name);
	return plain_day(&w->a, day);
}

static const char *extract_name(struct h_world *w, const struct h_part *p)
{
	return arena_printf(&w->a, "D%s.L900001", extract_day(w, p) + 2);
}

/* A block is a whole extract; a later one follows it in the chain. */
static void write_extract(struct h_world *w, const struct h_part *p)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	const char *produced = extract_day(w, p);
	int n = 0;

	buf_init(&b, 1 << 24);
	buf_printf(&b, "0000000000000900001%s%s\n", produced, w->produced ? w->produced : "");
	add_records(w, p, &b, &n);
	buf_printf(&b, "9999999999999%08d\n", n);
	w->produced = produced;
	into_inbox(w, extract_name(w, p), b.data, b.len);
}

static void write_file(struct h_world *w, const struct h_part *p)
{
	const char *text = p->text;
	size_t n = strlen(text);

	if (p->latin1) {
		char *to = arena_take(&w->a, n + 1);

		n = h_latin1(text, n, to);
		text = to;
	}
	if (in_workspace(p))
		h_write(in_folder(w, p->name), text, n);
	else
		into_inbox(w, p->name, text, n);
}

/* A file that was not used is a mistake of the fixture, unless it says so. */
static void all_used(struct h_world *w, const char *name, const struct h_part *p)
{
	struct params own = { .arena = &w->a };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct err e = { 0 };
	const char *verdict = "left in the inbox";

	params_text(&own, "name", name);
	h_ok(db_prepare(w->db,
	             "SELECT verdict FROM staging_delivery WHERE name = :name"
	             " ORDER BY delivery DESC",
	             "fixture", &s, &e),
	        e);
	h_ok(db_bind_params(s, &own, &e), e);
	if (db_step(s, &e) > 0)
		verdict = col_text(s, 0);
	if (p->unusable == (strcmp(verdict, "loaded") == 0))
		fail_msg("%s:%d: file %s is %s:\n%s", w->of->path, p->line, name, verdict,
		        h_world_remarks(w));
}

static void read_inbox(struct h_world *w, const struct h_part *from)
{
	struct source_result res[INBOX_RESULTS];
	struct err e = { 0 };
	bool any = false;
	size_t n;

	for (const struct h_part *p = from; p && p->kind != H_NIGHT; p = p->next) {
		if (p->kind != H_CPR && p->kind != H_FILE)
			continue;
		any = true;
		(p->kind == H_CPR ? write_extract : write_file)(w, p);
	}
	if (any && inbox_extract(&w->c, res, &n, &e) < 0)
		fail_msg("%s:%d: case '%s': %s", w->of->path, w->of->line, w->of->name, e.msg);
	for (const struct h_part *p = from; p && p->kind != H_NIGHT; p = p->next)
		if (p->kind == H_FILE && !in_workspace(p))
			all_used(w, p->name, p);
		else if (p->kind == H_CPR)
			all_used(w, extract_name(w, p), p);
}

/* --- the world ---------------------------------------------------------------------------------
 */

static void configure(struct h_world *w)
{
	struct conf *c = conf_new(&w->a);
	struct err e = { 0 };

	h_ok(conf_set(c, "municipality", "code", "492", "fixture", &e), e);
	h_ok(conf_set(c, "case-store", "path", "export", "fixture", &e), e);
	h_ok(conf_set(c, "case-store", "profile", "profile", "fixture", &e), e);
	for (const struct h_setting *s = w->of->settings; s; s = s->next)
		if (conf_set(c, s->section, s->name, s->value, w->of->path, &e) < 0)
			fail_msg("%s:%d: %s", w->of->path, w->of->line, e.msg);
	h_ok(conf_finish(c, &e), e);
	w->c.conf = c;
}

static void on_day(struct h_world *w, int32_t day)
{
	w->c.as_of = day;
	w->c.now = (int64_t)day * 86400 + 43200;
}

/* What the mart remembers goes before what is read in the same night. */
static void one_night(struct h_world *w, const struct h_part *from)
{
	struct err e = { 0 };

	for (const struct h_part *p = from; p && p->kind != H_NIGHT; p = p->next)
		if (p->kind == H_MART && db_exec(w->db, p->text, &e) < 0)
			fail_msg("%s:%d: %s", w->of->path, p->line, e.msg);
	read_store(w, from);
	read_inbox(w, from);
	for (const struct h_part *p = from; p && p->kind != H_NIGHT; p = p->next)
		if (p->kind == H_FILE && in_workspace(p) &&
		        finance_tables_load(w->db, w->folder, &e) < 0)
			fail_msg("%s:%d: %s", w->of->path, p->line, e.msg);
}

/* The parts before a `night` are what had been read by then. */
static void all_nights(struct h_world *w)
{
	const struct h_part *from = w->of->parts;
	int32_t day;

	for (const struct h_part *p = from; p; p = p->next) {
		if (p->kind != H_NIGHT)
			continue;
		assert_true(text_day(p->name, strlen(p->name), &day));
		on_day(w, day);
		one_night(w, from);
		w->c.run_id++;
		from = p->next;
	}
	on_day(w, w->of->as_of);
	one_night(w, from);
}

void h_world_begin(struct h_world *w, const struct h_case *k)
{
	static const char *const folders[] = { "inbox", "export", "profile" };
	struct err e = { 0 };

	*w = (struct h_world){ .of = k, .db = fresh_mart() };
	snprintf(w->folder, sizeof w->folder, "%s", h_tmp("world"));
	for (size_t i = 0; i < COUNT_OF(folders); i++)
		h_ok(dir_make(in_folder(w, folders[i]), &e), e);
	h_ctx(&w->c, w->db, &w->a, w->folder);
	configure(w);
	all_nights(w);
}

void h_world_end(struct h_world *w)
{
	db_closep(&w->db);
	h_tmp_remove(w->folder);
	arena_done(&w->a);
}

/* What a rule of a later place reads. */
static int make_before(struct h_world *w, enum rule_place place, struct err *e)
{
	struct kpi_result kpis = { 0 };
	int64_t steps = 0;

	if (place == RULE_BESIDE)
		return 0;
	if (steps_run(&w->c, "transform/facts/", NULL, &steps, e) < 0 ||
	        steps_run(&w->c, "transform/aggs/", NULL, &steps, e) < 0)
		return -1;
	if (place == RULE_AFTER_FACTS)
		return 0;
	return kpi_run(&w->c, &kpis, e) < 0
	               ? -1
	               : steps_run(&w->c, "transform/records/", NULL, &steps, e);
}

void h_world_judge(struct h_world *w, const struct rule *r, struct rule_counts *ret)
{
	struct rules all, one;
	struct err e = { 0 };
	struct rule own = *r;

	h_ok(rules_load(&w->a, &all, &e), e);
	if (rules_configure(&all, w->c.conf, &e) < 0)
		fail_msg("%s: %s", w->of->path, e.msg);
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.rows[i].id, r->id) == 0)
			own = all.rows[i];
	one = (struct rules){ .arena = &w->a, .rows = &own, .n = 1 };
	if (make_before(w, own.place, &e) < 0 || rules_run(&w->c, &one, NULL, ret, &e) < 0 ||
	        (own.place != RULE_BESIDE &&
	                rules_run_after(&w->c, &one, own.place, NULL, ret, &e) < 0))
		fail_msg("%s:%d: case '%s': %s", w->of->path, w->of->line, w->of->name, e.msg);
}

/* --- what is there ------------------------------------------------------------------------------
 */

static bool any_row(struct h_world *w, const char *sql, const char *key)
{
	struct params p = { .arena = &w->a };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct err e = { 0 };
	int rc;

	params_text(&p, "key", key);
	h_ok(db_prepare(w->db, sql, "fixture", &s, &e), e);
	h_ok(db_bind_params(s, &p, &e), e);
	rc = db_step(s, &e);
	h_ok(rc, e);
	return rc > 0;
}

/* Any column of the tables of such a name holds the text, or the day it is. */
static bool anywhere(struct h_world *w, const char *tables, const char *text)
{
	char *columns = h_rows(w->db, &w->a,
	        arena_printf(&w->a,
	                "SELECT 'SELECT 1 FROM ' || m.name || ' WHERE CAST(\"' || c.name || '\" AS "
	                "TEXT) "
	                "IN (:key, CAST(day(:key) AS TEXT))' FROM sqlite_master AS m JOIN "
	                "pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name GLOB "
	                "'%s'",
	                tables));

	for (char *at = columns, *nl; (nl = strchr(at, '\n')); at = nl + 1) {
		*nl = '\0';
		if (any_row(w, at, text))
			return true;
	}
	return false;
}

bool h_world_remembers(struct h_world *w, const char *key)
{
	return anywhere(w, "ledger_*", key);
}

/* A record of the case store by the key that its readers give it; anything else by any column. */
bool h_world_has(struct h_world *w, const char *entity, const char *key)
{
	const struct entity *t = entity_find(h_entities(), entity);
	const char *text = "";

	if (!t)
		return anywhere(w, "staging_*", key) || h_world_remembers(w, key) ||
		       anywhere(w, "agg_*", key) ||
		       anywhere(w, "staging_*", arena_strndup(&w->a, key, strcspn(key, "/:")));
	for (size_t i = 0; i < t->key_count; i++) {
		const struct column *c = &t->columns[t->keys[i]];

		text = arena_printf(&w->a, "%s%scoalesce(%s(%s), '')", text, i ? " || '/' || " : "",
		        c->flags & COLUMN_SECRET ? "mask" : "trim", c->name);
	}
	return any_row(w,
	        arena_printf(&w->a, "SELECT 1 FROM staging_%s WHERE %s = :key", entity, text), key);
}

const char *h_world_remarks(struct h_world *w)
{
	return h_rows(w->db, &w->a,
	        "SELECT '  ' || rule || ' ' || coalesce(record_key, '') || ' ' || coalesce(field, "
	        "'') || ' ' || coalesce(found, '') FROM finding"
	        " WHERE stage <> 'transform' AND rule NOT GLOB '*.required' AND rule NOT GLOB "
	        "'*.empty' ORDER BY 1");
}

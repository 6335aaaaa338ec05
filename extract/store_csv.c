/*
 * A case store that comes as CSV files, in a folder or a .zip: a copy of it in a temporary database
 * of SQLite's own, which has no name and goes with the process, and from there on the
 * SQLite store. Headers are read when it is opened, rows when the first is asked for: all
 * files at once, so that all reads are of one moment.
 */
#include "common/sqlfn.h"
#include "extract/store_csv_select.h"
#include "extract/store_faults.h"
#include "extract/store_sqlite.h"

enum { COPY_CACHE_KIB = 8192 };

/* One entity: the SELECT it comes from, or what is wrong with it. */
struct source {
	const struct entity *t;
	const char *path, *sql;
	const struct store_map *map; /* NULL: from a .sql */
	const struct csv_table *table;
	struct err bad; /* msg "": nothing */
};

struct copy {
	struct store_place place;
	struct arena *a;
	struct store_export export;
	struct store_files files;
	struct csv_table *tables;
	size_t n_tables;
	struct entities all;
	struct source *sources; /* one for each entity */
	struct profile_made *made;
	void *headers; /* a store of tables without rows, for checks */
	void *rows;    /* the store itself; NULL: not loaded */
	sqlite3 *db;   /* of rows */
	sqlite3_stmt *faults;
};

static bool csv_is(const char *path)
{
	size_t n = strlen(path);
	struct stat st;

	if (store_path_is_uri(path))
		return false;
	if (stat(path, &st) == 0)
		return S_ISDIR(st.st_mode) || (n > 4 && strcmp(path + n - 4, ".zip") == 0);
	return n && (path[n - 1] == '/' || (n > 4 && strcmp(path + n - 4, ".zip") == 0));
}

static void csv_close_store(void *store)
{
	struct copy *s = store;

	if (!s)
		return;
	stmt_done(&s->faults);
	store_sqlite.close(s->headers);
	store_sqlite.close(s->rows);
	store_files_done(&s->files);
}

/* --- tables ------------------------------------------------------------------------------- */

static bool same_reading(const struct store_form *a, const struct store_form *b)
{
	return a->charset == b->charset && a->separator == b->separator && a->quote == b->quote;
}

/* The table of a file; `name` NULL: whichever there is, or a new one named by the file. */
static int take_table(struct copy *s, const char *name, const struct feed_words *files,
        const struct store_form *form, struct csv_table **ret, struct err *e)
{
	struct csv_table t = { .name = name, .form = *form };

	if (store_files_pick(&s->files, files, &t.file, e) < 0)
		return -1;
	for (size_t i = 0; i < s->n_tables && !name; i++)
		if (s->tables[i].file == t.file && same_reading(&s->tables[i].form, form)) {
			s->tables[i].form.refuse_extra |= form->refuse_extra;
			*ret = &s->tables[i];
			return 0;
		}
	if (!name)
		t.name = arena_printf(s->a, "file %s %zu", t.file->name, s->n_tables);
	if (csv_table_header(&t, s->a, e) < 0)
		return -1;
	s->tables[s->n_tables] = t;
	*ret = &s->tables[s->n_tables++];
	return 0;
}

static int read_export(struct copy *s, struct err *e)
{
	const char *path, *text = NULL;
	int rc = profile_text(&s->place.profile, "export.map", s->a, &path, &text, e);
	struct csv_table *t;

	if (rc < 0 || store_export_parse(&s->export, s->a, path, text, e) < 0)
		return -1;
	s->tables = arena_take(s->a, (s->export.n + s->all.n) * sizeof *s->tables);
	for (size_t i = 0; i < s->export.n; i++)
		if (take_table(s, s->export.tables[i].name, &s->export.tables[i].files,
		            &s->export.form, &t, e) < 0)
			return err_ctx(
			        e, "profile '%s': table '%s'", path, s->export.tables[i].name);
	return 0;
}

/* --- entities ------------------------------------------------------------------------------- */

static int source_of_map(struct copy *s, struct source *x, const char *text, struct err *e)
{
	struct store_map *m = arena_take(s->a, sizeof *m);
	struct csv_table *t;

	if (store_map_parse(m, x->t, &s->export, s->a, x->path, text, e) < 0)
		return -1;
	x->map = m;
	if (m->lacks) {
		x->sql = profile_no_rows(x->t, s->a);
		return 0;
	}
	if (take_table(s, NULL, &m->files, &m->form, &t, e) < 0)
		return err_ctx(e, "profile '%s'", x->path);
	x->table = t;
	return csv_select(m, t, s->a, &x->sql, e);
}

static int find_source(struct copy *s, struct source *x, struct err *e)
{
	const struct profile *p = &s->place.profile;
	const char *map_path, *sql_path, *map = NULL;
	int has_map =
	        profile_text(p, arena_printf(s->a, "%s.map", x->t->name), s->a, &map_path, &map, e);
	int has_sql = has_map < 0 ? -1
	                          : profile_text(p, arena_printf(s->a, "%s.sql", x->t->name), s->a,
	                                    &sql_path, &x->sql, e);

	if (has_sql < 0)
		return -1;
	if (has_map && has_sql)
		return err_set(e, ERR_CONFIG, "there are both '%s' and '%s'", map_path, sql_path);
	x->path = has_map ? map_path : sql_path;
	if (has_map)
		return source_of_map(s, x, map, e);
	return has_sql ? 0
	               : err_set(e, ERR_CONFIG,
	                         "neither '%s' nor '%s' is there; where the system has no such "
	                         "thing, the .map says so: 'lacks = why'",
	                         map_path, sql_path);
}

static void find_sources(struct copy *s)
{
	s->sources = arena_take(s->a, s->all.n * sizeof *s->sources);
	s->made = arena_take(s->a, s->all.n * sizeof *s->made);
	for (size_t i = 0; i < s->all.n; i++) {
		struct source *x = &s->sources[i];

		x->t = &s->all.all[i];
		if (find_source(s, x, &x->bad) < 0) {
			(void)!err_ctx(&x->bad, "entity '%s'", x->t->name);
			continue;
		}
		s->made[s->place.profile.n_made++] =
		        (struct profile_made){ x->t->name, x->path, x->sql };
	}
	s->place.profile.made = s->made;
}

static const struct source *source_of(const struct copy *s, const struct entity *t)
{
	size_t i = 0;

	while (i < s->all.n && strcmp(s->all.all[i].name, t->name) != 0)
		i++;
	return i < s->all.n ? &s->sources[i] : NULL;
}

/* --- what is read ----------------------------------------------------------------------------- */

static struct csv_table *table_named(struct copy *s, const char *name)
{
	for (size_t i = 0; i < s->n_tables; i++)
		if (sqlite3_stricmp(s->tables[i].name, name) == 0)
			return &s->tables[i];
	return NULL;
}

/* Sees each column that a SELECT reads while it is prepared. */
static int mark_read(
        void *data, int action, const char *table, const char *column, const char *c, const char *d)
{
	struct copy *s = data;
	struct csv_table *t;

	(void)c, (void)d;
	if (action == SQLITE_SELECT || action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE)
		return SQLITE_OK;
	if (action != SQLITE_READ)
		return SQLITE_DENY;
	t = table_named(s, table);
	for (size_t i = 0; t && i < t->width; i++)
		t->used[i] |= sqlite3_stricmp(t->header[i], column) == 0;
	if (t)
		t->read = true;
	return SQLITE_OK;
}

static void mark_used(struct copy *s, sqlite3 *db)
{
	(void)sqlite3_set_authorizer(db, mark_read, s);
	for (size_t i = 0; i < s->place.profile.n_made; i++) {
		sqlite3_stmt *ignored CLEANUP(stmt_done) = NULL;

		/* One that cannot be prepared is told by check(). */
		(void)sqlite3_prepare_v2(db, s->made[i].sql, -1, &ignored, NULL);
	}
	(void)sqlite3_set_authorizer(db, NULL, NULL);
}

static const char *not_used(const struct csv_table *t, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < t->width; i++)
		if (!t->used[i])
			text = arena_printf(a, "%s%s%s", text, *text ? ", " : "", t->header[i]);
	return text;
}

static int check_extra(const struct copy *s, struct err *e)
{
	for (size_t i = 0; i < s->n_tables; i++) {
		const char *extra = not_used(&s->tables[i], s->a);

		if (s->tables[i].form.refuse_extra && *extra)
			return err_set(e, ERR_CONFIG,
			        "export file '%s': the profile reads no column %s, and refuses "
			        "what "
			        "it does not read ('extra = ignore' lets them pass)",
			        s->tables[i].file->name, extra);
	}
	return 0;
}

/* --- databases -----------------------------------------------------------------------------------
 */

static int open_database(const char *name, sqlite3 **ret, struct err *e)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
	            SQLITE_OPEN_EXRESCODE;
	char pragmas[160];
	sqlite3 *db = NULL;

	snprintf(pragmas, sizeof pragmas,
	        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
	        "PRAGMA cache_size=-%d; PRAGMA page_size=16384",
	        COPY_CACHE_KIB);
	if (sqlite3_open_v2(name, &db, flags, NULL) != SQLITE_OK ||
	        sqlite3_exec(db, pragmas, NULL, NULL, NULL) != SQLITE_OK) {
		int rc = db ? db_err(db, e, "copy of the export")
		            : err_set(e, ERR_MEMORY, "copy of the export");

		db_closep(&db);
		return rc;
	}
	*ret = db;
	return 0;
}

static int create_tables(const struct copy *s, sqlite3 *db, struct err *e)
{
	if (db_exec(db, "BEGIN", e) < 0 || csv_faults_create(db, e) < 0 ||
	        sqlfn_register(db, e) < 0)
		return -1;
	for (size_t i = 0; i < s->n_tables; i++)
		if (csv_table_create(&s->tables[i], db, e) < 0)
			return -1;
	return db_exec(db, "COMMIT", e);
}

static int fill_tables(const struct copy *s, sqlite3 *db, struct err *e)
{
	if (db_exec(db, "BEGIN", e) < 0)
		return -1;
	for (size_t i = 0; i < s->n_tables; i++)
		if (s->tables[i].read && csv_table_load(&s->tables[i], db, e) < 0)
			return -1;
	return store_files_same(&s->files, e) < 0 ? -1 : db_exec(db, "COMMIT", e);
}

/* Rows, on the first call. What was unpacked is not needed after it. */
static int load(struct copy *s, struct err *e)
{
	sqlite3 *db = NULL;

	if (s->rows)
		return 0;
	if (open_database("", &db, e) < 0)
		return -1;
	if (create_tables(s, db, e) < 0 || fill_tables(s, db, e) < 0) {
		db_closep(&db);
		return -1;
	}
	store_files_done(&s->files);
	s->db = db;
	return store_sqlite_on(db, &s->place, s->a, &s->rows, e);
}

static int open_headers(struct copy *s, struct err *e)
{
	sqlite3 *db = NULL;

	if (open_database(":memory:", &db, e) < 0)
		return -1;
	if (create_tables(s, db, e) < 0) {
		db_closep(&db);
		return -1;
	}
	mark_used(s, db);
	return store_sqlite_on(db, &s->place, s->a, &s->headers, e) < 0 ? -1 : check_extra(s, e);
}

/* --- the kind
 * -------------------------------------------------------------------------------------- */

/* The entities, and what the profile says of rows that none of them takes. */
static int all_entities(struct copy *s, struct err *e)
{
	const char *path, *sql;
	struct entities own;
	int rc = profile_text(&s->place.profile, "left_over.sql", s->a, &path, &sql, e);

	if (rc < 0 || entities_read(s->a, &own, e) < 0)
		return -1;
	s->all.all = arena_take(s->a, (own.n + 1) * sizeof *own.all);
	memcpy(s->all.all, own.all, own.n * sizeof *own.all);
	s->all.n = own.n;
	return rc ? store_left_over(s->a, &s->all.all[s->all.n++], e) : 0;
}

static int open_all(struct copy *s, struct err *e)
{
	struct unzip_limits limits;

	unzip_limits_of(s->place.conf, &limits);
	if (all_entities(s, e) < 0 ||
	        store_files_open(&s->files, s->place.path, s->place.tmp, &limits, s->a, e) < 0 ||
	        read_export(s, e) < 0)
		return -1;
	find_sources(s);
	if (store_files_whole(&s->files, s->export.marker, e) < 0)
		return -1;
	return open_headers(s, e);
}

static int csv_open_store(
        const struct store_place *place, struct arena *a, void **ret, struct err *e)
{
	struct copy *s = arena_take(a, sizeof *s);

	s->place = *place;
	s->a = a;
	if (open_all(s, e) < 0) {
		csv_close_store(s);
		return -1;
	}
	*ret = s;
	return 0;
}

static int csv_check(void *store, const struct entity *t, struct err *e)
{
	struct copy *s = store;
	const struct source *x = source_of(s, t);

	if (x && *x->bad.msg) {
		*e = x->bad;
		return -1;
	}
	return store_sqlite.check(s->headers, t, e);
}

static int csv_count(void *store, const struct entity *t, int64_t *ret, struct err *e)
{
	struct copy *s = store;

	return load(s, e) < 0 ? -1 : store_sqlite.count(s->rows, t, ret, e);
}

static int csv_begin(void *store, const struct store_ask *ask, struct err *e)
{
	struct copy *s = store;

	return load(s, e) < 0 ? -1 : store_sqlite.begin(s->rows, ask, e);
}

static int csv_next_row(void *store, struct store_cell *cells, struct err *e)
{
	struct copy *s = store;

	return store_sqlite.next(s->rows, cells, e);
}

static int csv_fault_next(void *store, struct store_fault *ret, struct err *e)
{
	struct copy *s = store;
	int rc;

	if (load(s, e) < 0 ||
	        (!s->faults && db_prepare(s->db, csv_faults_query, "export", &s->faults, e) < 0))
		return -1;
	rc = db_step(s->faults, e);
	if (rc <= 0) {
		stmt_done(&s->faults);
		return rc;
	}
	*ret = (struct store_fault){
		.place = (const char *)sqlite3_column_text(s->faults, 0),
		.line = sqlite3_column_int64(s->faults, 1),
		.kind = (enum finding_kind)sqlite3_column_int(s->faults, 2),
		.field = (const char *)sqlite3_column_text(s->faults, 3),
		.found = (const char *)sqlite3_column_text(s->faults, 4),
		.expected = (const char *)sqlite3_column_text(s->faults, 5),
	};
	return 1;
}

static const char *files_not_read(const struct copy *s, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < s->files.n; i++) {
		const struct store_file *f = &s->files.all[i];

		if (!f->wanted && (!s->export.marker || strcmp(f->name, s->export.marker) != 0))
			text = arena_printf(
			        a, "%s%s%s", text, *text ? ", " : "files not read: ", f->name);
	}
	return *text ? text : NULL;
}

static const char *csv_describe(void *store, const struct entity *t, struct arena *a)
{
	const struct copy *s = store;
	const struct source *x = t ? source_of(s, t) : NULL;
	const char *text, *extra;

	if (!t)
		return files_not_read(s, a);
	if (!x || *x->bad.msg)
		return NULL;
	if (!x->map)
		return arena_printf(a, "by %s", x->path);
	if (x->map->lacks)
		return arena_printf(a, "no rows: %s", x->map->lacks);
	text = csv_select_text(x->map, x->table, a);
	extra = not_used(x->table, a);
	return *extra ? arena_printf(a, "%s; not read: %s", text, extra) : text;
}

const struct store_kind store_csv = {
	.name = "csv",
	.whole = true, /* all of it was read when it was opened: nothing is gained by asking less */
	.is = csv_is,
	.open = csv_open_store,
	.check = csv_check,
	.count = csv_count,
	.begin = csv_begin,
	.next = csv_next_row,
	.fault = csv_fault_next,
	.describe = csv_describe,
	.close = csv_close_store,
};

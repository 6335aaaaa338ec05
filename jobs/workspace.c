#include "jobs/workspace.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/defs.h"
#include "common/text.h"
#include "extract/entity.h"

enum { APPLICATION_ID = 0x494E4442 /* "INDB" */, SETTINGS_LINE = 16384 };

static const char *const folders[] = { "", "/inbox", "/archive", "/out", "/outbox", "/receipts",
	"/profile", "/reports", "/log", "/keys", "/tmp" };

static int code_valid(const char *code)
{
	return strlen(code) == 3 && strspn(code, "0123456789") == 3;
}

int workspace_make(const char *dir, const char *municipality, const char *name, struct err *e)
{
	struct file_out out CLEANUP(file_abandon) = { 0 };
	char path[FILE_PATH];

	if (!code_valid(municipality))
		return err_set(
		        e, ERR_USAGE, "municipality '%s': expected three digits", municipality);
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		if ((size_t)snprintf(path, sizeof path, "%s%s", dir, folders[i]) >= sizeof path)
			return err_set(e, ERR_USAGE, "path is too long");
		if (dir_make(path, e) < 0)
			return -1;
	}
	snprintf(path, sizeof path, "%s/indberet.conf", dir);
	if (file_exists(path))
		return err_set(e, ERR_USAGE, "'%s' is there already; it is left as it is", path);
	if (file_begin(&out, path, e) < 0)
		return -1;
	conf_write_template(out.f, municipality, name);
	return file_commit(&out, e);
}

static int load_conf(
        struct workspace *w, const struct workspace_override *set, size_t n, struct err *e)
{
	const char *path = arena_printf(&w->arena, "%s/indberet.conf", w->path);

	w->conf = conf_new(&w->arena);
	if (conf_load(w->conf, path, e) < 0)
		return e->code == ERR_NOINPUT ? err_ctx(e, "no workspace in '%s'", w->path) : -1;
	for (size_t i = 0; i < n; i++)
		if (conf_set(w->conf, set[i].section, set[i].name, set[i].value, "command line",
		            e) < 0)
			return -1;
	if (conf_finish(w->conf, e) < 0)
		return err_ctx(e, "%s", path);
	if (!code_valid(conf_text(w->conf, "municipality.code")))
		return err_set(e, ERR_CONFIG,
		        "%s: setting municipality.code: expected three digits", path);
	return 0;
}

static int schema_row(sqlite3 *db, const struct def_file *f, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &a };
	char sha[65];

	sha256_hex(f->data, f->len, sha);
	params_text(&p, "path", f->path);
	params_text(&p, "sha", sha);
	return db_exec_params(db, "INSERT INTO schema_file VALUES(:path, :sha)", "schema", &p, e);
}

/* 1 applied with the same content, 0 not applied, -1 other content or a failure. */
static int schema_known(sqlite3 *db, const struct def_file *f, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	char sha[65];
	int rc;

	sha256_hex(f->data, f->len, sha);
	if (db_prepare(db, "SELECT sha256 FROM schema_file WHERE path = :path", "schema", &s, e) <
	                0 ||
	        db_bind_text(s, ":path", f->path, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc > 0 && strcmp(col_text(s, 0), sha) != 0)
		return err_set(e, ERR_CONFIG,
		        "mart.db was made by another version of %s; keep it and start a new mart",
		        f->path);
	return rc;
}

static int migrate(sqlite3 *db, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	const struct def_file *f;
	size_t cursor = 0;

	if (tx_begin(&tx, db, e) < 0 || db_exec(db,
	                                        "CREATE TABLE IF NOT EXISTS schema_file(path TEXT "
	                                        "PRIMARY KEY, sha256 TEXT NOT NULL)"
	                                        " STRICT, WITHOUT ROWID",
	                                        e) < 0)
		return -1;
	while ((f = def_next("schemas/db/", ".sql", &cursor))) {
		int rc = schema_known(db, f, e);

		if (rc < 0)
			return -1;
		if (rc == 0 && (db_exec_file(db, f->path, e) < 0 || schema_row(db, f, e) < 0))
			return -1;
	}
	if (entities_schema(db, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

static int identity(sqlite3 *db, const char *path, int64_t *id, int64_t *tables, struct err *e)
{
	if (db_int(db, "PRAGMA application_id", id, e) < 0 ||
	        db_int(db, "SELECT count(*) FROM sqlite_schema", tables, e) < 0)
		return -1;
	if (*id != APPLICATION_ID && *tables > 0)
		return err_set(e, ERR_CONFIG, "'%s' is not a mart of this program", path);
	return 0;
}

static int mark(sqlite3 *db, const char *path, struct err *e)
{
	char set[64];
	int64_t id, tables;

	if (identity(db, path, &id, &tables, e) < 0)
		return -1;
	if (id == APPLICATION_ID)
		return 0;
	snprintf(set, sizeof set, "PRAGMA application_id = %d", APPLICATION_ID);
	return db_exec(db, set, e);
}

static int open_to_read(struct workspace *w, const char *path, struct err *e)
{
	int64_t id, tables = 0;

	if (file_exists(path) &&
	        (db_open(path, DB_RO, &w->db, e) < 0 || identity(w->db, path, &id, &tables, e) < 0))
		return -1;
	return tables ? 0 : err_set(e, ERR_NOINPUT, "'%s' is not there yet; run a job first", path);
}

static int open_db(struct workspace *w, unsigned needs, struct err *e)
{
	const char *path = arena_printf(&w->arena, "%s/mart.db", w->path);

	if (needs & WS_DB_RO)
		return open_to_read(w, path, e);
	if (db_open(path, DB_RW, &w->db, e) < 0 || mark(w->db, path, e) < 0)
		return -1;
	return migrate(w->db, e);
}

/* Sorters of SQLite and temporary files of libraries hold case data: they stay in the workspace. */
static int private_tmp(struct workspace *w, struct err *e)
{
	const char *tmp = arena_printf(&w->arena, "%s/tmp", w->path);

	if (dir_make(tmp, e) < 0)
		return -1;
	if (setenv("SQLITE_TMPDIR", tmp, 1) < 0 || setenv("TMPDIR", tmp, 1) < 0)
		return err_sys(e, ERR_BUG, "could not set TMPDIR");
	return 0;
}

int workspace_open(struct workspace *w, const char *dir, unsigned needs,
        const struct workspace_override *set, size_t n, struct err *e)
{
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	if (len >= sizeof w->path)
		return err_set(e, ERR_USAGE, "path is too long");
	snprintf(w->path, sizeof w->path, "%.*s", (int)len, dir);
	if ((needs & WS_CONF) && load_conf(w, set, n, e) < 0)
		return -1;
	if ((needs & WS_LOCK) &&
	        file_lock_take(&w->lock, arena_printf(&w->arena, "%s/mart.lock", w->path), e) < 0)
		return -1;
	if (needs & (WS_DB | WS_DB_RO))
		return private_tmp(w, e) < 0 ? -1 : open_db(w, needs, e);
	return 0;
}

void workspace_close(struct workspace *w)
{
	db_closep(&w->db);
	file_lock_drop(&w->lock);
	arena_done(&w->arena);
}

const char *workspace_settings_line(struct workspace *w)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	const struct conf_pair *p;
	size_t cursor = 0;

	buf_init(&b, SETTINGS_LINE);
	for (size_t i = 0; i < conf_key_count; i++) {
		const struct conf_key *k = &conf_keys[i];
		const char *key = arena_printf(&w->arena, "%s.%s", k->section, k->name);

		if (strcmp(conf_origin(w->conf, k), "preset") != 0)
			(void)buf_printf(
			        &b, "%s%s=%s", b.len ? " " : "", key, conf_text(w->conf, key));
	}
	while ((p = conf_free_each(w->conf, &cursor)))
		(void)buf_printf(&b, "%s%s.%s=%s", b.len ? " " : "", p->section, p->name, p->value);
	return arena_strdup(&w->arena, b.data ? b.data : "");
}

int workspace_disk(const struct workspace *w, struct err *e)
{
	int64_t need = conf_int(w->conf, "run.free-mib");
	struct statvfs v;

	if (statvfs(w->path, &v) < 0)
		return err_sys(e, ERR_IO, "could not ask the file system of '%s'", w->path);
	if ((int64_t)(v.f_bavail * (v.f_frsize / 1024) / 1024) < need)
		return err_set(e, ERR_IO,
		        "less than %lld MiB free in '%s': make room, then run again",
		        (long long)need, w->path);
	return 0;
}

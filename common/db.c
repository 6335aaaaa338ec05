#include "common/db.h"

#include <sys/stat.h>

#include "common/defs.h"
#include "common/fault.h"
#include "common/finding_text.h"
#include "common/sqlfn.h"

enum {
	CACHE_KIB = 32768,
	BUSY_MS = 10000,
	PAGE_SIZE = 16384 /* of a new mart: bulk loads write less */
};

static enum err_code code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_TRYLATER;
	case SQLITE_FULL:
	case SQLITE_IOERR:
		return ERR_IO;
	case SQLITE_CANTOPEN:
		return ERR_NOINPUT;
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_AUTH:
		return ERR_NOPERM;
	default:
		return ERR_DB;
	}
}

int db_err(sqlite3 *db, struct err *e, const char *origin)
{
	return err_set(
	        e, code_of(sqlite3_extended_errcode(db)), "%s: %s", origin, sqlite3_errmsg(db));
}

void db_closep(sqlite3 **db)
{
	(void)sqlite3_close_v2(*db);
	*db = NULL;
}

void stmt_done(sqlite3_stmt **s)
{
	(void)sqlite3_finalize(*s);
	*s = NULL;
}

int db_busy_seconds(sqlite3 *db, int seconds)
{
	return sqlite3_busy_timeout(db, seconds * 1000);
}

static int settings(sqlite3 *db, enum db_mode mode, struct err *e)
{
	char pragmas[320];

	snprintf(pragmas, sizeof pragmas,
	        "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=FILE;"
	        "PRAGMA page_size=%d; PRAGMA cache_size=-%d; PRAGMA secure_delete=%s; %s",
	        PAGE_SIZE, CACHE_KIB, mode == DB_RW ? "FAST" : "OFF",
	        mode == DB_RW ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"
	                      : "PRAGMA query_only=ON");
	return db_exec(db, pragmas, e);
}

int db_open(const char *path, enum db_mode mode, sqlite3 **ret, struct err *e)
{
	int flags =
	        mode == DB_RW ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
	sqlite3 *db = NULL;
	mode_t mask = umask(077);
	int rc;

	/* Counting bytes would lock at every allocation of every thread. Has no effect on a later
	 * call. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	rc = sqlite3_open_v2(path, &db,
	        flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, NULL);
	umask(mask);
	if (rc != SQLITE_OK) {
		(void)err_set(e, code_of(rc), "could not open database '%s': %s", path,
		        db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
		db_closep(&db);
		return -1;
	}
	(void)sqlite3_busy_timeout(db, BUSY_MS);
	if (settings(db, mode, e) < 0 || sqlfn_register(db, e) < 0 ||
	        finding_text_register(db, e) < 0) {
		db_closep(&db);
		return err_ctx(e, "database '%s'", path);
	}
	*ret = db;
	return 0;
}

int db_exec(sqlite3 *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_err(db, e, "database");
	return 0;
}

int db_prepare(sqlite3 *db, const char *sql, const char *origin, sqlite3_stmt **ret, struct err *e)
{
	if (sqlite3_prepare_v2(db, sql, -1, ret, NULL) != SQLITE_OK)
		return db_err(db, e, origin);
	return 0;
}

int db_step(sqlite3_stmt *s, struct err *e)
{
	int rc = FAULT("db.step") ? SQLITE_FULL : sqlite3_step(s);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	if (rc == SQLITE_FULL)
		return err_set(e, ERR_IO, "the database could not grow: disk full");
	return db_err(sqlite3_db_handle(s), e, "database");
}

int db_run(sqlite3_stmt *s, struct err *e)
{
	int rc;

	while ((rc = db_step(s, e)) > 0)
		;
	(void)sqlite3_reset(s);
	return rc;
}

int db_exec_params(
        sqlite3 *db, const char *sql, const char *origin, const struct params *p, struct err *e)
{
	while (*sql) {
		sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
		const char *tail;

		if (sqlite3_prepare_v2(db, sql, -1, &s, &tail) != SQLITE_OK)
			return db_err(db, e, origin);
		sql = tail;
		if (!s)
			continue;
		if ((p && db_bind_params(s, p, e) < 0) || db_run(s, e) < 0)
			return err_ctx(e, "%s", origin);
	}
	return 0;
}

int db_exec_file(sqlite3 *db, const char *path, struct err *e)
{
	const struct def_file *f = def_find(path);

	if (!f)
		return err_set(e, ERR_BUG, "definition '%s' is not built in", path);
	return db_exec_params(db, f->data, path, NULL, e);
}

const char *col_text(sqlite3_stmt *s, int column)
{
	const char *t = (const char *)sqlite3_column_text(s, column);

	return t ? t : "";
}

int db_ints(sqlite3 *db, const char *sql, const char *origin, int64_t *const *to, size_t n,
        struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db, sql, origin, &s, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc == 0)
		return err_set(e, ERR_DB, "no row for: %s", sql);
	for (size_t i = 0; rc > 0 && i < n; i++)
		*to[i] = sqlite3_column_int64(s, (int)i);
	return rc < 0 ? -1 : 0;
}

int db_int(sqlite3 *db, const char *sql, int64_t *ret, struct err *e)
{
	return db_ints(db, sql, "database", &ret, 1, e);
}

static int place(sqlite3_stmt *s, const char *name, int *ret, struct err *e)
{
	*ret = sqlite3_bind_parameter_index(s, name);
	return *ret ? 0 : err_set(e, ERR_BUG, "statement has no parameter '%s'", name);
}

static int bound(sqlite3_stmt *s, int rc, const char *name, struct err *e)
{
	return rc == SQLITE_OK ? 0 : db_err(sqlite3_db_handle(s), e, name);
}

int db_bind_text(sqlite3_stmt *s, const char *name, const char *value, struct err *e)
{
	int at;

	if (place(s, name, &at, e) < 0)
		return -1;
	return bound(s, sqlite3_bind_text(s, at, value, -1, SQLITE_TRANSIENT), name, e);
}

int db_bind_int(sqlite3_stmt *s, const char *name, int64_t value, struct err *e)
{
	int at;

	if (place(s, name, &at, e) < 0)
		return -1;
	return bound(s, sqlite3_bind_int64(s, at, value), name, e);
}

int db_bind_null(sqlite3_stmt *s, const char *name, struct err *e)
{
	int at;

	if (place(s, name, &at, e) < 0)
		return -1;
	return bound(s, sqlite3_bind_null(s, at), name, e);
}

static struct param *param_slot(struct params *p, const char *name)
{
	struct param *slot;

	for (slot = p->first; slot; slot = slot->next)
		if (strcmp(slot->name, name) == 0)
			return slot;
	slot = arena_take(p->arena, sizeof *slot);
	*slot = (struct param){ .name = arena_strdup(p->arena, name), .next = p->first };
	p->first = slot;
	return slot;
}

void params_text(struct params *p, const char *name, const char *value)
{
	struct param *slot = param_slot(p, name);

	slot->is_text = true;
	slot->text = value ? arena_strdup(p->arena, value) : NULL;
}

void params_int(struct params *p, const char *name, int64_t value)
{
	struct param *slot = param_slot(p, name);

	slot->is_text = false;
	slot->number = value;
}

static const struct param *param_find(const struct params *p, const char *name)
{
	for (const struct param *at = p->first; at; at = at->next)
		if (strcmp(at->name, name) == 0)
			return at;
	return NULL;
}

int db_bind_params(sqlite3_stmt *s, const struct params *p, struct err *e)
{
	int n = sqlite3_bind_parameter_count(s);

	for (int i = 1; i <= n; i++) {
		const char *name = sqlite3_bind_parameter_name(s, i);
		const struct param *v = name ? param_find(p, name + 1) : NULL;
		int rc;

		if (!v)
			return err_set(
			        e, ERR_BUG, "parameter '%s' has no value", name ? name : "?");
		rc = v->is_text ? sqlite3_bind_text(s, i, v->text, -1, SQLITE_STATIC)
		                : sqlite3_bind_int64(s, i, v->number);
		if (bound(s, rc, name, e) < 0)
			return -1;
	}
	return 0;
}

int tx_begin(struct tx *t, sqlite3 *db, struct err *e)
{
	if (db_exec(db, "BEGIN IMMEDIATE", e) < 0)
		return -1;
	t->db = db;
	return 0;
}

int tx_commit(struct tx *t, struct err *e)
{
	if (FAULT("tx.commit"))
		return err_set(e, ERR_IO, "the database could not grow: disk full");
	if (db_exec(t->db, "COMMIT", e) < 0)
		return -1;
	t->db = NULL;
	return 0;
}

void tx_rollback(struct tx *t)
{
	if (t->db && !sqlite3_get_autocommit(t->db))
		(void)sqlite3_exec(t->db, "ROLLBACK", NULL, NULL, NULL);
	t->db = NULL;
}

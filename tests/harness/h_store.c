#include "tests/harness/h_store.h"

#include "common/defs.h"

int h_store_setup(void **state)
{
	struct h_store *b = calloc(1, sizeof *b);

	assert_non_null(b);
	snprintf(b->dir, sizeof b->dir, "%s", h_tmp("casestore"));
	snprintf(b->store, sizeof b->store, "%s/casestore.db", b->dir);
	b->mart = h_mart();
	h_ctx(&b->x, b->mart, &b->a, b->dir);
	*state = b;
	return 0;
}

int h_store_teardown(void **state)
{
	struct h_store *b = *state;

	db_closep(&b->mart);
	arena_done(&b->a);
	h_tmp_remove(b->dir);
	free(b);
	return 0;
}

void h_store_sql(struct h_store *b, const char *sql)
{
	sqlite3 *db CLEANUP(db_closep) = NULL;
	bool fresh = !file_exists(b->store);
	struct err e = { 0 };

	assert_int_equal(sqlite3_open(b->store, &db), SQLITE_OK);
	if (fresh)
		h_ok(db_exec_file(db, "schemas/case_store.sql", &e), e);
	h_ok(db_exec(db, sql, &e), e);
}

void h_store_small(struct h_store *b)
{
	size_t n;
	char *sql = h_read("fixtures/casestore/small.sql", &n);

	assert_non_null(sql);
	h_store_sql(b, sql);
	free(sql);
}

struct source_result h_store_extract(struct h_store *b)
{
	struct source_result r = { 0 };
	struct err e = { 0 };

	h_ok(casestore_extract(&b->x, &r, &e), e);
	assert_int_equal(r.rows_in, r.staged + r.rejected);
	assert_int_equal(h_int(b->mart, "SELECT sum(rows_in) FROM staging_entity"), r.rows_in);
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM finding WHERE stage = 'extract:casestore'"),
	        r.findings);
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM finding WHERE line IS NOT NULL"), 0);
	return r;
}

void h_store_refused(struct h_store *b, enum err_code code, const char *msg)
{
	struct source_result r = { 0 };
	struct err e = { 0 };

	assert_int_equal(casestore_extract(&b->x, &r, &e), -1);
	assert_string_equal(e.msg, msg);
	assert_int_equal(e.code, code);
	assert_int_equal(r.rows_in, 0);
}

void h_store_set(struct h_store *b, const char *name, const char *value)
{
	struct err e = { 0 };

	h_ok(conf_set((struct conf *)(uintptr_t)b->x.conf, "case-store", name, value,
	             "command line", &e),
	        e);
}

void h_store_profile(struct h_store *b, const char *entity, const char *sql)
{
	const struct def_file *f;
	struct err e = { 0 };
	size_t cursor = 0;

	h_ok(dir_make(arena_printf(&b->a, "%s/profile", b->dir), &e), e);
	while ((f = def_next("extract/profiles/dubu/", ".sql", &cursor)))
		h_write(arena_printf(&b->a, "%s/profile%s", b->dir, strrchr(f->path, '/')), f->data,
		        f->len);
	h_write(arena_printf(&b->a, "%s/profile/%s.sql", b->dir, entity), sql, strlen(sql));
	h_store_set(b, "profile", "profile");
}

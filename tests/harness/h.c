#include "tests/harness/h.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"
#include "extract/entity.h"
#include "transform/step.h"
#include "transform/rule.h"

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *w)
{
	(void)st, (void)flag, (void)w;
	return remove(path);
}

void h_tmp_remove(const char *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *h_tmp(const char *name)
{
	static char path[FILE_PATH];
	const char *base = getenv("TMP");
	struct err e = { 0 };

	snprintf(path, sizeof path, "%s/%s.%ld", base ? base : "/tmp", name, (long)getpid());
	h_tmp_remove(path);
	h_ok(dir_make(path, &e), e);
	return path;
}

void h_write(const char *path, const void *data, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, n, f), n);
	fclose(f);
}

char *h_read(const char *path, size_t *n)
{
	FILE *f = fopen(path, "r");
	char *data;
	long size;

	if (!f)
		return NULL;
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	data = malloc((size_t)size + 1);
	assert_non_null(data);
	*n = fread(data, 1, (size_t)size, f);
	data[*n] = '\0';
	fclose(f);
	return data;
}

sqlite3 *h_mart(void)
{
	const struct def_file *f;
	struct err e = { 0 };
	size_t cursor = 0;
	sqlite3 *db;

	h_ok(db_open(":memory:", DB_RW, &db, &e), e);
	while ((f = def_next("schemas/db/", ".sql", &cursor)))
		h_ok(db_exec_file(db, f->path, &e), e);
	h_ok(entities_schema(db, &e), e);
	return db;
}

void h_exec(sqlite3 *db, const char *sql)
{
	struct err e = { 0 };

	h_ok(db_exec(db, sql, &e), e);
}

int64_t h_int(sqlite3 *db, const char *sql)
{
	struct err e = { 0 };
	int64_t n = 0;

	h_ok(db_int(db, sql, &n, &e), e);
	return n;
}

char *h_rows(sqlite3 *db, struct arena *a, const char *sql)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct buf b CLEANUP(buf_done) = { 0 };
	struct err e = { 0 };
	int rc;

	buf_init(&b, 1 << 26);
	h_ok(db_prepare(db, sql, "test", &s, &e), e);
	while ((rc = db_step(s, &e)) > 0) {
		for (int i = 0; i < sqlite3_column_count(s); i++)
			buf_printf(&b, "%s%s", i ? "|" : "", col_text(s, i));
		buf_char(&b, '\n');
	}
	h_ok(rc, e);
	return arena_strdup(a, b.data ? b.data : "");
}

void h_stopping_rules(struct conf *c)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct rules r;
	struct err e = { 0 };

	h_ok(rules_load(&a, &r, &e), e);
	for (size_t i = 0; i < r.n; i++) {
		const char *consequence = r.rows[i].consequence;

		if (strcmp(consequence, "record") != 0 && strcmp(consequence, "delivery") != 0)
			h_ok(conf_set(c, "rule", arena_printf(&a, "%s.consequence", r.rows[i].id),
			             "off", "test", &e),
			        e);
	}
}

void h_ctx(struct ctx *x, sqlite3 *db, struct arena *a, const char *workspace)
{
	struct conf *c = conf_new(a);
	struct err e = { 0 };

	h_ok(conf_set(c, "municipality", "code", "492", "test", &e), e);
	h_ok(conf_finish(c, &e), e);
	*x = (struct ctx){ .db = db,
		.conf = c,
		.workspace = workspace,
		.municipality = "492",
		.as_of = day_from_ymd(2026, 11, 1),
		.now = 1793491200,
		.run_id = 1,
		.lang = "da",
		.arena = a };
}

void h_step(struct ctx *x, const char *path)
{
	struct err e = { 0 };
	int64_t rows;

	h_ok(step_run(x, def_find(path), &rows, &e), e);
}

bool h_few(void)
{
	return getenv("HISTORY_COUNT") != NULL;
}

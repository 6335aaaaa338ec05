#include "tests/harness/h_cpr.h"

#include "common/buf.h"
#include "common/defs.h"
#include "extract/cpr.h"
#include "transform/codelist.h"
#include "transform/step.h"

void h_cpr_begin(struct h_cpr *t, const char *name)
{
	*t = (struct h_cpr){ .db = h_mart() };
	t->folder = arena_strdup(&t->arena, h_tmp(name));
	h_ctx(&t->ctx, t->db, &t->arena, t->folder);
}

void h_cpr_end(struct h_cpr *t)
{
	h_tmp_remove(t->folder);
	db_closep(&t->db);
	arena_done(&t->arena);
}

const char *h_cpr_load_path(struct h_cpr *t, const char *path)
{
	const struct feed_file f = { .file_id = ++t->file,
		.path = path,
		.name = "D260901.L900001",
		.feed = "cpr",
		.produced = NO_DAY };
	struct err e = { 0 };

	t->last = (struct source_result){ .source = "cpr" };
	h_exec(t->db, "SAVEPOINT load");
	h_exec(t->db, arena_printf(&t->arena,
	                      "INSERT INTO staging_file(file, feed, name, sha256, bytes)"
	                      " VALUES(%lld, 'cpr', 'D260901.L900001', '%lld', 1)",
	                      (long long)t->file, (long long)t->file));
	h_ok(cpr_load(&t->ctx, &f, &t->last, &e), e);
	h_exec(t->db, t->last.verdict ? "ROLLBACK TO load; RELEASE load" : "RELEASE load");
	assert_int_equal(t->last.rows_in, t->last.staged + t->last.rejected);
	return t->last.verdict ? t->last.verdict : "loaded";
}

const char *h_cpr_load(struct h_cpr *t, const void *data, size_t n)
{
	const char *path = arena_printf(&t->arena, "%s/extract", t->folder);

	h_write(path, data, n);
	return h_cpr_load_path(t, path);
}

const char *h_cpr_extract(struct h_cpr *t, const char *produced, const char *previous,
        const char *const *lines, size_t n, int64_t count)
{
	struct buf b CLEANUP(buf_done) = { 0 };

	buf_init(&b, 1 << 24);
	assert_int_equal(buf_printf(&b, "0000000000000900001%s%s\n", produced, previous), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(buf_str(&b, lines[i]) | buf_char(&b, '\n'), 0);
	assert_int_equal(buf_printf(&b, "9999999999999%08lld\n",
	                         count < 0 ? (long long)n : (long long)count),
	        0);
	return h_cpr_load(t, b.data, b.len);
}

char *h_cpr_dump(struct h_cpr *t)
{
	char *names = h_rows(t->db, &t->arena,
	        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'staging_cpr_%' "
	        "ORDER BY name");
	char *all = arena_strdup(&t->arena, "");

	for (char *next; *names; names = next) {
		size_t n = strcspn(names, "\n");

		next = names + n + 1;
		names[n] = '\0';
		all = arena_printf(&t->arena, "%s%s\n%s\n", all, names,
		        h_rows(t->db, &t->arena,
		                arena_printf(
		                        &t->arena, "SELECT * FROM %s ORDER BY 1, 2, 3", names)));
	}
	return all;
}

char *h_cpr_findings(struct h_cpr *t)
{
	return h_rows(t->db, &t->arena,
	        "SELECT rule, coalesce(field, ''), line FROM finding ORDER BY line, rule, field");
}

void h_cpr_set(struct h_cpr *t, const char *name, const char *value)
{
	struct err e = { 0 };

	if (!t->conf) {
		t->conf = conf_new(&t->arena);
		h_ok(conf_set(t->conf, "municipality", "code", "492", "test", &e), e);
	}
	h_ok(conf_set(t->conf, "feed.cpr", name, value, "test", &e), e);
	h_ok(conf_finish(t->conf, &e), e);
	t->ctx.conf = t->conf;
}

/* --- facts -------------------------------------------------------------------- */

void h_cpr_facts(struct h_cpr *t)
{
	const struct def_file *f;
	struct err e = { 0 };
	size_t cursor = 0;
	int64_t rows;

	h_ok(codelist_load(t->db, &e), e);
	while ((f = def_next("transform/facts/1", ".sql", &cursor)))
		if (strncmp(f->path, "transform/facts/13", 18) < 0)
			h_ok(step_run(&t->ctx, f, &rows, &e), e);
}

char *h_cpr_fact_dump(struct h_cpr *t)
{
	static const char *const tables[] = { "fact_pnr", "fact_citizen", "fact_custody",
		"fact_protection", "fact_residence", "fact_move" };
	char *all = arena_strdup(&t->arena, "");

	for (size_t i = 0; i < COUNT_OF(tables); i++)
		all = arena_printf(&t->arena, "%s%s\n%s", all, tables[i],
		        h_rows(t->db, &t->arena,
		                arena_printf(
		                        &t->arena, "SELECT * FROM %s ORDER BY 1, 2", tables[i])));
	return all;
}

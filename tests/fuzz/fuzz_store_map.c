/*
 * Any text as a column map, its first line as the header of the file: refused, or a SELECT that
 * SQLite takes, with the entity's columns and nothing else in it.
 */
#include "common/sqlfn.h"
#include "extract/store_csv_select.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Words of the line, by ';'. */
static const char *take_header(struct csv_table *t, struct arena *a, const char *text)
{
	size_t line = strcspn(text, "\n");
	const char *end = text + line;

	t->header = arena_take(a, (line + 1) * sizeof *t->header);
	for (size_t n; text <= end; text += n + 1) {
		n = strcspn(text, ";\n");
		t->header[t->width++] = arena_strndup(a, text, n);
	}
	return *end ? end + 1 : end;
}

static void select_is_sound(const struct store_map *m, const struct csv_table *t, struct arena *a)
{
	sqlite3 *db CLEANUP(db_closep) = NULL;
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct err e = { 0 };
	const char *sql, *tail;

	if (csv_select(m, t, a, &sql, &e) < 0)
		return;
	if (sqlite3_open(":memory:", &db) != SQLITE_OK || sqlfn_register(db, &e) < 0)
		abort();
	if (csv_table_create(t, db, &e) < 0)
		return;
	if (sqlite3_prepare_v2(db, sql, -1, &s, &tail) != SQLITE_OK || *tail ||
	        (size_t)sqlite3_column_count(s) != m->t->n || !sqlite3_stmt_readonly(s))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *text = arena_strndup(&a, (const char *)data, size);
	struct store_file file = { .name = "x.csv" };
	struct csv_table t = { .name = "file x.csv 1", .file = &file };
	struct store_export x;
	struct entities all;
	struct store_map m;
	struct err e = { 0 };

	if (entities_read(&a, &all, &e) < 0)
		abort();
	text = take_header(&t, &a, text);
	(void)!store_export_parse(&x, &a, "export.map", text, &e);
	if (store_export_parse(&x, &a, "export.map", NULL, &e) < 0)
		abort();
	if (store_map_parse(&m, entity_find(&all, "team"), &x, &a, "team.map", text, &e) == 0 &&
	        !m.lacks)
		select_is_sound(&m, &t, &a);
	return 0;
}

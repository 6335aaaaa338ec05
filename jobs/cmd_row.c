/* show row FILE:LINE, as it came, from the archive; ENTITY:KEY, of the case store, from staging. */
#include "common/text.h"
#include "extract/casestore.h"
#include "extract/entity.h"
#include "jobs/app.h"

enum { ROW_MAX = 1 << 20 };

int show_row(struct app *a, const char *name, struct err *e);

struct place {
	const char *before, *after; /* the colon: file or entity, line or key */
	bool of_store;
	int64_t line;
};

static bool number(const char *s, int64_t *ret)
{
	return text_int(s, strlen(s), ret) && *ret > 0;
}

/* An entity has no colon in its name, a key or a file may have. */
static int parse_place(struct app *a, const char *text, struct place *ret, struct err *e)
{
	const char *colon = text ? strchr(text, ':') : NULL;
	struct entities all;

	if (entities_read(&a->w.arena, &all, e) < 0)
		return -1;
	if (colon) {
		ret->before = arena_strndup(&a->w.arena, text, (size_t)(colon - text));
		ret->of_store = entity_find(&all, ret->before) != NULL;
		if (!ret->of_store)
			colon = strrchr(text, ':');
		ret->before = arena_strndup(&a->w.arena, text, (size_t)(colon - text));
		ret->after = colon + 1;
	}
	return colon && (ret->of_store || number(ret->after, &ret->line))
	               ? 0
	               : err_set(e, ERR_USAGE,
	                         "show row: expected FILE:LINE, or ENTITY:KEY for a row of the "
	                         "case "
	                         "store, as findings --list gives them");
}

/* By its number, or the last of that name. */
static int find_file(struct app *a, const char *name, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (number(name, ret))
		return 0;
	if (db_prepare(a->w.db,
	            "SELECT max(file) FROM staging_file WHERE name = :name HAVING"
	            " max(file) IS NOT NULL",
	            "staging_file", &s, e) < 0 ||
	        db_bind_text(s, ":name", name, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	*ret = rc > 0 ? sqlite3_column_int64(s, 0) : 0;
	return rc > 0 ? 0 : err_set(e, ERR_NOINPUT, "no file '%s' in staging", name);
}

static int find_row(struct app *a, const struct place *p, struct buf *b, struct err *e)
{
	bool whole = cli_flag(&a->cli, "--whole");
	int64_t file;

	if (p->of_store)
		return casestore_row(&a->ctx, p->before, p->after, whole, b, e);
	if (find_file(a, p->before, &file, e) < 0)
		return -1;
	return source_row(&a->ctx, file, p->line, whole, b, e);
}

int show_row(struct app *a, const char *name, struct err *e)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	struct place p = { 0 };

	if (parse_place(a, name, &p, e) < 0 || app_workspace(a, WS_CONF | WS_DB_RO, e) < 0)
		return -1;
	buf_init(&b, ROW_MAX);
	if (find_row(a, &p, &b, e) < 0)
		return -1;
	fprintf(a->out, "%s\n", b.data ? b.data : "");
	return 0;
}

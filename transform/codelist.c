#include "transform/codelist.h"

#include "common/defs.h"
#include "common/file.h"
#include "common/text.h"

enum { FIELDS = 24, FIXED = 6, LINE_MAX_BYTES = 2000 };
enum { CODE, LABEL_DA, LABEL_EN, VALID_FROM, VALID_TO, MARK };

static const char *const fixed[FIXED] = { "code", "label_da", "label_en", "valid_from", "valid_to",
	"mark" };
static const char *const marks[] = { "READ", "INFERRED", "LOCAL" };

static const char insert_code[] =
        "INSERT INTO codelist(list, code, label_da, label_en, valid_from, valid_to, mark)"
        " VALUES(:list, :code, :label_da, nullif(:label_en, ''), day(nullif(:valid_from, '')),"
        " day(nullif(:valid_to, '')), :mark)";
static const char insert_attr[] = "INSERT INTO codelist_attr(list, code, name, value)"
                                  " VALUES(:list, :code, :name, :value) ON CONFLICT DO NOTHING";
static const char find_overlap[] =
        "SELECT a.code FROM codelist AS a JOIN codelist AS b"
        "    ON b.list = a.list AND b.code = a.code AND b.rowid > a.rowid"
        " WHERE a.list = :list"
        "   AND (a.valid_from IS NULL OR b.valid_to IS NULL OR a.valid_from <= b.valid_to)"
        "   AND (b.valid_from IS NULL OR a.valid_to IS NULL OR b.valid_from <= a.valid_to)"
        " LIMIT 1";

struct adding {
	sqlite3_stmt *code, *attr;
	const char *path, *list;
	int line;
	char names_text[LINE_MAX_BYTES]; /* the header; names point into it */
	char *names[FIELDS];
	size_t columns;
};

static void adding_done(struct adding *a)
{
	stmt_done(&a->code);
	stmt_done(&a->attr);
}

static int bad(const struct adding *a, struct err *e, const char *what, const char *value)
{
	return err_set(e, ERR_CONFIG, "%s:%d: %s '%s'", a->path, a->line, what, value);
}

/* Splits in place; returns the number of fields, which may exceed what fits. */
static size_t split(char *line, char *fields[FIELDS])
{
	size_t n = 0;

	for (char *at = line; at; n++) {
		char *end = strchr(at, ';');

		if (n < FIELDS)
			fields[n] = at;
		if (end)
			*end++ = '\0';
		at = end;
	}
	return n;
}

static int take_header(struct adding *a, const char *line, struct err *e)
{
	snprintf(a->names_text, sizeof a->names_text, "%s", line);
	a->columns = split(a->names_text, a->names);
	if (a->columns < FIXED || a->columns > FIELDS)
		return bad(a, e, "not the agreed header:", line);
	for (size_t i = 0; i < FIXED; i++)
		if (strcmp(a->names[i], fixed[i]) != 0)
			return bad(a, e, "not the agreed header: column", a->names[i]);
	return 0;
}

static int check_fields(const struct adding *a, char *const *f, struct err *e)
{
	int32_t day;

	for (int i = VALID_FROM; i <= VALID_TO; i++)
		if (*f[i] && !text_day(f[i], strlen(f[i]), &day))
			return bad(a, e, "not a date:", f[i]);
	if (*f[VALID_FROM] && *f[VALID_TO] && strcmp(f[VALID_FROM], f[VALID_TO]) > 0)
		return bad(a, e, "valid_to is before valid_from for code", f[CODE]);
	if (!*f[CODE] || !*f[LABEL_DA])
		return bad(a, e, "code or Danish label is missing for code", f[CODE]);
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (strcmp(marks[i], f[MARK]) == 0)
			return 0;
	return bad(a, e, "unknown mark", f[MARK]);
}

static int add_attr(
        struct adding *a, const char *code, const char *name, const char *value, struct err *e)
{
	sqlite3 *db = sqlite3_db_handle(a->attr);

	if (db_bind_text(a->attr, ":code", code, e) < 0 ||
	        db_bind_text(a->attr, ":name", name, e) < 0 ||
	        db_bind_text(a->attr, ":value", value, e) < 0 || db_run(a->attr, e) < 0)
		return -1;
	return sqlite3_changes(db) ? 0 : bad(a, e, "attribute given on two lines:", name);
}

static int add_row(struct adding *a, char *line, struct err *e)
{
	char *f[FIELDS];

	if (split(line, f) != a->columns)
		return bad(a, e, "another number of fields than the header, code", f[CODE]);
	if (check_fields(a, f, e) < 0)
		return -1;
	for (int i = 0; i < FIXED; i++) {
		char name[32];

		snprintf(name, sizeof name, ":%s", fixed[i]);
		if (db_bind_text(a->code, name, f[i], e) < 0)
			return -1;
	}
	if (db_run(a->code, e) < 0)
		return err_ctx(e, "%s:%d", a->path, a->line);
	for (size_t i = FIXED; i < a->columns; i++)
		if (*f[i] && add_attr(a, f[CODE], a->names[i], f[i], e) < 0)
			return -1;
	return 0;
}

static int add_lines(struct adding *a, const char *text, struct err *e)
{
	char line[LINE_MAX_BYTES];

	while (*text) {
		size_t n = strcspn(text, "\n");

		a->line++;
		if (n >= sizeof line || !utf8_valid(text, n))
			return bad(a, e, "the line is too long or not UTF-8 in list", a->list);
		snprintf(line, sizeof line, "%.*s", (int)n, text);
		if ((a->line == 1 ? take_header(a, line, e) : add_row(a, line, e)) < 0)
			return -1;
		text += n + (text[n] != '\0');
	}
	return a->line > 1 ? 0 : bad(a, e, "no codes in list", a->list);
}

static int no_overlap(struct adding *a, sqlite3 *db, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db, find_overlap, a->path, &s, e) < 0 ||
	        db_bind_text(s, ":list", a->list, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	if (rc == 0)
		return 0;
	return err_set(
	        e, ERR_CONFIG, "%s: the periods of code '%s' overlap", a->path, col_text(s, 0));
}

static void list_name(const char *path, char *name, size_t cap)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;

	snprintf(name, cap, "%.*s", (int)strcspn(base, "."), base);
}

int codelist_add(sqlite3 *db, const char *path, const char *text, struct err *e)
{
	struct adding a CLEANUP(adding_done) = { .path = path };
	char list[64];

	list_name(path, list, sizeof list);
	a.list = list;
	if (db_prepare(db, insert_code, path, &a.code, e) < 0 ||
	        db_prepare(db, insert_attr, path, &a.attr, e) < 0 ||
	        db_bind_text(a.code, ":list", list, e) < 0 ||
	        db_bind_text(a.attr, ":list", list, e) < 0)
		return -1;
	if (add_lines(&a, text, e) < 0)
		return -1;
	return no_overlap(&a, db, e);
}

/* One name for the content of all lists built in. */
static void lists_hash(struct arena *a, char hex[65])
{
	const struct def_file *f;
	size_t cursor = 0;
	const char *all = "";
	char one[65];

	while ((f = def_next("schemas/codelists/", ".csv", &cursor))) {
		sha256_hex(f->data, f->len, one);
		all = arena_printf(a, "%s%s %s\n", all, f->path, one);
	}
	sha256_hex(all, strlen(all), hex);
}

static int is_loaded(sqlite3 *db, const char *hash, bool *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db, "SELECT 1 FROM codelist_loaded WHERE sha256 = :sha256", "code lists", &s,
	            e) < 0 ||
	        db_bind_text(s, ":sha256", hash, e) < 0 || (rc = db_step(s, e)) < 0)
		return -1;
	*ret = rc == 1;
	return 0;
}

static int replace_all(sqlite3 *db, const char *hash, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const struct def_file *f;
	size_t cursor = 0;

	if (db_exec(db,
	            "DELETE FROM codelist; DELETE FROM codelist_attr; DELETE FROM codelist_loaded",
	            e) < 0)
		return -1;
	while ((f = def_next("schemas/codelists/", ".csv", &cursor)))
		if (codelist_add(db, f->path, f->data, e) < 0)
			return -1;
	if (db_prepare(db, "INSERT INTO codelist_loaded(sha256) VALUES(:sha256)", "code lists", &s,
	            e) < 0 ||
	        db_bind_text(s, ":sha256", hash, e) < 0)
		return -1;
	return db_run(s, e);
}

int codelist_load(sqlite3 *db, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	bool loaded = false;
	char hash[65];

	lists_hash(&a, hash);
	if (is_loaded(db, hash, &loaded, e) < 0)
		return -1;
	if (loaded)
		return 0;
	if (db_exec(db, "SAVEPOINT codelist", e) < 0)
		return -1;
	if (replace_all(db, hash, e) < 0) {
		(void)sqlite3_exec(db, "ROLLBACK TO codelist; RELEASE codelist", NULL, NULL, NULL);
		return -1;
	}
	return db_exec(db, "RELEASE codelist", e);
}

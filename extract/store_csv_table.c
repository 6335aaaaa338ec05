#include "extract/store_csv_table.h"

#include "common/text.h"
#include "common/csv_charset.h"
#include "extract/finding.h"

/* --- SQL ------------------------------------------------------------------------ */

static const char *quoted(struct arena *a, const char *s, char quote)
{
	char *out = arena_take(a, 2 * strlen(s) + 3), *w = out;

	*w++ = quote;
	for (; *s; s++) {
		if (*s == quote)
			*w++ = quote;
		*w++ = *s;
	}
	*w = quote;
	return out;
}

const char *csv_sql_name(struct arena *a, const char *name)
{
	return quoted(a, name, '"');
}

const char *csv_sql_text(struct arena *a, const char *text)
{
	return quoted(a, text, '\'');
}

int csv_table_create(const struct csv_table *t, sqlite3 *db, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct buf b CLEANUP(buf_done);

	buf_init(&b, CSV_RECORD_MAX);
	(void)buf_printf(&b, "CREATE TABLE %s (", csv_sql_name(&a, t->name));
	for (size_t i = 0; i < t->width; i++)
		(void)buf_printf(&b, "%s%s TEXT", i ? ", " : "", csv_sql_name(&a, t->header[i]));
	if (buf_char(&b, ')') < 0)
		return err_set(
		        e, ERR_DATA, "export file '%s': the header is too long", t->file->name);
	return sqlite3_exec(db, b.data, NULL, NULL, NULL) == SQLITE_OK
	               ? 0
	               : db_err(db, e, t->file->name);
}

#define FAULTS "\"faults of the export\""

int csv_faults_create(sqlite3 *db, struct err *e)
{
	return db_exec(db,
	        "CREATE TABLE " FAULTS "(file TEXT, line INTEGER, kind INTEGER, field TEXT,"
	        " found TEXT, expected TEXT)",
	        e);
}

const char csv_faults_query[] = "SELECT file, line, kind, field, found, expected FROM " FAULTS
                                " ORDER BY file, line, rowid";

/* --- the header --------------------------------------------------------------------- */

static int header_err(const struct csv_table *t, enum err_code code, struct err *e,
        const char *what, const char *which)
{
	return err_set(e, code, "export file '%s': %s%s", t->file->name, what, which);
}

/* A header field as text, in UTF-8; NULL: it is not of the character set. */
static char *header_word(const struct csv_table *t, const struct csv_field *f, struct arena *a)
{
	char *out = arena_take(a, 3 * f->n + 1);
	size_t n;

	if (!charset_is_utf8(t->form.charset))
		return charset_decode(t->form.charset, f->s, f->n, out, &n) ? out : NULL;
	memcpy(out, f->s, f->n);
	return utf8_valid(out, f->n) ? out : NULL;
}

static int check_unlike(const struct csv_table *t, struct err *e)
{
	for (size_t i = 0; i < t->width; i++)
		for (size_t k = 0; k < i; k++)
			if (sqlite3_stricmp(t->header[i], t->header[k]) == 0)
				return header_err(
				        t, ERR_DATA, e, "the header has twice: ", t->header[i]);
	return 0;
}

static int take_header(
        struct csv_table *t, const struct csv_record *r, struct arena *a, struct err *e)
{
	t->width = r->n_fields;
	t->header = arena_take(a, (t->width + 1) * sizeof *t->header);
	t->used = arena_take(a, t->width + 1);
	for (size_t i = 0; i < t->width; i++) {
		t->header[i] = header_word(t, &r->field[i], a);
		if (!t->header[i])
			return header_err(
			        t, ERR_CONFIG, e, "the header is not in ", t->form.charset);
		if (text_has_control(t->header[i], strlen(t->header[i])))
			return header_err(
			        t, ERR_DATA, e, "the header holds control characters", "");
		if (!*t->header[i])
			t->header[i] = arena_printf(a, "column %zu", i + 1);
	}
	return check_unlike(t, e);
}

static int open_file(const struct csv_table *t, struct csv_reader **ret, struct err *e)
{
	return csv_open(ret, t->file->path, t->form.separator, t->form.quote, 0, e);
}

int csv_table_header(struct csv_table *t, struct arena *a, struct err *e)
{
	struct csv_reader *reader CLEANUP(csv_close) = NULL;
	struct csv_record r;
	enum csv_mark mark;
	int rc;

	if (open_file(t, &reader, e) < 0)
		return -1;
	mark = csv_mark(reader);
	if (mark == CSV_UTF16_MARK || (mark && !charset_is_utf8(t->form.charset)))
		return header_err(t, ERR_CONFIG, e,
		        mark == CSV_UTF8_MARK ? "it is in utf-8 (BOM), expected "
		                              : "it is in utf-16, expected ",
		        t->form.charset);
	rc = csv_next(reader, &r, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return header_err(t, ERR_DATA, e, "it is empty, without a header", "");
	if (r.fault != CSV_OK)
		return header_err(t, ERR_DATA, e, "the header cannot be read as CSV", "");
	return take_header(t, &r, a, e);
}

int csv_table_column(const struct csv_table *t, const struct feed_words *words)
{
	for (size_t i = 0; i < t->width; i++)
		if (feed_words_have(words, t->header[i], strlen(t->header[i])))
			return (int)i;
	return -1;
}

/* --- rows ----------------------------------------------------------------------------- */

struct loading {
	const struct csv_table *t;
	sqlite3 *db;
	sqlite3_stmt *row, *fault;
	char *decoded; /* fields of a record in another character set */
	bool utf8;
};

static void loading_done(struct loading *l)
{
	stmt_done(&l->row);
	stmt_done(&l->fault);
	free(l->decoded);
}

static int prepare_row(struct loading *l, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct buf b CLEANUP(buf_done);
	int n = 0;

	buf_init(&b, CSV_RECORD_MAX);
	(void)buf_printf(&b, "INSERT INTO %s (", csv_sql_name(&a, l->t->name));
	for (size_t i = 0; i < l->t->width; i++)
		if (l->t->used[i])
			(void)buf_printf(
			        &b, "%s%s", n++ ? ", " : "", csv_sql_name(&a, l->t->header[i]));
	if (!n)
		(void)buf_str(&b, csv_sql_name(&a, l->t->header[0]));
	(void)buf_str(&b, n ? ") VALUES (" : ") VALUES (NULL");
	for (int i = 1; i <= n; i++)
		(void)buf_printf(&b, "%s?%d", i > 1 ? ", " : "", i);
	(void)buf_char(&b, ')');
	return db_prepare(l->db, b.data, l->t->file->name, &l->row, e);
}

struct fault {
	enum finding_kind kind;
	const char *field, *found, *expected;
};

static int add_fault(
        struct loading *l, const struct csv_record *r, const struct fault *f, struct err *e)
{
	if (sqlite3_bind_text(l->fault, 1, l->t->file->name, -1, SQLITE_STATIC) ||
	        sqlite3_bind_int64(l->fault, 2, r->line) ||
	        sqlite3_bind_int(l->fault, 3, (int)f->kind) ||
	        sqlite3_bind_text(l->fault, 4, f->field, -1, SQLITE_STATIC) ||
	        sqlite3_bind_text(l->fault, 5, f->found, -1, SQLITE_STATIC) ||
	        sqlite3_bind_text(l->fault, 6, f->expected, -1, SQLITE_STATIC))
		return db_err(l->db, e, l->t->file->name);
	return db_run(l->fault, e);
}

static const struct {
	enum finding_kind kind;
	const char *expected;
} record_faults[] = {
	[CSV_QUOTED] = { FIND_QUOTE, "et felt i anførselstegn, der er lukket" },
	[CSV_LONG] = { FIND_RECORD, "højst 1 MiB" },
	[CSV_FIELD] = { FIND_FIELD, "højst 64 KiB i et felt" },
	[CSV_FIELDS] = { FIND_COLUMNS, "højst 256 felter" },
	[CSV_NUL] = { FIND_NUL, "tekst uden NUL-tegn" },
};

static int fault_of_record(struct loading *l, const struct csv_record *r, struct err *e)
{
	char sought = r->fault == CSV_NUL ? '\0' : l->t->form.quote, found[48];
	struct fault f = { .kind = record_faults[r->fault].kind,
		.expected = record_faults[r->fault].expected };
	const char *at = r->fault == CSV_NUL || r->fault == CSV_QUOTED
	                         ? memchr(r->raw, sought, r->n_raw)
	                         : NULL;

	if (at) {
		snprintf(found, sizeof found, "byte %zu", (size_t)(at - r->raw) + 1);
		f.found = found;
	}
	return add_fault(l, r, &f, e);
}

static int fault_of_width(struct loading *l, const struct csv_record *r, struct err *e)
{
	char found[32], expected[32];

	snprintf(found, sizeof found, "%zu felter", r->n_fields);
	snprintf(expected, sizeof expected, "%zu felter", l->t->width);
	return add_fault(l, r, &(struct fault){ FIND_COLUMNS, NULL, found, expected }, e);
}

/* The fields in UTF-8, in place of those of the record; false: *ret_bad is not of the set. */
static bool decode(struct loading *l, struct csv_record *r, size_t *ret_bad)
{
	size_t used = 0, n;

	for (size_t i = 0; i < r->n_fields && r->high; i++) {
		struct csv_field *f = &r->field[i];

		*ret_bad = i;
		if (l->utf8 && !utf8_valid(f->s, f->n))
			return false;
		if (l->utf8)
			continue;
		if (!charset_decode(l->t->form.charset, f->s, f->n, l->decoded + used, &n))
			return false;
		*f = (struct csv_field){ l->decoded + used, n };
		used += n;
	}
	return true;
}

static int store_row(struct loading *l, const struct csv_record *r, struct err *e)
{
	int at = 0, bad = 0;

	for (size_t i = 0; i < l->t->width; i++) {
		const struct csv_field *f = &r->field[i];

		if (!l->t->used[i])
			continue;
		at++;
		bad |= f->n ? sqlite3_bind_text(l->row, at, f->s, (int)f->n, SQLITE_STATIC)
		            : sqlite3_bind_null(l->row, at);
	}
	return bad ? db_err(l->db, e, l->t->file->name) : db_run(l->row, e);
}

static int take_record(struct loading *l, struct csv_record *r, struct err *e)
{
	size_t bad;

	if (r->fault != CSV_OK)
		return fault_of_record(l, r, e);
	if (r->n_fields != l->t->width)
		return fault_of_width(l, r, e);
	if (!decode(l, r, &bad))
		return add_fault(l, r,
		        &(struct fault){
		                FIND_ENCODING, l->t->header[bad], NULL, l->t->form.charset },
		        e);
	return store_row(l, r, e);
}

static int load_rows(struct loading *l, struct csv_reader *reader, struct err *e)
{
	struct csv_record r;
	int rc = csv_next(reader, &r, e); /* the header */

	while (rc > 0 && (rc = csv_next(reader, &r, e)) > 0)
		if (take_record(l, &r, e) < 0)
			return err_ctx(e, "line %lld", (long long)r.line);
	return rc;
}

int csv_table_load(const struct csv_table *t, sqlite3 *db, struct err *e)
{
	struct csv_reader *reader CLEANUP(csv_close) = NULL;
	struct loading l CLEANUP(
	        loading_done) = { .t = t, .db = db, .utf8 = charset_is_utf8(t->form.charset) };

	if (!l.utf8 && !(l.decoded = malloc(3 * (size_t)CSV_RECORD_MAX)))
		out_of_memory();
	if (prepare_row(&l, e) < 0 ||
	        db_prepare(db, "INSERT INTO " FAULTS " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	                t->file->name, &l.fault, e) < 0 ||
	        open_file(t, &reader, e) < 0 || load_rows(&l, reader, e) < 0)
		return err_ctx(e, "export file '%s'", t->file->name);
	return 0;
}

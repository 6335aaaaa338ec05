#include "extract/source.h"

#include "common/file.h"
#include "common/text.h"
#include "extract/cpr_row.h"
#include "common/csv_read.h"
#include "extract/feed.h"
#include "extract/xml_read.h"

enum { RAW_MAX = 64 * 1024 };

int source_facts(
        struct ctx *c, const struct feed_file *f, const struct file_facts *facts, struct err *e)
{
	static const char sql[] =
	        "UPDATE staging_file SET"
	        " municipality = coalesce(:municipality, municipality),"
	        " period = coalesce(:period, period), encoding = coalesce(:encoding, encoding),"
	        " produced = coalesce(:produced, produced), previous = coalesce(:previous, "
	        "previous),"
	        " trailer = coalesce(:trailer, trailer), \"nothing\" = \"nothing\" | :nothing"
	        " WHERE file = :file";
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const struct {
		const char *name, *value;
	} texts[] = {
		{ ":municipality", facts->municipality },
		{ ":period", facts->period },
		{ ":encoding", facts->encoding },
	};

	if (db_prepare(c->db, sql, "staging_file", &s, e) < 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (texts[i].value && db_bind_text(s, texts[i].name, texts[i].value, e) < 0)
			return -1;
	if (facts->produced != NO_DAY && db_bind_int(s, ":produced", facts->produced, e) < 0)
		return -1;
	if (facts->previous != NO_DAY && db_bind_int(s, ":previous", facts->previous, e) < 0)
		return -1;
	if (facts->trailer >= 0 && db_bind_int(s, ":trailer", facts->trailer, e) < 0)
		return -1;
	if (db_bind_int(s, ":nothing", facts->nothing, e) < 0 ||
	        db_bind_int(s, ":file", f->file_id, e) < 0)
		return -1;
	return db_run(s, e);
}

void source_refuse(
        struct ctx *c, struct source_result *r, const char *verdict, const struct finding *why)
{
	r->verdict = verdict;
	finding_copy(c->arena, &r->why, why);
}

/* --- raw text ------------------------------------------------------------- */

int raw_begin(struct raw_out *o, sqlite3 *db, struct err *e)
{
	o->insert = NULL;
	buf_init(&o->text, (size_t)4 * RAW_MAX + 16);
	return db_prepare(db,
	        "INSERT OR IGNORE INTO staging_raw(file, line, byte, raw)"
	        " VALUES(:file, :line, :byte, :raw)",
	        "staging_raw", &o->insert, e);
}

/* Length of the UTF-8 character at s, 0 when it is none or a control character. */
static size_t character(const char *s, size_t n)
{
	unsigned char c = (unsigned char)*s;
	size_t len = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	if (c < 0x20 || c == 0x7F || len > n || !utf8_valid(s, len))
		return 0;
	return len;
}

int raw_text(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t len = character(s + i, n - i);
		int rc = len ? buf_add(b, s + i, len)
		             : buf_printf(b, "\\x%02X", (unsigned)(unsigned char)s[i]);

		if (rc < 0)
			return -1;
		i += len ? len : 1;
	}
	return 0;
}

int raw_add(struct raw_out *o, int64_t file, int64_t line, int64_t byte, const char *raw, size_t n,
        struct err *e)
{
	sqlite3_stmt *s = o->insert;

	buf_reset(&o->text);
	if (raw_text(&o->text, raw, n < RAW_MAX ? n : RAW_MAX) < 0 ||
	        (n > RAW_MAX && buf_str(&o->text, "…") < 0))
		return err_set(e, ERR_BUG, "text of line %lld does not fit", (long long)line);
	if (db_bind_int(s, ":file", file, e) < 0 || db_bind_int(s, ":line", line, e) < 0 ||
	        db_bind_int(s, ":byte", byte, e) < 0 ||
	        db_bind_text(s, ":raw", o->text.len ? o->text.data : "", e) < 0)
		return -1;
	return db_run(s, e);
}

void raw_done(struct raw_out *o)
{
	stmt_done(&o->insert);
	buf_done(&o->text);
}

/* --- back to the row ------------------------------------------------------ */

const char *source_archive_path(struct ctx *c, const char *sha256)
{
	return arena_printf(c->arena, "%s/archive/%.2s/%s", c->workspace, sha256, sha256);
}

struct origin {
	const char *path;
	const char *encoding;
	const struct feed *feed;
};

static int origin_of(struct ctx *c, int64_t file, struct origin *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct feed_name says;
	struct feed_set set;
	int rc;

	if (feeds_load(&set, c->arena, c->workspace, c->conf, e) < 0 ||
	        db_prepare(c->db,
	                "SELECT sha256, feed, encoding, name FROM staging_file WHERE file = :file",
	                "staging_file", &s, e) < 0 ||
	        db_bind_int(s, ":file", file, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_NOINPUT, "no file %lld in staging", (long long)file);
	if (strcmp(col_text(s, 1), "casestore") == 0)
		return err_set(e, ERR_NOINPUT,
		        "file %lld is the case store, whose rows have no lines: ENTITY:KEY names "
		        "one",
		        (long long)file);
	ret->path = source_archive_path(c, col_text(s, 0));
	ret->feed = feed_of_name(&set, col_text(s, 3), &says);
	if (!ret->feed)
		ret->feed = feed_find(&set, col_text(s, 1));
	ret->encoding = arena_strdup(c->arena, col_text(s, 2));
	return 0;
}

/* Runs of ten digits or more, as in fixed-width records, which text_mask() leaves alone. */
static void mask_runs(char *s)
{
	for (size_t i = 0; s[i];) {
		size_t n = strspn(s + i, "0123456789");

		if (n >= 10)
			memset(s + i, '*', n);
		i += n ? n : 1;
	}
}

static int hand_out(const struct origin *o, const struct csv_record *rec, bool whole,
        struct buf *ret, struct err *e)
{
	size_t from = ret->len;
	char *utf8;
	int rc;

	if (strcmp(o->encoding, "utf-8") == 0 || utf8_valid(rec->raw, rec->n_raw)) {
		rc = raw_text(ret, rec->raw, rec->n_raw);
	} else {
		utf8 = malloc(2 * rec->n_raw + 1);
		if (!utf8)
			out_of_memory();
		rc = raw_text(
		        ret, utf8, latin1_to_utf8(rec->raw, rec->n_raw, utf8, 2 * rec->n_raw + 1));
		free(utf8);
	}
	if (rc < 0)
		return err_set(e, ERR_DATA, "the row is longer than %zu bytes", ret->max);
	if (!whole && ret->data) {
		mask_runs(ret->data + from);
		text_mask(ret->data + from);
	}
	return 0;
}

/* Other files of lines are read as CSV without a quote and with a separator they lack. */
static int row_reader(const struct origin *o, int64_t byte, struct csv_reader **ret, struct err *e)
{
	bool csv = o->feed && strcmp(o->feed->format, "csv") == 0;

	return csv_open(ret, o->path, csv ? o->feed->separator : '\x1f',
	        csv ? o->feed->quote : '\0', byte, e);
}

/* --- a row of XML: the file is read up to it, whichever way it is named ------ */

static bool is_xml(const struct origin *o)
{
	return o->feed && strcmp(o->feed->format, "xml") == 0;
}

static bool wanted(const struct csv_record *r, int64_t line, int64_t byte)
{
	return r->raw[0] && (line ? r->line == line : r->byte == byte);
}

/* All rows that begin on the line, or the one at the byte. */
static int xml_rows(const struct origin *o, int64_t line, int64_t byte, bool whole, struct buf *ret,
        struct err *e)
{
	struct xml_reader *x CLEANUP(xml_read_close) = NULL;
	struct origin utf8 = *o; /* as the reader gives it */
	struct csv_record r;
	int found = 0, rc;

	utf8.encoding = "utf-8";
	if (xml_read_open(&x, o->path, o->feed, e) < 0)
		return -1;
	while ((rc = xml_read_next(x, &r, e)) > 0) {
		if (!wanted(&r, line, byte))
			continue;
		if ((found && buf_char(ret, '\n') < 0) || hand_out(&utf8, &r, whole, ret, e) < 0)
			return found ? found : -1;
		found++;
	}
	return rc < 0 ? -1 : found;
}

/* --- a record of an extract: cut out by its layout ----------------------------- */

static bool is_cpr(const struct origin *o)
{
	return o->feed && strcmp(o->feed->format, "cpr") == 0;
}

/* 1, or 0: there is none. */
static int cpr_record(struct ctx *c, const struct origin *o, int64_t file, int64_t line,
        int64_t byte, bool whole, struct buf *ret, struct err *e)
{
	struct cpr_row row;
	int rc = cpr_row_find(c, file, o->path, line, byte, whole, &row, e);
	char *utf8;

	if (rc <= 0)
		return rc;
	utf8 = arena_take(c->arena, 2 * row.n + 1);
	if (raw_text(ret, utf8, latin1_to_utf8(row.s, row.n, utf8, 2 * row.n + 1)) < 0)
		return err_set(e, ERR_DATA, "the row is longer than %zu bytes", ret->max);
	return 1;
}

static int no_row(int64_t file, int64_t line, struct err *e)
{
	return err_set(e, ERR_NOINPUT, "no row begins on line %lld of file %lld", (long long)line,
	        (long long)file);
}

int source_row(
        struct ctx *c, int64_t file, int64_t line, bool whole, struct buf *ret, struct err *e)
{
	struct csv_reader *r CLEANUP(csv_close) = NULL;
	struct csv_record rec;
	struct origin o;
	int rc;

	if (origin_of(c, file, &o, e) < 0)
		return -1;
	if (is_xml(&o)) {
		rc = xml_rows(&o, line, 0, whole, ret, e);
		return rc ? (rc < 0 ? -1 : 0) : no_row(file, line, e);
	}
	if (is_cpr(&o)) {
		rc = cpr_record(c, &o, file, line, 0, whole, ret, e);
		return rc ? (rc < 0 ? -1 : 0) : no_row(file, line, e);
	}
	if (row_reader(&o, 0, &r, e) < 0)
		return -1;
	while ((rc = csv_next(r, &rec, e)) > 0 && rec.line < line)
		;
	if (rc < 0)
		return -1;
	if (rc == 0 || rec.line != line)
		return no_row(file, line, e);
	return hand_out(&o, &rec, whole, ret, e);
}

/* Files that are cut by their own reader hand their rows out themselves. */
static bool by_reader(const struct origin *o)
{
	return is_xml(o) || is_cpr(o);
}

int source_row_at(
        struct ctx *c, int64_t file, int64_t byte, bool whole, struct buf *ret, struct err *e)
{
	struct csv_reader *r CLEANUP(csv_close) = NULL;
	struct csv_record rec;
	struct origin o;
	int rc;

	if (origin_of(c, file, &o, e) < 0)
		return -1;
	if (is_xml(&o))
		rc = xml_rows(&o, 0, byte, whole, ret, e);
	else if (is_cpr(&o))
		rc = cpr_record(c, &o, file, 0, byte, whole, ret, e);
	else if (row_reader(&o, byte, &r, e) < 0)
		return -1;
	else
		rc = csv_next(r, &rec, e);
	if (rc < 0 || (rc > 0 && by_reader(&o)))
		return rc < 0 ? -1 : 0;
	if (rc == 0)
		return err_set(e, ERR_NOINPUT, "file %lld has no row at byte %lld", (long long)file,
		        (long long)byte);
	return hand_out(&o, &rec, whole, ret, e);
}

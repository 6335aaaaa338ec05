#include "common/csv_read.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/file.h"

enum { CHUNK = 256 * 1024, WINDOW = CSV_RECORD_MAX + 2 * CHUNK, KEPT = 64 * 1024 };

enum class { PLAIN, SEPARATOR, QUOTE, END, NUL, HIGH };

struct csv_reader {
	int fd;
	const char *path;
	struct csv_parser libcsv;
	unsigned char class[256];
	char separator, quote;
	enum csv_mark mark;
	bool eof;
	int64_t line;   /* of the byte at `at` */
	int64_t offset; /* in the file, of window[0] */
	size_t at, end; /* unread part of the window */
	struct csv_field field[CSV_FIELDS_MAX];
	/* Quoted record in the making. */
	size_t n_fields, used;
	bool done, too_many;
	char *unquoted; /* fields of a quoted record */
	char *window;   /* WINDOW bytes and a sentinel */
};

/* --- the window ----------------------------------------------------------- */

/* Moves what is unread to the front and reads one block behind it. */
static int refill(struct csv_reader *r, struct err *e)
{
	size_t kept = r->end - r->at, room;
	ssize_t n;

	memmove(r->window, r->window + r->at, kept);
	r->offset += (int64_t)r->at;
	r->at = 0;
	r->end = kept;
	room = WINDOW - kept < CHUNK ? WINDOW - kept : CHUNK;
	do
		n = read(r->fd, r->window + kept, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(e, ERR_IO, "could not read '%s'", r->path);
	r->eof = n == 0;
	r->end += (size_t)n;
	r->window[r->end] = '\n'; /* ends every scan */
	return 0;
}

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

/* The place of the next end of line; `end` when the window has none. */
static size_t line_end(const struct csv_reader *r, size_t at)
{
	while (at < r->end && !is_end(r->window[at]))
		at++;
	return at;
}

/* Whether all of an end of line at `p` is in the window: after a CR there may come an LF. */
static bool complete(const struct csv_reader *r, size_t p)
{
	return r->eof || p + 1 < r->end || (p < r->end && r->window[p] == '\n');
}

static size_t end_length(const struct csv_reader *r, size_t p)
{
	if (p >= r->end)
		return 0;
	return r->window[p] == '\r' && p + 1 < r->end && r->window[p + 1] == '\n' ? 2 : 1;
}

/* Leaves out empty lines. At the end of the file at == end. */
static int skip_empty(struct csv_reader *r, struct err *e)
{
	for (;;) {
		while (r->at < r->end && is_end(r->window[r->at]) && complete(r, r->at)) {
			r->at += end_length(r, r->at);
			r->line++;
		}
		if (r->eof || (r->at < r->end && !is_end(r->window[r->at])))
			return 0;
		if (refill(r, e) < 0)
			return -1;
	}
}

/* --- unquoted lines ------------------------------------------------------- */

enum outcome { FOUND, MORE, BROKEN, QUOTES };

static bool blank(const struct csv_reader *r, char c)
{
	return (c == ' ' || c == '\t') && c != r->separator;
}

static void put_field(struct csv_reader *r, struct csv_record *rec, const char *s, const char *to)
{
	while (s < to && blank(r, *s))
		s++;
	while (to > s && blank(r, to[-1]))
		to--;
	if (rec->n_fields == CSV_FIELDS_MAX) {
		rec->fault = CSV_FIELDS;
		return;
	}
	if (to - s > CSV_FIELD_MAX)
		rec->fault = CSV_FIELD;
	r->field[rec->n_fields++] = (struct csv_field){ s, (size_t)(to - s) };
}

/* Splits from `at` to the end of the line. */
static enum outcome split_line(struct csv_reader *r, struct csv_record *rec, size_t *ret_end)
{
	const char *p = r->window + r->at, *from = p;
	bool nul = false;
	unsigned char class;

	for (;; p++) {
		while ((class = r->class[(unsigned char)*p]) == PLAIN)
			p++;
		if (class == SEPARATOR) {
			put_field(r, rec, from, p);
			from = p + 1;
		} else if (class == END) {
			break;
		} else if (class == HIGH) {
			rec->high = true;
		} else if (class == NUL) {
			nul = true;
		} else {
			return QUOTES;
		}
	}
	put_field(r, rec, from, p);
	if (nul)
		rec->fault = CSV_NUL;
	*ret_end = (size_t)(p - r->window);
	return complete(r, *ret_end) ? FOUND : MORE;
}

/* --- quoted records, by libcsv -------------------------------------------- */

static void on_field(void *s, size_t n, void *data)
{
	struct csv_reader *r = data;

	if (r->n_fields == CSV_FIELDS_MAX) {
		r->too_many = true;
		return;
	}
	if (n)
		memcpy(r->unquoted + r->used, s, n);
	r->field[r->n_fields++] = (struct csv_field){ r->unquoted + r->used, n };
	r->used += n;
}

static void on_record(int end, void *data)
{
	struct csv_reader *r = data;

	(void)end;
	r->done = true;
}

static int space(unsigned char c)
{
	return c == ' ' || c == '\t';
}

static int space_only(unsigned char c)
{
	return c == ' ';
}

static void parser_begin(struct csv_reader *r)
{
	if (csv_init(&r->libcsv, CSV_STRICT | CSV_STRICT_FINI) != 0)
		out_of_memory();
	csv_set_delim(&r->libcsv, (unsigned char)r->separator);
	csv_set_quote(&r->libcsv, (unsigned char)r->quote);
	csv_set_space_func(&r->libcsv, r->separator == '\t' ? space_only : space);
}

static void parser_restart(struct csv_reader *r)
{
	csv_free(&r->libcsv);
	parser_begin(r);
	r->n_fields = r->used = 0;
	r->done = r->too_many = false;
}

/* Feeds libcsv line by line from `at` until it has a record. */
static enum outcome quoted_record(struct csv_reader *r, size_t *ret_end, int64_t *ret_lines)
{
	size_t p = r->at, stop, n;

	parser_restart(r);
	for (*ret_lines = 0; !r->done; ++*ret_lines) {
		if (p == r->end && r->eof)
			return csv_fini(&r->libcsv, on_field, on_record, r) == 0 ? FOUND : BROKEN;
		stop = line_end(r, p);
		if (stop - r->at > CSV_RECORD_MAX)
			return BROKEN;
		if (!complete(r, stop))
			return MORE;
		n = stop - p + end_length(r, stop);
		if (csv_parse(&r->libcsv, r->window + p, n, on_field, on_record, r) != n)
			return BROKEN;
		*ret_end = stop;
		p += n;
	}
	return FOUND;
}

static enum csv_fault fault_of(const struct csv_reader *r, const struct csv_record *rec)
{
	if (memchr(rec->raw, '\0', rec->n_raw))
		return CSV_NUL;
	if (r->too_many)
		return CSV_FIELDS;
	for (size_t i = 0; i < r->n_fields; i++)
		if (r->field[i].n > CSV_FIELD_MAX)
			return CSV_FIELD;
	return CSV_OK;
}

static bool has_high(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] > 127)
			return true;
	return false;
}

/* --- records -------------------------------------------------------------- */

static void finish(struct csv_reader *r, struct csv_record *rec, size_t end, int64_t lines)
{
	rec->raw = r->window + r->at;
	rec->n_raw = end - r->at;
	r->at = end + end_length(r, end);
	r->line += lines;
}

/* Over the ceiling: keeps the beginning and leaves out the rest of the line. */
static int skip_long(struct csv_reader *r, struct csv_record *rec, struct err *e)
{
	size_t stop;

	memcpy(r->unquoted, r->window + r->at, KEPT);
	while (stop = line_end(r, r->at), !complete(r, stop)) {
		r->at = stop;
		if (refill(r, e) < 0)
			return -1;
	}
	finish(r, rec, stop, 1);
	*rec = (struct csv_record){ .line = rec->line,
		.byte = rec->byte,
		.raw = r->unquoted,
		.n_raw = KEPT,
		.field = r->field,
		.fault = CSV_LONG };
	return 1;
}

/* libcsv gave up: the first physical line is handed out as faulty, the next is read afresh. */
static int broken(struct csv_reader *r, struct csv_record *rec, struct err *e)
{
	size_t stop = line_end(r, r->at);

	if (stop - r->at > CSV_RECORD_MAX)
		return skip_long(r, rec, e);
	finish(r, rec, stop, 1);
	rec->n_fields = 0;
	rec->fault = memchr(rec->raw, '\0', rec->n_raw) ? CSV_NUL : CSV_QUOTED;
	return 1;
}

/* One record from `at`, as far as the window goes. */
static enum outcome try_record(
        struct csv_reader *r, struct csv_record *rec, size_t *end, int64_t *lines)
{
	enum outcome got;

	*rec = (struct csv_record){
		.line = r->line, .byte = r->offset + (int64_t)r->at, .field = r->field
	};
	*lines = 1;
	got = split_line(r, rec, end);
	if (got != QUOTES)
		return got;
	got = quoted_record(r, end, lines);
	if (got == FOUND) {
		rec->raw = r->window + r->at;
		rec->n_raw = *end - r->at;
		rec->n_fields = r->n_fields;
		rec->fault = fault_of(r, rec);
		rec->high = has_high(rec->raw, rec->n_raw);
	}
	return got;
}

/* A line of blanks is an empty line; `""` is a record. */
static bool is_blank(const struct csv_record *rec)
{
	for (size_t i = 0; i < rec->n_raw; i++)
		if (rec->raw[i] != ' ' && rec->raw[i] != '\t')
			return false;
	return rec->fault == CSV_OK && rec->n_fields == 1;
}

int csv_next(struct csv_reader *r, struct csv_record *rec, struct err *e)
{
	enum outcome got;
	int64_t lines;
	size_t end = 0;

	do {
		if (skip_empty(r, e) < 0)
			return -1;
		if (r->at == r->end)
			return 0;
		while ((got = try_record(r, rec, &end, &lines)) == MORE) {
			if (r->end - r->at > CSV_RECORD_MAX)
				return skip_long(r, rec, e);
			if (refill(r, e) < 0)
				return -1;
		}
		if (got == BROKEN)
			return broken(r, rec, e);
		if (end - r->at > CSV_RECORD_MAX)
			return skip_long(r, rec, e);
		finish(r, rec, end, lines);
	} while (is_blank(rec));
	return 1;
}

/* --- opening -------------------------------------------------------------- */

static void classes(struct csv_reader *r)
{
	for (int c = 128; c < 256; c++)
		r->class[c] = HIGH;
	r->class['\0'] = NUL;
	r->class['\n'] = r->class['\r'] = END;
	r->class[(unsigned char)r->separator] = SEPARATOR;
	if (r->quote)
		r->class[(unsigned char)r->quote] = QUOTE;
}

static void read_mark(struct csv_reader *r)
{
	const char *w = r->window;

	if (r->end >= 3 && memcmp(w, "\xEF\xBB\xBF", 3) == 0) {
		r->mark = CSV_UTF8_MARK;
		r->at = 3;
	} else if (r->end >= 2 &&
	           (memcmp(w, "\xFF\xFE", 2) == 0 || memcmp(w, "\xFE\xFF", 2) == 0)) {
		r->mark = CSV_UTF16_MARK;
	}
}

static int begin(struct csv_reader *r, int64_t at, struct err *e)
{
	r->fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (r->fd < 0)
		return err_sys(
		        e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "could not open '%s'", r->path);
	if (lseek(r->fd, at, SEEK_SET) < 0)
		return err_sys(e, ERR_IO, "could not read '%s'", r->path);
	(void)posix_fadvise(r->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	r->offset = at;
	if (refill(r, e) < 0)
		return -1;
	if (at == 0)
		read_mark(r);
	return 0;
}

int csv_open(struct csv_reader **ret, const char *path, char separator, char quote, int64_t at,
        struct err *e)
{
	struct csv_reader *r = calloc(1, sizeof *r);

	if (!r)
		out_of_memory();
	*r = (struct csv_reader){ .fd = -1,
		.path = path,
		.separator = separator,
		.quote = quote,
		.line = 1,
		.window = malloc(WINDOW + 1),
		.unquoted = malloc(CSV_RECORD_MAX + CHUNK) };
	if (!r->window || !r->unquoted)
		out_of_memory();
	classes(r);
	parser_begin(r);
	if (begin(r, at, e) < 0) {
		csv_close(&r);
		return -1;
	}
	*ret = r;
	return 0;
}

enum csv_mark csv_mark(const struct csv_reader *r)
{
	return r->mark;
}

void csv_close(struct csv_reader **r)
{
	if (!*r)
		return;
	csv_free(&(*r)->libcsv);
	fd_closep(&(*r)->fd);
	free((*r)->window);
	free((*r)->unquoted);
	free(*r);
	*r = NULL;
}

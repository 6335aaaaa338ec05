/*
 * Reading a CPR extract record by record, in either physical form: lines (LF or
 * CRLF, trailing blanks cut) or one unbroken stream of full-length records. The
 * form is seen from the content. Nothing is held but a block of the file.
 *
 *     cpr_open() · cpr_next() until 0 · cpr_read_part() and cpr_run_next() for parts · cpr_close()
 *
 * A record is what it looks like: a known type, or a fault. Faults are data, not
 * errors; -1 is for a file that cannot be read (ERR_IO). A record may be longer
 * than its layout; in a stream it is then the longer form that the layout names.
 * Ownership: block; a record is borrowed until the next call.
 */
#ifndef CPR_READ_H
#define CPR_READ_H
#include "extract/cpr_layout.h"

enum cpr_form { CPR_LINES, CPR_STREAM };

enum cpr_fault {
	CPR_FINE,
	CPR_UNKNOWN, /* its type is not in the layout */
	CPR_LONG,    /* more than CPR_RECORD_MAX bytes; only the beginning is in ->s */
	CPR_CONTROL, /* holds bytes below 0x20 */
	CPR_SHORT,   /* too short to say whom it is about, or cut by the end of the file */
};

struct cpr_record_at {
	const char *s;
	size_t n;
	int64_t line, byte, next; /* line: number of the record in a stream; next: byte behind it */
	int type;                 /* in layout->records; -1: none */
	enum cpr_fault fault;
};

struct cpr_file {
	const struct cpr_layout *layout;
	int fd;
	enum cpr_form form;
	int64_t size;
	struct cpr_block {
		char *data;
		size_t at, len;
		int64_t byte; /* place of data[0] in the file */
		bool eof;
	} block;
	int64_t line;
};
#define CPR_FILE_NONE                                                                              \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* The block is taken from the arena. */
int cpr_open(struct cpr_file *f, const char *path, const struct cpr_layout *l, struct arena *a,
        struct err *e) MUST_CHECK;
int cpr_next(struct cpr_file *f, struct cpr_record_at *ret, struct err *e) MUST_CHECK;
void cpr_close(struct cpr_file *f); /* for CLEANUP */

/* The bytes of a field, without trailing blanks; what a cut record does not have is blank. */
static inline size_t cpr_field_bytes(
        const struct cpr_record_at *at, const struct cpr_field *f, const char **ret)
{
	size_t n = f->start >= at->n ? 0 : at->n - f->start;
	const char *s = at->s + (n ? f->start : 0);

	*ret = s;
	if (n > f->length)
		n = f->length;
	while (n >= 8 && memcmp(s + n - 8, "        ", 8) == 0)
		n -= 8;
	while (n && s[n - 1] == ' ')
		n--;
	return n;
}

/* Whether the file ends with the end record, looking at its last bytes only. */
int cpr_has_end(struct cpr_file *f, bool *ret, struct err *e) MUST_CHECK;

/*
 * A stretch of records read on its own: n bytes from `byte`, and up to CPR_AHEAD more, which the
 * buffer must have room for and *ret counts in. cpr_run_next() then gives the records of a run
 * as cpr_next() gave them; ->limit is behind the CPR_AHEAD bytes, or the end of the file.
 * Touches nothing of the file but its descriptor: another thread may do it.
 */
enum { CPR_AHEAD = 16 };
struct cpr_run_at {
	const struct cpr_file *f;
	const char *s, *end, *limit;
	int64_t line, byte;
};
int cpr_read_part(const struct cpr_file *f, int64_t byte, size_t n, char *buffer, size_t *ret,
        struct err *e) MUST_CHECK;
bool cpr_run_next(struct cpr_run_at *r, struct cpr_record_at *ret);
#endif

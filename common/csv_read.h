/*
 * CSV records of a file, one at a time, with the line and byte where each begins.
 *
 * csv_open() · csv_next() until it returns 0 · csv_close() (or CLEANUP).
 *
 * A line without a quote is split at the separator here; a record with quotes goes
 * through libcsv in strict mode, so that both give the same fields (RFC 4180, and
 * blanks around an unquoted field taken off). Lines end with LF, CRLF or CR; a
 * byte order mark at the start is skipped and reported; empty lines are skipped.
 *
 * What cannot be a record is handed out as one with a fault, and reading goes
 * on with the next physical line: a quote that is not closed costs its own line
 * and nothing else. Memory is fixed: two mebibytes and the longest quoted record.
 *
 * The record and its fields are borrowed until the next call. Bytes are as in the
 * file: nothing is decoded. Errors: ERR_IO, ERR_NOINPUT.
 */
#ifndef CSV_READ_H
#define CSV_READ_H
#include "common/err.h"

enum { CSV_FIELD_MAX = 64 * 1024, CSV_RECORD_MAX = 1024 * 1024, CSV_FIELDS_MAX = 256 };

enum csv_fault {
	CSV_OK,
	CSV_QUOTED,     /* a quote is not closed, or stands where none may */
	CSV_LONG,       /* the record is over CSV_RECORD_MAX; raw holds its first 64 KiB */
	CSV_FIELD,      /* a field is over CSV_FIELD_MAX */
	CSV_FIELDS,     /* more than CSV_FIELDS_MAX fields */
	CSV_NUL,        /* it holds NUL bytes */
	CSV_UNREADABLE, /* not of CSV: the file cannot be read on from here (xml_read.h) */
	CSV_NOTHING,    /* not of CSV: no row, the file says that there is nothing to report */
	CSV_FORM,       /* not of CSV: it is not in the form of its feed, the notes say why */
};

/* What a reader of another form has to say of a record; `kind` is one of finding.h. */
struct csv_note {
	int kind;
	char field[48], found[64], expected[64];
};

struct csv_field {
	const char *s;
	size_t n;
};

struct csv_record {
	int64_t line, byte;
	const char *raw; /* without the end of the line */
	size_t n_raw;
	struct csv_field *field;
	size_t n_fields;
	bool high;      /* bytes over 127 */
	int64_t number; /* of the row, where another begins on its line; 0: none does */
	enum csv_fault fault;
	const struct csv_note *note; /* not from a CSV reader */
	size_t n_notes;
};

/* Whatever hands out records: 1 record, 0 end, -1 failed; borrowed until the next call. */
struct row_source {
	int (*next)(void *data, struct csv_record *ret, struct err *e);
	void *data;
};

enum csv_mark { CSV_NO_MARK, CSV_UTF8_MARK, CSV_UTF16_MARK };

struct csv_reader;

/* `quote` 0: none. `at` is where to begin: 0, or the byte of a record (its line is then 1). */
int csv_open(struct csv_reader **ret, const char *path, char separator, char quote, int64_t at,
        struct err *e) MUST_CHECK;
enum csv_mark csv_mark(const struct csv_reader *r);
int csv_next(struct csv_reader *r, struct csv_record *ret, struct err *e) MUST_CHECK;
void csv_close(struct csv_reader **r);
#endif

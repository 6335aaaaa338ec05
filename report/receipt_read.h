/*
 * Reading a receipt by its definition, as a stream: what it says of the whole, and its lines.
 *
 *     receipt_read(&in, &head, NULL, NULL, e)   to the end: is it whole, what does it say?
 *     receipt_read(&in, &head, book, mine, e)   again, with each line handed out in order
 *
 * Twice, since the state may stand behind the records, and since nothing may be booked of a file
 * whose end is missing. Memory is fixed: a block, the values of one line, at most
 * RECEIPT_VALUE_MAX each. The bytes are hostile: see each reader for what it refuses. A line
 * is a record with its outcome, or an error, of a record or (record and cpr empty) of the whole.
 *
 * A word that the definition does not know is never guessed at: head->unknown counts them, and
 * what was said first is in head->first_unknown. Such a receipt is not to be booked.
 *
 * Errors: ERR_DATA with what is wrong and the line; ERR_IO; what fn returns with -1.
 * Ownership: head is a value; what a line points to is borrowed until fn returns.
 */
#ifndef REPORT_RECEIPT_READ_H
#define REPORT_RECEIPT_READ_H
#include "common/buf.h"
#include "report/receipt_def.h"

enum { RECEIPT_VALUE_MAX = 4000, RECEIPT_HEAD_MAX = 200, RECEIPT_QUIET_MAX = 64 * 1024 };

struct receipt_in {
	const struct receipt_def *def;
	const char *path;
	struct receipt_capture name; /* what the pattern of the file's name captured */
	struct arena *arena;
};
/* What a take of FROM_FILE stands for; "" nothing. Arena. */
const char *receipt_from_name(const struct receipt_in *in, const struct receipt_take *t);

struct receipt_head {
	enum receipt_state state;
	char value[RV_LINE][RECEIPT_HEAD_MAX]; /* as written; "" not there */
	bool others_accepted;
	int64_t records, accepted, rejected; /* lines that give a record's outcome */
	int64_t errors;                      /* lines with a code or text */
	int64_t unknown;
	char first_unknown[RECEIPT_HEAD_MAX];
	int64_t unknown_line;
	/* mail: which deliveries it may speak of is looked for in these words */
	struct receipt_words {
		char word[32][RECEIPT_HEAD_MAX];
		size_t n;
	} words;
};

struct receipt_line {
	bool is_record;             /* it gives the outcome of a record */
	enum receipt_state outcome; /* ACCEPTED, REJECTED; UNKNOWN: none is said */
	const char *value[RV_COUNT - RV_LINE];
	int64_t line;
};
#define RECEIPT_LINE(l, id) ((l)->value[RV_##id - RV_LINE])

typedef int receipt_line_fn(void *arg, const struct receipt_line *line, struct err *e);

int receipt_read(const struct receipt_in *in, struct receipt_head *ret, receipt_line_fn *fn,
        void *arg, struct err *e) MUST_CHECK;

/* ---- for the readers ---- */

/* One reading: values as they are met, given to the caller line by line. */
struct receipt_read {
	const struct receipt_in *in;
	struct receipt_head *head;
	receipt_line_fn *fn;
	void *arg;
	struct buf value[RV_COUNT - RV_LINE];
};

struct receipt_reader {
	const char *form;
	int (*read)(struct receipt_read *r, struct err *e);
};
const struct receipt_reader *receipt_reader_find(const char *form);

int receipt_read_xml(struct receipt_read *r, struct err *e) MUST_CHECK;
int receipt_read_csv(struct receipt_read *r, struct err *e) MUST_CHECK;
int receipt_read_keys(struct receipt_read *r, struct err *e) MUST_CHECK;
int receipt_read_mail(struct receipt_read *r, struct err *e) MUST_CHECK;

/* A value was met. Two values of the whole that differ are ERR_DATA, and so is one too long. */
int receipt_put(struct receipt_read *r, enum receipt_value v, const char *s, size_t n, int64_t line,
        struct err *e) MUST_CHECK;
void receipt_forget(struct receipt_read *r, enum receipt_value v);           /* of a line */
const char *receipt_got(const struct receipt_read *r, enum receipt_value v); /* of a line */
/* The line is whole: counts it and hands it out. */
int receipt_emit(struct receipt_read *r, bool is_record, int64_t line, struct err *e) MUST_CHECK;
/* A line of text, by the patterns `line` of the definition: 1 it was an error, 0 none of them. */
int receipt_error_line(
        struct receipt_read *r, const char *s, size_t n, int64_t line, struct err *e) MUST_CHECK;
void receipt_note_unknown(struct receipt_read *r, const char *word, int64_t line);
/* Bytes of the definition's character set as UTF-8 in `to` (reset first); ERR_DATA if they are not.
 */
int receipt_decode(const char *charset, const char *s, size_t n, struct buf *to, int64_t line,
        struct err *e) MUST_CHECK;
#endif

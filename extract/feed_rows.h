/*
 * The rows of a feed file, of whatever form: records come in, rows of the staging table and
 * findings go out. Where the readers of CSV and of XML meet.
 *
 * A reader opens its file, finds out which field of a record is which column, and hands out
 * records (csv_read.h). Here each value is read by the type of its column (csv_type.h), and
 * every record ends as a row of the table or as a rejected one: its text in staging_raw, and
 * a finding for each value that is wrong. The file's own faults are the reader's.
 *
 *     struct feed_rows l = { .c = c, .file = f, .feed = f->def, .res = ret };
 *     feed_rows_begin() · the reader sets ->source, ->field, ->word, ->width · feed_rows_load()
 *     ... feed_rows_end() in every case
 *
 * Works inside the transaction of the caller (inbox.h). A file that cannot be used at all is
 * refused with feed_rows_refuse(), at any time. Memory is fixed whatever the number of rows
 * and findings. The source is read by a thread ahead of the caller where the table has no key.
 */
#ifndef FEED_ROWS_H
#define FEED_ROWS_H
#include "extract/csv_ahead.h"
#include "extract/feed.h"
#include "extract/source.h"

/* A column of this file. */
struct feed_place {
	const struct feed_column *def;
	int field;   /* in the record; -1: not in this file */
	int param;   /* of its first cell in the INSERT; 0: none */
	bool second; /* the cell is that of an earlier place */
	struct cell cell[CSV_TYPE_WIDTH];
	char scratch[CSV_TYPE_SCRATCH];
};

struct feed_rows {
	struct ctx *c;
	const struct feed_file *file;
	const struct feed *feed;
	struct source_result *res;
	/* The reader's, before feed_rows_load(). */
	struct row_source source;
	int field[FEED_COLUMNS];        /* of each column of the feed, -1: not in this file */
	const char *word[FEED_COLUMNS]; /* what the file calls it */
	size_t width;                   /* fields of a record */
	const char *encoding;           /* of the file; begins as that of the records */
	bool nothing_row;               /* "INGEN;reason" is a record */
	bool nothing;                   /* the file says that there is nothing to report */
	/* Called with a record of fault CSV_UNREADABLE: refuses the file and says why. */
	void (*unreadable)(void *data, struct feed_rows *l);
	/* Called when all records are read, if not NULL: what they say as a whole. */
	int (*at_end)(void *data, struct feed_rows *l, struct err *e);
	/* Private from here. */
	struct findings findings;
	struct raw_out raw;
	struct csv_ahead ahead; /* of a table without a key */
	struct arena arena;     /* of this load */
	sqlite3_stmt *insert;
	struct feed_place place[FEED_COLUMNS];
	size_t n_places;
	int line_param, byte_param;
	size_t n_cells;
	struct cell row[BULK_COLUMNS]; /* of the table: file, line, byte, then the places' */
	const char *charset;           /* of the records */
	bool utf8, keyed;
	bool ready;           /* the row in the cells is good and not yet stored */
	bool left_out;        /* a lenient value of this row */
	int amount_cell;      /* in the row; -1: none */
	int64_t balance;      /* of the file: debit less credit, øre */
	int64_t by_file_date; /* values that the date in the file's name stands for */
	char period[32];
	char number[32]; /* of the present row, where its line does not tell */
	struct buf shown;
	char *decoded; /* text of a row in another character set */
	size_t n_decoded;
};

/* What is wrong, where. */
struct row_fault {
	enum finding_kind kind;
	const struct feed_column *column; /* NULL: the row or the file */
	const char *field, *found, *expected;
	bool secret;
	int64_t line;
};

int feed_rows_begin(struct feed_rows *l, const char *charset, struct err *e) MUST_CHECK;
/* Reads the source to its end, or until the file is refused. `none`: what a file is refused for
   that has no rows and does not say that there are none. */
int feed_rows_load(struct feed_rows *l, const struct row_fault *none, struct err *e) MUST_CHECK;
void feed_rows_end(struct feed_rows *l);

/* The whole file is not used. */
void feed_rows_refuse(struct feed_rows *l, const struct row_fault *x);
/* One finding that leaves the file as it is. */
int feed_rows_note(struct feed_rows *l, const struct row_fault *x, struct err *e) MUST_CHECK;
/* Bytes of a file as text that can be stored; borrowed until the next call. */
const char *feed_rows_show(struct feed_rows *l, const char *s, size_t n);
/* A field in UTF-8, until the next record; false: not in the character set. */
bool feed_rows_decode(struct feed_rows *l, const struct csv_record *r, struct csv_field *v);
/* "-1.234,50 kr." as people write it, into `out`. */
const char *feed_rows_kroner(int64_t ore, char *out, size_t cap);
/* What was expected where a record has that fault; Danish. */
const char *feed_rows_fault_text(enum csv_fault fault);
#endif

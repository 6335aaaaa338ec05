/*
 * A workbook being written: libxlsxwriter with its checks in one place.
 *
 * book_open() first, then sheets and cells, then book_close(); CLEANUP(book_done)
 * gives up what was not closed. The first thing that goes wrong is remembered and
 * told by book_close(), so that a writer need not look after each cell.
 *
 * The library does not check what makes a file that Excel has to repair; this does:
 * text is UTF-8 (ERR_DATA otherwise), without control characters, at most 32,767
 * characters; a number that is not finite is refused (ERR_BUG). Text is always
 * written as text, so none of it can become a formula.
 *
 * Looks are described, not made: book_format() makes each look once. Ownership:
 * formats, sheets and charts are the library's and live until the book is closed.
 *
 * Include this before any header of ours: the library's headers use functions that
 * common/base.h forbids.
 */
#ifndef REPORT_XLSX_BOOK_H
#define REPORT_XLSX_BOOK_H
#include <xlsxwriter.h>

#include "common/arena.h"
#include "common/err.h"

enum {
	XLSX_NAVY = 0x16324F,
	XLSX_TEAL = 0x2A7F86,
	XLSX_MIST = 0x9DB8C4,
	XLSX_SAND = 0xF4F1EA,
	XLSX_GREY = 0x6B7280,
	XLSX_LINE = 0xD5D9DF,
	XLSX_INK = 0x222222,
	XLSX_WHITE = 0xFFFFFF,
	XLSX_GOOD = 0x2F7A4C,
	XLSX_NEAR = 0xB7791F,
	XLSX_BAD = 0xB5432F,
};

/* How a cell looks. Zero is: Calibri 10.5, ink, no fill, no rules, general number. */
struct xlsx_look {
	double size;
	uint32_t color, fill;
	bool bold, wrap, top_aligned;
	uint8_t align; /* LXW_ALIGN_LEFT, … */
	uint8_t indent;
	uint8_t bottom, top, left; /* LXW_BORDER_… */
	uint32_t rule;             /* colour of the rules */
	const char *num;           /* number format */
};

struct book {
	lxw_workbook *wb;
	struct arena *a;
	struct err *e;
	bool failed;
	struct book_format {
		struct xlsx_look look;
		lxw_format *format;
		struct book_format *next;
	} * formats;
};

/* path: an existing private file, which is overwritten; tmp: a private folder for the parts. */
int book_open(struct book *b, const char *path, const char *tmp, struct arena *a,
        struct err *e) MUST_CHECK;
/*
 * For lists of any length: each row is written away when the next begins. The rows of a
 * sheet come in their order, what is written to an earlier one is lost; no joined cells.
 */
int book_open_long(struct book *b, const char *path, const char *tmp, struct arena *a,
        struct err *e) MUST_CHECK;
int book_close(struct book *b) MUST_CHECK;
void book_done(struct book *b);

lxw_worksheet *book_sheet(struct book *b, const char *name);
lxw_format *book_format(struct book *b, const struct xlsx_look *look);
/* Takes note of a failure; what says which call. */
void book_check(struct book *b, lxw_error rc, const char *what);
/* The text fit for a cell: itself, or without control characters in the arena. "" when it is not
 * UTF-8, and the book has failed. */
const char *book_clean(struct book *b, const char *text);

void book_text(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, const char *text);
void book_number(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, double value);
void book_blank(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look);
/* The first day of the month yyyymm, as a date. */
void book_month(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, int month);
/* A day as a date; the look says how it is written. */
void book_day(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, int32_t day);
/* Joins the cells from column `first` to `last`; write the value into `first` afterwards. */
void book_join(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t first, lxw_col_t last,
        const struct xlsx_look *look);
void book_row(struct book *b, lxw_worksheet *s, lxw_row_t row, double points);
/* Once for each column: the library does not see that two ranges overlap. */
void book_columns(struct book *b, lxw_worksheet *s, lxw_col_t first, lxw_col_t last, double width);
/* The width in pixels the library gives a column of this width. */
int book_pixels(double width);
#endif

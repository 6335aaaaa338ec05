/*
 * The workbook of a report of tables, sheet by sheet.
 *
 * approval_book() writes it whole to a path: overview, a sheet a table, method, and for
 * each table the children behind its cells, over as many sheets as the rows need. It may
 * have millions of rows, so every sheet is written row by row (book_open_long()).
 */
#ifndef REPORT_APPROVAL_BOOK_H
#define REPORT_APPROVAL_BOOK_H
#include "report/xlsx_kpi.h" /* first: see xlsx_book.h */

#include "report/approval_run.h"

struct approval_book {
	struct book b;
	struct words w;
	struct approval *r;
	struct arena *a;
	struct err *e;
	int64_t rows_max; /* of one list of children */
};

/* A column of a list: what stands over it and how wide it is. */
struct approval_column {
	const char *head;
	double width;
	bool right;
};

/* Title, a line below it, and the heads in row APPROVAL_HEAD_ROW. */
enum { APPROVAL_HEAD_ROW = 3 };
void approval_head(struct approval_book *k, lxw_worksheet *s, const char *title, const char *below,
        const struct approval_column *c, size_t n);
/* Frozen heads, paper, footer; prints the first rows. */
void approval_foot(
        struct approval_book *k, lxw_worksheet *s, lxw_row_t last_row, size_t columns, bool filter);
/* A value of the table: a number, two dots, or nothing where there is no such cell. */
void approval_value(struct approval_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct cube *g, int64_t value);
/* Number formats of values and of differences of them. */
const char *approval_format(const struct cube *g, bool difference);
const char *approval_label(const struct approval_book *k, const char *da, const char *en);

int sheet_approval(struct approval_book *k, lxw_worksheet *s) MUST_CHECK;
void sheet_table(struct approval_book *k, lxw_worksheet *s, const struct approval_table *t);
int sheets_children(struct approval_book *k, const struct approval_table *t) MUST_CHECK;
int sheet_rules(struct approval_book *k, lxw_worksheet *s) MUST_CHECK;
#endif

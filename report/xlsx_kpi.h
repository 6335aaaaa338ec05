/*
 * The sheets of a workbook of key figures, element by element.
 *
 * report/kpi_book.c opens the book, fills struct kpi_book and calls the sheets in
 * their order. Each function writes what its name says and returns 0 or -1 for what
 * the database says; what the library says is remembered by the book (xlsx_book.h).
 * The first sheet has a grid of eight slots in four pairs, so that tiles, charts and
 * tables share their edges:
 *
 *     column   0       1  2   3    4  5   6    7  8   9    10 11
 *              margin  0  1   gap  2  3   gap  4  5   gap  6  7
 */
#ifndef REPORT_XLSX_KPI_H
#define REPORT_XLSX_KPI_H
#include "report/xlsx_book.h" /* first: see there */

#include "report/kpi_words.h"
#include "report/workbook.h"

enum { KPI_TREND_MONTHS = 13, KPI_SLOTS = 8, KPI_LAST_COLUMN = 11 };

struct kpi_team {
	const char *id, *name;
};

struct kpi_book {
	struct book b;
	struct words w;
	const struct ctx *ctx;
	const struct workbook_def *def;
	const struct kpi_set *kpis;
	struct kpi_reader reader;
	struct arena *a;
	struct err *e;
	int month, first_month; /* yyyymm: of the report, and twelve months before */
	int32_t last_day;       /* of the month */
	struct kpi_team *team;
	size_t teams;
	lxw_worksheet *overview, *money, *months, *data, *method;
};

/* ---- looks that several sheets share ---- */
extern const struct xlsx_look look_title, look_subtitle, look_section, look_head, look_head_right,
        look_cell, look_total, look_note, look_wrapped, look_named;
/* How many lines a wrapped text needs: Excel does not fit the height of a row that was never
 * opened. chars: characters to a unit of column width. */
size_t look_lines(const char *text, double width, double chars);
/* Paper, margins, footer and print area of a sheet whose last cell is row, col; one page wide. */
void look_page(struct book *b, lxw_worksheet *s, bool upright, lxw_row_t last_row,
        lxw_col_t last_col, const char *footer);
/* Bars behind the numbers of a column. */
void look_bars(struct book *b, lxw_worksheet *s, lxw_row_t first, lxw_row_t last, lxw_col_t col);
struct xlsx_look look_number(const struct xlsx_look *base, const char *format);
uint32_t light_color(enum kpi_light l, uint32_t none);

/* ---- pieces ---- */
void kpi_heading(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t first,
        lxw_col_t last, const char *text);
/* look_page() with the footer of the report. */
void kpi_page(struct kpi_book *k, lxw_worksheet *s, lxw_row_t last_row, lxw_col_t last_col);
/* A new page from this row on. */
void kpi_break(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row);
/* A value in a cell; what is not known is a blank. */
void kpi_cell(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, const struct kpi *kpi, const struct kpi_value *v);

/* The grid of the first sheet. */
void kpi_grid(struct kpi_book *k, lxw_worksheet *s);
lxw_col_t slot_first(int slot);
lxw_col_t slot_last(int slot);        /* with the gap that follows */
int slot_pixels(int first, int last); /* without the gap that follows */

/* Each returns through *row the first row after it. */
int kpi_tiles(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row) MUST_CHECK;
int kpi_charts(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row) MUST_CHECK;
int kpi_deadlines(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row) MUST_CHECK;
int kpi_teams(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row) MUST_CHECK;

/* ---- charts ---- */
struct chart_place {
	lxw_worksheet *sheet;
	lxw_row_t row;
	lxw_col_t col;
	int width, height; /* pixels */
};
/* Thirteen months of a figure, with its target; the numbers are those of the sheet of months. */
int chart_of_months(
        struct kpi_book *k, const struct chart_place *p, const struct workbook_item *i) MUST_CHECK;
/* Budget beside expected, a pair for each function; rows of the money sheet, and the highest amount
 * in them. */
void chart_of_costs(struct kpi_book *k, const struct chart_place *p, lxw_row_t first,
        lxw_row_t last, double high);

/* ---- sheets ---- */
int sheet_overview(struct kpi_book *k) MUST_CHECK;
int sheet_money(struct kpi_book *k) MUST_CHECK;
int sheet_months(struct kpi_book *k) MUST_CHECK;
int sheet_data(struct kpi_book *k) MUST_CHECK;
int sheet_method(struct kpi_book *k) MUST_CHECK;

/* Where the sheet of months has a figure, its target, and the months. */
enum { MONTHS_HEAD_ROW = 3, MONTHS_FIRST_COLUMN = 2 };
lxw_row_t months_row(const struct kpi_book *k, const struct kpi *kpi);
lxw_row_t months_target_row(const struct kpi_book *k, const struct kpi *kpi);

/* Columns of the money sheet. */
enum {
	MONEY_FUNCTION,
	MONEY_NAME,
	MONEY_BUDGET,
	MONEY_TO_DATE,
	MONEY_USED,
	MONEY_EXPECTED,
	MONEY_DEVIATION
};
#endif

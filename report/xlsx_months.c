/* The sheet of months: every figure of the municipality over thirteen months; the charts point
 * here. */
#include "report/xlsx_kpi.h"

static const double name_width = 36, unit_width = 10, month_width = 9;
enum { CHART_GAP = 20, CHART_HEIGHT = 300, CHART_ROWS = 16, RIGHT_COLUMN = 5 };

/* Pixels of the columns before `col`. */
static int pixels_to(lxw_col_t col)
{
	return book_pixels(name_width) + book_pixels(unit_width) +
	       (col - MONTHS_FIRST_COLUMN) * book_pixels(month_width);
}

lxw_row_t months_row(const struct kpi_book *k, const struct kpi *kpi)
{
	return MONTHS_HEAD_ROW + 1 + (lxw_row_t)(kpi - k->kpis->kpi);
}

/* Is the figure drawn as a line with its target? */
static bool has_target_line(const struct kpi_book *k, const struct kpi *kpi)
{
	const struct workbook_list *lists[] = { &k->def->charts, &k->def->trends };

	for (size_t l = 0; l < COUNT_OF(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++)
			if (lists[l]->item[i].kpi == kpi && !lists[l]->item[i].column)
				return kpi->has_target;
	return false;
}

/* Targets stand below the figures, a blank row and a heading between. */
lxw_row_t months_target_row(const struct kpi_book *k, const struct kpi *kpi)
{
	lxw_row_t row = MONTHS_HEAD_ROW + 1 + (lxw_row_t)k->kpis->n + 2;

	for (const struct kpi *other = k->kpis->kpi; other < kpi; other++)
		row += has_target_line(k, other);
	return row;
}

static void put_head(struct kpi_book *k, lxw_worksheet *s)
{
	struct xlsx_look date = look_number(&look_head_right, month_format(&k->w, true));
	lxw_col_t col = MONTHS_FIRST_COLUMN;

	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 0, &look_title, word(&k->w, WORD_MONTHS));
	book_text(&k->b, s, 1, 0, &look_subtitle,
	        arena_printf(k->a, "%s  ·  %s – %s", word(&k->w, WORD_ALL),
	                month_full(&k->w, k->first_month), month_full(&k->w, k->month)));
	book_row(&k->b, s, MONTHS_HEAD_ROW, 22);
	book_text(&k->b, s, MONTHS_HEAD_ROW, 0, &look_head, word(&k->w, WORD_FIGURE));
	book_text(&k->b, s, MONTHS_HEAD_ROW, 1, &look_head, word(&k->w, WORD_UNIT));
	for (int m = k->first_month; m <= k->month; m = month_add(m, 1))
		book_month(&k->b, s, MONTHS_HEAD_ROW, col++, &date, m);
}

static int put_figure(struct kpi_book *k, lxw_worksheet *s, const struct kpi *kpi)
{
	lxw_row_t row = months_row(k, kpi);
	lxw_col_t col = MONTHS_FIRST_COLUMN;

	book_text(&k->b, s, row, 0, &look_cell, kpi->title);
	book_text(&k->b, s, row, 1, &look_cell, unit_name_of(&k->w, kpi->unit));
	for (int m = k->first_month; m <= k->month; m = month_add(m, 1)) {
		struct kpi_value v;

		if (kpi_value(&k->reader, kpi, m, "", &v, k->e) < 0)
			return -1;
		kpi_cell(k, s, row, col++, &look_cell, kpi, &v);
	}
	return 0;
}

static void put_target(struct kpi_book *k, lxw_worksheet *s, const struct kpi *kpi)
{
	lxw_row_t row = months_target_row(k, kpi);
	lxw_col_t col = MONTHS_FIRST_COLUMN;
	struct xlsx_look text = look_cell, number;
	double goal;

	text.color = XLSX_GREY;
	number = look_number(&text, cell_format(&k->w, kpi->unit));
	book_text(&k->b, s, row, 0, &text, kpi->title);
	book_text(&k->b, s, row, 1, &text, unit_name_of(&k->w, kpi->unit));
	for (int m = k->first_month; m <= k->month; m = month_add(m, 1)) {
		kpi_target(kpi, m, &goal);
		book_number(&k->b, s, row, col++, &number, goal);
	}
}

static int put_trends(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row)
{
	const struct workbook_list *l = &k->def->trends;
	int left = pixels_to(RIGHT_COLUMN), all = pixels_to(MONTHS_FIRST_COLUMN + KPI_TREND_MONTHS);

	for (size_t i = 0; i < l->n; i++) {
		struct chart_place p = { s, *row, i % 2 ? RIGHT_COLUMN : 0,
			i % 2 ? all - left : left - CHART_GAP, CHART_HEIGHT };

		if (chart_of_months(k, &p, &l->item[i]) < 0)
			return -1;
		if (i % 2 || i + 1 == l->n)
			*row += CHART_ROWS;
	}
	return 0;
}

int sheet_months(struct kpi_book *k)
{
	lxw_worksheet *s = k->months;
	lxw_row_t row = MONTHS_HEAD_ROW + 1 + (lxw_row_t)k->kpis->n + 1, page_two;

	worksheet_gridlines(s, LXW_HIDE_ALL_GRIDLINES);
	book_columns(&k->b, s, 0, 0, name_width);
	book_columns(&k->b, s, 1, 1, unit_width);
	book_columns(&k->b, s, MONTHS_FIRST_COLUMN, MONTHS_FIRST_COLUMN + KPI_TREND_MONTHS - 1,
	        month_width);
	put_head(k, s);
	for (size_t i = 0; i < k->kpis->n; i++)
		if (put_figure(k, s, &k->kpis->kpi[i]) < 0)
			return -1;
	book_text(&k->b, s, row++, 0, &look_head, word(&k->w, WORD_TARGETS_OF_CHARTS));
	for (size_t i = 0; i < k->kpis->n; i++)
		if (has_target_line(k, &k->kpis->kpi[i])) {
			put_target(k, s, &k->kpis->kpi[i]);
			row++;
		}
	page_two = ++row;
	if (put_trends(k, s, &row) < 0)
		return -1;
	worksheet_freeze_panes(s, MONTHS_HEAD_ROW + 1, 1);
	kpi_page(k, s, row, MONTHS_FIRST_COLUMN + KPI_TREND_MONTHS - 1);
	kpi_break(k, s, page_two);
	return 0;
}

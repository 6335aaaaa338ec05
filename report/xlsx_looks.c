/* Looks, grid and page of the workbooks: sand tiles, hairlines, teal under a heading. */
#include "report/xlsx_kpi.h"

static const double margin_width = 2, slot_width = 15.5, gap_width = 2.5;

const struct xlsx_look look_title = { .size = 20, .color = XLSX_NAVY, .bold = true };
const struct xlsx_look look_subtitle = { .color = XLSX_GREY };
const struct xlsx_look look_section = {
	.size = 13, .color = XLSX_NAVY, .bold = true, .bottom = LXW_BORDER_MEDIUM, .rule = XLSX_TEAL
};
const struct xlsx_look look_head = { .size = 10,
	.color = XLSX_GREY,
	.bold = true,
	.wrap = true,
	.align = LXW_ALIGN_LEFT,
	.bottom = LXW_BORDER_THIN,
	.rule = XLSX_LINE };
const struct xlsx_look look_head_right = { .size = 10,
	.color = XLSX_GREY,
	.bold = true,
	.wrap = true,
	.align = LXW_ALIGN_RIGHT,
	.bottom = LXW_BORDER_THIN,
	.rule = XLSX_LINE };
const struct xlsx_look look_cell = { .bottom = LXW_BORDER_HAIR, .rule = XLSX_LINE };
const struct xlsx_look look_total = {
	.color = XLSX_NAVY, .bold = true, .top = LXW_BORDER_THIN, .rule = XLSX_TEAL
};
const struct xlsx_look look_note = {
	.size = 9.5, .color = XLSX_GREY, .wrap = true, .top_aligned = true
};

const struct xlsx_look look_wrapped = { .wrap = true,
	.top_aligned = true,
	.indent = 1,
	.align = LXW_ALIGN_LEFT,
	.bottom = LXW_BORDER_HAIR,
	.rule = XLSX_LINE };
const struct xlsx_look look_named = { .wrap = true,
	.top_aligned = true,
	.bold = true,
	.color = XLSX_NAVY,
	.bottom = LXW_BORDER_HAIR,
	.rule = XLSX_LINE };

size_t look_lines(const char *text, double width, double chars)
{
	size_t n = 0, per_line = (size_t)(width * chars);

	for (const char *p = text; *p; p++)
		n += ((unsigned char)*p & 0xC0) != 0x80;
	return n ? (n + per_line - 1) / per_line : 1;
}

void look_page(struct book *b, lxw_worksheet *s, bool upright, lxw_row_t last_row,
        lxw_col_t last_col, const char *footer)
{
	if (upright)
		worksheet_set_portrait(s);
	else
		worksheet_set_landscape(s);
	worksheet_set_paper(s, 9); /* A4 */
	worksheet_fit_to_pages(s, 1, 0);
	worksheet_set_margins(s, 0.4, 0.4, 0.45, 0.6);
	book_check(b, worksheet_set_footer(s, footer), "footer");
	book_check(b, worksheet_print_area(s, 0, 0, last_row, last_col), "print area");
}

void look_bars(struct book *b, lxw_worksheet *s, lxw_row_t first, lxw_row_t last, lxw_col_t col)
{
	lxw_conditional_format bar = {
		.type = LXW_CONDITIONAL_DATA_BAR,
		.bar_color = XLSX_MIST,
		.bar_solid = LXW_TRUE,
		.min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
		.data_bar_2010 = LXW_TRUE,
	};

	book_check(
	        b, worksheet_conditional_format_range(s, first, col, last, col, &bar), "data bars");
}

struct xlsx_look look_number(const struct xlsx_look *base, const char *format)
{
	struct xlsx_look l = *base;

	l.align = LXW_ALIGN_RIGHT;
	l.num = format;
	return l;
}

uint32_t light_color(enum kpi_light l, uint32_t none)
{
	static const uint32_t color[] = {
		[KPI_LIGHT_GOOD] = XLSX_GOOD,
		[KPI_LIGHT_NEAR] = XLSX_NEAR,
		[KPI_LIGHT_BAD] = XLSX_BAD,
	};

	return l == KPI_LIGHT_NONE ? none : color[l];
}

/* ---- the grid of eight slots ---- */

lxw_col_t slot_first(int slot)
{
	return (lxw_col_t)(1 + slot / 2 * 3 + slot % 2);
}

lxw_col_t slot_last(int slot)
{
	return (lxw_col_t)(slot_first(slot) + (slot % 2 && slot != KPI_SLOTS - 1));
}

int slot_pixels(int first, int last)
{
	int gaps = last / 2 - first / 2;

	return (last - first + 1) * book_pixels(slot_width) + gaps * book_pixels(gap_width);
}

void kpi_grid(struct kpi_book *k, lxw_worksheet *s)
{
	worksheet_gridlines(s, LXW_HIDE_ALL_GRIDLINES);
	book_columns(&k->b, s, 0, 0, margin_width);
	for (lxw_col_t c = 1; c <= KPI_LAST_COLUMN; c++)
		book_columns(&k->b, s, c, c, c % 3 ? slot_width : gap_width);
}

/* ---- pieces ---- */

void kpi_heading(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t first,
        lxw_col_t last, const char *text)
{
	book_row(&k->b, s, row, 22);
	book_text(&k->b, s, row, first, &look_section, text);
	for (lxw_col_t c = (lxw_col_t)(first + 1); c <= last; c++)
		book_blank(&k->b, s, row, c, &look_section);
}

void kpi_page(struct kpi_book *k, lxw_worksheet *s, lxw_row_t last_row, lxw_col_t last_col)
{
	const char *mark = book_clean(&k->b, k->def->mark);
	const char *footer = arena_printf(k->a, "&L&8%s %d-%02d&C&8%s&R&8%s", k->def->id,
	        k->month / 100, k->month % 100, mark, word(&k->w, WORD_FOOTER_PAGE));

	look_page(&k->b, s, false, last_row, last_col, footer);
}

void kpi_break(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row)
{
	lxw_row_t breaks[] = { row, 0 };

	book_check(&k->b, worksheet_set_h_pagebreaks(s, breaks), "page break");
}

void kpi_cell(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, const struct kpi *kpi, const struct kpi_value *v)
{
	struct xlsx_look l = look_number(look, cell_format(&k->w, kpi->unit));

	if (v->state == KPI_KNOWN)
		book_number(&k->b, s, row, col, &l, v->value);
	else
		book_blank(&k->b, s, row, col, &l);
}

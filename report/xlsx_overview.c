/* The first sheet: what a manager sees without opening anything else. */
#include "report/xlsx_kpi.h"

static void put_title(struct kpi_book *k, lxw_worksheet *s)
{
	const char *name = conf_text(k->ctx->conf, "municipality.name");

	if (!*name)
		name = arena_printf(
		        k->a, "%s %s", word(&k->w, WORD_MUNICIPALITY), k->ctx->municipality);
	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 1, &look_title, k->def->title);
	book_row(&k->b, s, 1, 18);
	book_text(&k->b, s, 1, 1, &look_subtitle,
	        arena_printf(k->a, "%s  ·  %s  ·  %s %s", month_title(&k->w, k->month), name,
	                word(&k->w, WORD_AS_OF), day_full(&k->w, k->ctx->as_of)));
	book_row(&k->b, s, 2, 10);
}

int sheet_overview(struct kpi_book *k)
{
	lxw_worksheet *s = k->overview;
	lxw_row_t row = 3, page_two;

	kpi_grid(k, s);
	put_title(k, s);
	if (kpi_tiles(k, s, &row) < 0 || kpi_charts(k, s, &row) < 0)
		return -1;
	book_row(&k->b, s, row++, 20);
	page_two = row;
	if (kpi_deadlines(k, s, &row) < 0)
		return -1;
	book_row(&k->b, s, row++, 20);
	if (kpi_teams(k, s, &row) < 0)
		return -1;
	worksheet_set_tab_color(s, XLSX_TEAL);
	kpi_page(k, s, row, KPI_LAST_COLUMN);
	kpi_break(k, s, page_two);
	return 0;
}

/* Tiles: the name, one big number, and how it stands to the month before and to its target. */
#include "report/xlsx_kpi.h"

#include <math.h>

enum { TILES_IN_ROW = 4 };

static const struct xlsx_look label = { .color = XLSX_GREY,
	.fill = XLSX_SAND,
	.indent = 1,
	.align = LXW_ALIGN_LEFT,
	.left = LXW_BORDER_THICK };
static const struct xlsx_look number = { .size = 22,
	.color = XLSX_NAVY,
	.bold = true,
	.fill = XLSX_SAND,
	.indent = 1,
	.align = LXW_ALIGN_LEFT,
	.left = LXW_BORDER_THICK };
static const struct xlsx_look remark = { .size = 9.5,
	.fill = XLSX_SAND,
	.indent = 1,
	.align = LXW_ALIGN_LEFT,
	.left = LXW_BORDER_THICK };
static const struct xlsx_look absent = { .size = 14,
	.color = XLSX_GREY,
	.fill = XLSX_SAND,
	.indent = 1,
	.align = LXW_ALIGN_LEFT,
	.left = LXW_BORDER_THICK };

/* A smaller difference than the last decimal that is shown is none. */
static bool differs(enum kpi_unit u, double change)
{
	double shown = fabs(u == KPI_PERCENT ? change * 100 : change);

	return shown >= (u == KPI_PERCENT || u == KPI_DAYS || u == KPI_RATIO ? 0.05 : 0.5);
}

static const char *say_change(struct kpi_book *k, const struct kpi *kpi, double change)
{
	const char *before = month_short(&k->w, month_add(k->month, -1));

	if (!differs(kpi->unit, change))
		return arena_printf(k->a, "%s %s", word(&k->w, WORD_UNCHANGED), before);
	return arena_printf(k->a, "%s %s %s %s", change > 0 ? "▲" : "▼",
	        change_said(&k->w, kpi->unit, change), word(&k->w, WORD_FROM), before);
}

/* "▲ 8 fra sep · mål 95 %", as far as there is something to say. */
static const char *say_remark(struct kpi_book *k, const struct kpi *kpi,
        const struct kpi_value *now, const struct kpi_value *before)
{
	const char *change = "", *target = "";
	double goal;

	if (now->state == KPI_NO_DATA)
		return word(&k->w, WORD_NOTHING_TO_JUDGE);
	if (now->state == KPI_HIDDEN)
		return word(&k->w, WORD_HIDDEN_WHY);
	if (before->state == KPI_KNOWN)
		change = say_change(k, kpi, now->value - before->value);
	if (kpi_target(kpi, k->month, &goal))
		target = arena_printf(k->a, "%s %s", word(&k->w, WORD_TARGET_IS),
		        value_said(&k->w, kpi->unit, goal));
	return arena_printf(k->a, "%s%s%s", change, *change && *target ? "  ·  " : "", target);
}

static void put_number(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t first,
        const struct kpi *kpi, const struct kpi_value *v, uint32_t rule)
{
	struct xlsx_look l = v->state == KPI_KNOWN ? number : absent;

	l.rule = rule;
	l.num = v->state == KPI_KNOWN ? tile_format(&k->w, kpi->unit) : NULL;
	book_join(&k->b, s, row, first, (lxw_col_t)(first + 1), &l);
	if (v->state == KPI_KNOWN)
		book_number(&k->b, s, row, first, &l, v->value);
	else
		book_text(&k->b, s, row, first, &l,
		        word(&k->w, v->state == KPI_HIDDEN ? WORD_HIDDEN : WORD_NO_DATA));
}

static void put_text(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t first,
        struct xlsx_look look, uint32_t rule, const char *text)
{
	look.rule = rule;
	book_join(&k->b, s, row, first, (lxw_col_t)(first + 1), &look);
	book_text(&k->b, s, row, first, &look, text);
}

static int put_tile(
        struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t first, const struct kpi *kpi)
{
	struct kpi_value now, before;
	struct xlsx_look line = remark;
	enum kpi_light light;
	uint32_t rule;

	if (kpi_value(&k->reader, kpi, k->month, "", &now, k->e) < 0 ||
	        kpi_value(&k->reader, kpi, month_add(k->month, -1), "", &before, k->e) < 0)
		return -1;
	light = kpi_light(kpi, k->month, &now);
	rule = now.state == KPI_KNOWN ? light_color(light, XLSX_TEAL) : XLSX_LINE;
	line.color = light_color(light, XLSX_GREY);
	put_text(k, s, row, first, label, rule, kpi->title);
	put_number(k, s, row + 1, first, kpi, &now, rule);
	put_text(k, s, row + 2, first, line, rule, say_remark(k, kpi, &now, &before));
	return 0;
}

static void row_heights(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row)
{
	book_row(&k->b, s, row, 20);
	book_row(&k->b, s, row + 1, 34);
	book_row(&k->b, s, row + 2, 20);
	book_row(&k->b, s, row + 3, 9);
}

int kpi_tiles(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row)
{
	const struct workbook_list *l = &k->def->tiles;

	for (size_t i = 0; i < l->n; i++) {
		if (i % TILES_IN_ROW == 0)
			row_heights(k, s, *row);
		if (put_tile(k, s, *row, slot_first((int)(i % TILES_IN_ROW) * 2), l->item[i].kpi) <
		        0)
			return -1;
		if (i % TILES_IN_ROW == TILES_IN_ROW - 1 || i + 1 == l->n)
			*row += 4;
	}
	return 0;
}

/* Native charts: a line with its target, columns with the last one in colour, pairs of columns. */
#include "report/xlsx_kpi.h"

#include <math.h>

/* The library takes these as not const, and copies them. */
static char font_name[] = "Calibri";
static lxw_chart_font axis_font = {
	.name = font_name, .size = 9, .color = XLSX_GREY, .bold = LXW_EXPLICIT_FALSE
};
static lxw_chart_font title_font = {
	.name = font_name, .size = 12, .color = XLSX_NAVY, .bold = LXW_TRUE
};
static lxw_chart_font label_font = {
	.name = font_name, .size = 10, .color = XLSX_NAVY, .bold = LXW_TRUE
};
static lxw_chart_line no_line = { .none = LXW_TRUE };
static lxw_chart_line grid_line = { .color = XLSX_LINE, .width = 0.75 };
static lxw_chart_line axis_line = { .color = XLSX_GREY, .width = 0.75 };
static lxw_chart_line actual_line = { .color = XLSX_TEAL, .width = 2.5 };
static lxw_chart_line target_line = {
	.color = XLSX_NEAR, .width = 1.5, .dash_type = LXW_CHART_LINE_DASH_DASH
};
static lxw_chart_fill teal = { .color = XLSX_TEAL }, mist = { .color = XLSX_MIST };

/* ---- a chart of any kind ---- */

static lxw_chart *begin(struct kpi_book *k, uint8_t type, const char *title)
{
	lxw_chart *c = workbook_add_chart(k->b.wb, type);

	if (!c)
		out_of_memory();
	chart_title_set_name(c, book_clean(&k->b, title));
	chart_title_set_name_font(c, &title_font);
	chart_chartarea_set_line(c, &no_line);
	chart_axis_set_num_font(c->x_axis, &axis_font);
	chart_axis_set_num_font(c->y_axis, &axis_font);
	chart_axis_set_line(c->x_axis, &axis_line);
	chart_axis_set_line(c->y_axis, &no_line);
	chart_axis_major_gridlines_set_line(c->y_axis, &grid_line);
	chart_axis_set_major_tick_mark(c->x_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
	chart_axis_set_major_tick_mark(c->y_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
	chart_legend_set_position(c, LXW_CHART_LEGEND_NONE);
	chart_show_blanks_as(c, LXW_CHART_BLANKS_AS_GAP);
	return c;
}

static void legend_below(lxw_chart *c)
{
	chart_legend_set_position(c, LXW_CHART_LEGEND_BOTTOM);
	chart_legend_set_font(c, &axis_font);
}

static void insert(
        struct kpi_book *k, const struct chart_place *p, lxw_chart *c, const char *description)
{
	const char *text = book_clean(&k->b, description);
	lxw_chart_options o = {
		.x_scale = p->width / 480.0, /* what the library makes unless told */
		.y_scale = p->height / 288.0,
		.y_offset = 4,
		.object_position = LXW_OBJECT_MOVE_DONT_SIZE,
		.description = arena_strdup(k->a, text),
	};

	book_check(&k->b, worksheet_insert_chart_opt(p->sheet, p->row, p->col, c, &o), "chart");
}

/* ---- months of one figure ---- */

/* What the thirteen months reach, with the target, so that the axis can be set for it. */
struct reach {
	double low, high, last;
	size_t known;
};

static int reach_of(struct kpi_book *k, const struct kpi *kpi, struct reach *ret)
{
	struct reach r = { 0 };
	double goal;

	for (int m = k->first_month; m <= k->month; m = month_add(m, 1)) {
		struct kpi_value v;

		if (kpi_value(&k->reader, kpi, m, "", &v, k->e) < 0)
			return -1;
		if (v.state != KPI_KNOWN)
			continue;
		r.low = fmin(r.low, v.value);
		r.high = fmax(r.high, v.value);
		r.last = v.value;
		r.known++;
	}
	if (kpi_target(kpi, k->month, &goal))
		r.high = fmax(r.high, goal);
	*ret = r;
	return 0;
}

/* A step of 1, 2, 2.5 or 5 times a power of ten: four or five of them reach the value. */
static double nice_step(double high, bool whole)
{
	static const double steps[] = { 1, 2, 2.5, 5, 10 };
	double raw = high / 4, power = pow(10, floor(log10(raw > 0 ? raw : 1)));

	for (size_t i = 0; i < COUNT_OF(steps); i++)
		if (steps[i] * power >= raw * 0.999)
			return whole ? fmax(ceil(steps[i] * power), 1) : steps[i] * power;
	return 10 * power;
}

static void set_axis(struct kpi_book *k, lxw_chart *c, const struct kpi *kpi, const struct reach *r)
{
	double high = r->high > 0 ? r->high : 1;
	double step = nice_step(high, kpi->unit == KPI_COUNT);

	if (kpi->unit == KPI_PERCENT && high <= 1 + 1e-9 && high > 0.5) {
		step = 0.25;
		high = 1;
	}
	if (kpi->unit == KPI_PERCENT)
		chart_axis_set_num_format(c->y_axis, k->w.english ? "0%" : "0 %");
	else
		chart_axis_set_num_format(c->y_axis, step >= 1 ? "#,##0" : "0.0");
	chart_axis_set_major_unit(c->y_axis, step);
	chart_axis_set_max(c->y_axis, ceil(high / step - 1e-9) * step);
	if (r->low >= 0)
		chart_axis_set_min(c->y_axis, 0);
}

static lxw_chart_series *add_months(
        struct kpi_book *k, lxw_chart *c, lxw_row_t row, const char *name)
{
	const char *sheet = word(&k->w, WORD_MONTHS);
	lxw_col_t first = MONTHS_FIRST_COLUMN, last = MONTHS_FIRST_COLUMN + KPI_TREND_MONTHS - 1;
	lxw_chart_series *s = chart_add_series(c, NULL, NULL);

	if (!s)
		out_of_memory();
	chart_series_set_categories(s, sheet, MONTHS_HEAD_ROW, first, MONTHS_HEAD_ROW, last);
	chart_series_set_values(s, sheet, row, first, row, last);
	chart_series_set_name(s, name);
	return s;
}

static void draw_line(struct kpi_book *k, lxw_chart *c, const struct kpi *kpi)
{
	lxw_chart_series *s = add_months(k, c, months_row(k, kpi), word(&k->w, WORD_ACTUAL));

	chart_series_set_line(s, &actual_line);
	chart_series_set_marker_type(s, LXW_CHART_MARKER_CIRCLE);
	chart_series_set_marker_size(s, 5);
	chart_series_set_marker_fill(s, &teal);
	chart_series_set_marker_line(s, &no_line);
}

/* All columns pale but the last, which alone is labelled. */
static void draw_columns(struct kpi_book *k, lxw_chart *c, const struct kpi *kpi)
{
	lxw_chart_series *s = add_months(k, c, months_row(k, kpi), word(&k->w, WORD_ACTUAL));
	lxw_chart_point pale = { .fill = &mist }, strong = { .fill = &teal };
	lxw_chart_data_label hide = { .hide = LXW_TRUE }, show = { 0 };
	lxw_chart_point *points[KPI_TREND_MONTHS + 1] = { NULL };
	lxw_chart_data_label *labels[KPI_TREND_MONTHS + 1] = { NULL };

	for (int i = 0; i < KPI_TREND_MONTHS; i++) {
		bool last = i == KPI_TREND_MONTHS - 1;

		points[i] = last ? &strong : &pale;
		labels[i] = last ? &show : &hide;
	}
	chart_series_set_fill(s, &mist);
	chart_set_series_gap(c, 70);
	book_check(&k->b, chart_series_set_points(s, points), "columns of a chart");
	chart_series_set_labels(s);
	chart_series_set_labels_font(s, &label_font);
	chart_series_set_labels_num_format(s, cell_format(&k->w, kpi->unit));
	book_check(&k->b, chart_series_set_labels_custom(s, labels), "labels of a chart");
}

static void draw_target(struct kpi_book *k, lxw_chart *c, const struct workbook_item *i)
{
	lxw_chart_series *s;

	if (!i->kpi->has_target)
		return;
	s = add_months(k, c, months_target_row(k, i->kpi), word(&k->w, WORD_TARGET));
	chart_series_set_line(s, &target_line);
	chart_series_set_marker_type(s, LXW_CHART_MARKER_NONE);
	legend_below(c);
}

static const char *describe(
        struct kpi_book *k, const struct workbook_item *i, const struct reach *r)
{
	const char *last =
	        r->known ? value_said(&k->w, i->kpi->unit, r->last) : word(&k->w, WORD_NO_DATA);

	return arena_printf(k->a, "%s, %s – %s: %s", i->kpi->title,
	        month_full(&k->w, k->first_month), month_full(&k->w, k->month), last);
}

int chart_of_months(struct kpi_book *k, const struct chart_place *p, const struct workbook_item *i)
{
	const struct kpi *kpi = i->kpi;
	const char *title = kpi->title;
	struct reach r;
	lxw_chart *c;

	if (reach_of(k, kpi, &r) < 0)
		return -1;
	if (kpi->unit == KPI_DAYS || kpi->unit == KPI_DKK1000)
		title = arena_printf(k->a, "%s (%s)", title, unit_name_of(&k->w, kpi->unit));
	if (!r.known)
		title = arena_printf(k->a, "%s – %s", title, word(&k->w, WORD_NO_DATA));
	c = begin(k, i->column ? LXW_CHART_COLUMN : LXW_CHART_LINE, title);
	chart_axis_set_num_format(c->x_axis, month_format(&k->w, true));
	chart_axis_set_interval_unit(c->x_axis, 2);
	set_axis(k, c, kpi, &r);
	if (i->column) {
		draw_columns(k, c, kpi);
	} else {
		draw_line(k, c, kpi);
		draw_target(k, c, i);
	}
	insert(k, p, c, describe(k, i, &r));
	return 0;
}

/* ---- money ---- */

static void add_costs(struct kpi_book *k, lxw_chart *c, lxw_row_t first, lxw_row_t last,
        lxw_col_t col, enum word name, lxw_chart_fill *fill)
{
	const char *sheet = word(&k->w, WORD_MONEY);
	lxw_chart_series *s = chart_add_series(c, NULL, NULL);

	if (!s)
		out_of_memory();
	chart_series_set_categories(s, sheet, first, MONEY_NAME, last, MONEY_NAME);
	chart_series_set_values(s, sheet, first, col, last, col);
	chart_series_set_name(s, word(&k->w, name));
	chart_series_set_fill(s, fill);
}

void chart_of_costs(struct kpi_book *k, const struct chart_place *p, lxw_row_t first,
        lxw_row_t last, double high)
{
	const char *title = word(&k->w, WORD_BUDGET_AND_EXPECTED);
	lxw_chart *c = begin(k, LXW_CHART_BAR, title);

	/* Lying columns: the axes change places. The first function on top, amounts below. */
	chart_axis_set_reverse(c->y_axis);
	chart_axis_set_crossing_max(c->y_axis);
	chart_axis_major_gridlines_set_visible(c->y_axis, LXW_FALSE);
	chart_axis_set_num_format(c->x_axis, "#,##0");
	chart_axis_set_min(c->x_axis, 0);
	chart_axis_set_major_unit(c->x_axis, nice_step(high, true));
	chart_axis_major_gridlines_set_visible(c->x_axis, LXW_TRUE);
	chart_axis_major_gridlines_set_line(c->x_axis, &grid_line);
	chart_axis_set_line(c->x_axis, &no_line);
	chart_axis_set_line(c->y_axis, &axis_line);
	add_costs(k, c, first, last, MONEY_BUDGET, WORD_BUDGET, &mist);
	add_costs(k, c, first, last, MONEY_EXPECTED, WORD_EXPECTED, &teal);
	chart_set_series_gap(c, 80);
	legend_below(c);
	insert(k, p, c, title);
}

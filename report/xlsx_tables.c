/* The tables of the first sheet: charts in rows of two, deadlines in law, teams. */
#include "report/xlsx_kpi.h"

enum { CHART_ROWS = 16, CHART_ROW_POINTS = 15, TEAMS_SHOWN = 25 };

/* A cell over one or more slots; the gap that follows carries the rule on. */
static void slot_begin(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, int first, int last,
        const struct xlsx_look *look)
{
	if (slot_last(last) > slot_first(last))
		book_blank(&k->b, s, row, slot_last(last), look);
	book_join(&k->b, s, row, slot_first(first), slot_first(last), look);
}

static void slot_text(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, int first, int last,
        const struct xlsx_look *look, const char *text)
{
	slot_begin(k, s, row, first, last, look);
	book_text(&k->b, s, row, slot_first(first), look, text);
}

static void slot_value(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, int slot,
        const struct xlsx_look *look, const struct kpi *kpi, const struct kpi_value *v)
{
	struct xlsx_look l = look_number(look, cell_format(&k->w, kpi->unit));

	if (v->state != KPI_KNOWN) {
		l.color = XLSX_GREY;
		slot_text(k, s, row, slot, slot, &l,
		        v->state == KPI_HIDDEN ? word(&k->w, WORD_HIDDEN) : "–");
		return;
	}
	slot_begin(k, s, row, slot, slot, &l);
	book_number(&k->b, s, row, slot_first(slot), &l, v->value);
}

/* ---- charts ---- */

int kpi_charts(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row)
{
	const struct workbook_list *l = &k->def->charts;

	if (!l->n)
		return 0;
	kpi_heading(k, s, (*row)++, 1, KPI_LAST_COLUMN, word(&k->w, WORD_TRENDS));
	for (size_t i = 0; i < l->n; i++) {
		int slot = i % 2 ? KPI_SLOTS / 2 : 0;
		struct chart_place p = { s, *row, slot_first(slot), slot_pixels(slot, slot + 3),
			CHART_ROWS * CHART_ROW_POINTS * 4 / 3 - 8 };

		if (chart_of_months(k, &p, &l->item[i]) < 0)
			return -1;
		if (i % 2 || i + 1 == l->n)
			*row += CHART_ROWS;
	}
	return 0;
}

/* ---- deadlines ---- */

static const char law_sql[] =
        "SELECT law || ' ' || paragraph, length, unit FROM codelist_deadline\n"
        " WHERE id = :id AND :day BETWEEN valid_from AND valid_to";

/* "BL § 136 · 24 timer", as the law stands at the end of the month. */
static int law_of(struct kpi_book *k, const char *id, const char **ret)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	const char *length;
	int rc;

	*ret = "";
	if (!id)
		return 0;
	if (db_prepare(k->ctx->db, law_sql, "law of a deadline", &q, k->e) < 0 ||
	        db_bind_text(q, ":id", id, k->e) < 0 ||
	        db_bind_int(q, ":day", k->last_day, k->e) < 0)
		return -1;
	rc = db_step(q, k->e);
	if (rc <= 0)
		return rc;
	length = length_said(&k->w, sqlite3_column_int64(q, 1), col_text(q, 2));
	*ret = arena_printf(k->a, "%s%s%s", col_text(q, 0), *length ? "  ·  " : "", length);
	return 0;
}

static void deadline_head(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row)
{
	static const struct {
		int first, last;
		enum word word;
		bool right;
	} heads[] = {
		{ 0, 1, WORD_DEADLINE, false },
		{ 2, 3, WORD_LAW, false },
		{ 4, 4, WORD_IN_TIME, true },
		{ 5, 5, WORD_SHARE, true },
		{ 6, 6, WORD_TWELVE_MONTHS, true },
		{ 7, 7, WORD_TARGET, true },
	};

	book_row(&k->b, s, row, 20);
	for (size_t i = 0; i < COUNT_OF(heads); i++)
		slot_text(k, s, row, heads[i].first, heads[i].last,
		        heads[i].right ? &look_head_right : &look_head, word(&k->w, heads[i].word));
}

/* Each light has its own shape too, for those who print in black or do not tell red from green. */
static void put_light(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, const struct kpi *kpi,
        enum kpi_light light)
{
	static const char *const shape[] = {
		[KPI_LIGHT_NONE] = "",
		[KPI_LIGHT_GOOD] = "  ●",
		[KPI_LIGHT_NEAR] = "  ◆",
		[KPI_LIGHT_BAD] = "  ▼",
	};
	struct xlsx_look l = look_cell;
	double goal;

	l.align = LXW_ALIGN_RIGHT;
	l.bold = light != KPI_LIGHT_NONE;
	l.color = light_color(light, XLSX_GREY);
	if (kpi_target(kpi, k->month, &goal))
		slot_text(k, s, row, 7, 7, &l,
		        arena_printf(
		                k->a, "%s%s", value_said(&k->w, kpi->unit, goal), shape[light]));
	else
		slot_text(k, s, row, 7, 7, &l, "–");
}

static int put_deadline(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, const struct kpi *kpi)
{
	struct xlsx_look right = look_cell;
	struct kpi_value now, year;
	const char *law, *counts = "–";

	if (law_of(k, kpi->deadline, &law) < 0 ||
	        kpi_value(&k->reader, kpi, k->month, "", &now, k->e) < 0 ||
	        kpi_value_year(&k->reader, kpi, k->month, &year, k->e) < 0)
		return -1;
	right.align = LXW_ALIGN_RIGHT;
	if (now.state == KPI_KNOWN)
		counts = arena_printf(k->a, "%s %s %s", number_said(&k->w, now.numerator, 0),
		        word(&k->w, WORD_OF), number_said(&k->w, now.denominator, 0));
	book_row(&k->b, s, row, 18);
	slot_text(k, s, row, 0, 1, &look_cell, kpi->title);
	slot_text(k, s, row, 2, 3, &look_cell, law);
	slot_text(k, s, row, 4, 4, &right, counts);
	slot_value(k, s, row, 5, &look_cell, kpi, &now);
	slot_value(k, s, row, 6, &look_cell, kpi, &year);
	put_light(k, s, row, kpi, kpi_light(kpi, k->month, &now));
	return 0;
}

int kpi_deadlines(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row)
{
	const struct workbook_list *l = &k->def->deadlines;

	if (!l->n)
		return 0;
	kpi_heading(k, s, (*row)++, 1, KPI_LAST_COLUMN,
	        arena_printf(
	                k->a, "%s, %s", word(&k->w, WORD_DEADLINES), month_full(&k->w, k->month)));
	deadline_head(k, s, (*row)++);
	for (size_t i = 0; i < l->n; i++)
		if (put_deadline(k, s, (*row)++, l->item[i].kpi) < 0)
			return -1;
	return 0;
}

/* ---- teams ---- */

static void team_head(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row)
{
	const struct workbook_list *l = &k->def->teams;

	book_row(&k->b, s, row, 42);
	slot_text(k, s, row, 0, 1, &look_head, word(&k->w, WORD_TEAM));
	for (size_t i = 0; i < l->n; i++)
		slot_text(
		        k, s, row, 2 + (int)i, 2 + (int)i, &look_head_right, l->item[i].kpi->title);
}

static int put_team(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, const char *id,
        const char *name, const struct xlsx_look *look)
{
	const struct workbook_list *l = &k->def->teams;

	book_row(&k->b, s, row, 18);
	slot_text(k, s, row, 0, 1, look, name);
	for (size_t i = 0; i < l->n; i++) {
		const struct kpi *kpi = l->item[i].kpi;
		struct xlsx_look cell = *look;
		struct kpi_value v;

		if (kpi_value(&k->reader, kpi, k->month, id, &v, k->e) < 0)
			return -1;
		if (kpi_light(kpi, k->month, &v) == KPI_LIGHT_BAD) {
			cell.color = XLSX_BAD;
			cell.bold = true;
		}
		slot_value(k, s, row, 2 + (int)i, &cell, kpi, &v);
	}
	return 0;
}

static void put_bars(struct kpi_book *k, lxw_worksheet *s, lxw_row_t first, lxw_row_t last)
{
	const struct workbook_list *l = &k->def->teams;

	for (size_t i = 0; i < l->n; i++) {
		if (l->item[i].bar)
			look_bars(&k->b, s, first, last, slot_first(2 + (int)i));
	}
}

int kpi_teams(struct kpi_book *k, lxw_worksheet *s, lxw_row_t *row)
{
	size_t shown = k->teams < TEAMS_SHOWN ? k->teams : TEAMS_SHOWN;
	lxw_row_t first;

	if (!k->def->teams.n)
		return 0;
	kpi_heading(k, s, (*row)++, 1, KPI_LAST_COLUMN,
	        arena_printf(
	                k->a, "%s, %s", word(&k->w, WORD_PER_TEAM), month_full(&k->w, k->month)));
	team_head(k, s, (*row)++);
	first = *row;
	for (size_t i = 0; i < shown; i++)
		if (put_team(k, s, (*row)++, k->team[i].id, k->team[i].name, &look_cell) < 0)
			return -1;
	if (k->teams)
		put_bars(k, s, first, *row - 1);
	if (shown < k->teams)
		slot_text(k, s, (*row)++, 0, KPI_SLOTS - 1, &look_note,
		        arena_printf(k->a, "%zu %s %zu %s", shown, word(&k->w, WORD_OF), k->teams,
		                word(&k->w, WORD_TEAMS_ELSEWHERE)));
	return put_team(k, s, (*row)++, "", word(&k->w, WORD_ALL), &look_total);
}

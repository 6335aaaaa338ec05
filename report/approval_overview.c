/*
 * The first sheet: what is to be approved, year by year, and how it stands to what was approved.
 *
 * For each table its total, and the total by the codes of its first dimension that has several;
 * a dimension without a total stands at its first code.
 */
#include "report/approval_book.h"

enum { LABEL, FIRST_YEAR };

/* Where each figure stands: the years newest first, the change, and a pair for each year. */
struct columns {
	size_t years;
	lxw_col_t change, percent, approved;
};

static struct columns columns_of(const struct approval *r)
{
	struct columns c = { .years = 1 };

	for (size_t i = 0; i < r->tables; i++)
		if (r->table[i].cube.years > c.years)
			c.years = r->table[i].cube.years;
	c.change = (lxw_col_t)(FIRST_YEAR + c.years);
	c.percent = (lxw_col_t)(c.change + 1);
	c.approved = (lxw_col_t)(c.percent + 1);
	return c;
}

static size_t heads(struct approval_book *k, const struct columns *x, struct approval_column *c)
{
	int year = k->r->period.year;
	size_t n = 0;

	c[n++] = (struct approval_column){ word(&k->w, WORD_FIGURES), 66, false };
	for (size_t i = 0; i < x->years; i++)
		c[n++] = (struct approval_column){ arena_printf(k->a, "%d", year - (int)i), 11,
			true };
	c[n++] = (struct approval_column){ word(&k->w, WORD_CHANGE), 11, true };
	c[n++] = (struct approval_column){ word(&k->w, WORD_CHANGE_PCT), 11, true };
	for (size_t i = 0; i < x->years; i++) {
		c[n++] = (struct approval_column){
			arena_printf(k->a, "%s %d", word(&k->w, WORD_APPROVED), year - (int)i), 14,
			true
		};
		c[n++] = (struct approval_column){
			arena_printf(k->a, "%s %d", word(&k->w, WORD_REVISION), year - (int)i), 14,
			true
		};
	}
	return n;
}

/* ---- a figure ---- */

/* The value i years before the year of the report; CUBE_NO_CELL where the table does not reach. */
static int64_t back(const struct approval_book *k, const struct approval_table *t,
        const int64_t *values, size_t cell, size_t i)
{
	const struct cube *g = &t->cube;
	int year = k->r->period.year - (int)i - g->first_year;

	return year < 0 || (size_t)year >= g->years ? CUBE_NO_CELL
	                                            : values[cell * g->years + (size_t)year];
}

static void put_difference(struct approval_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct cube *g, int64_t now, int64_t before)
{
	struct xlsx_look l = look_number(&look_cell, approval_format(g, true));

	if (now < 0 || before < 0) {
		book_blank(&k->b, s, row, col, &l);
		return;
	}
	book_number(&k->b, s, row, col, &l, (double)(now - before) / (g->pct ? 10 : 1));
}

static void put_percent(struct approval_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        int64_t now, int64_t before)
{
	struct xlsx_look l = look_number(&look_cell, "+0.0;-0.0;0.0");

	if (now < 0 || before <= 0)
		book_blank(&k->b, s, row, col, &l);
	else
		book_number(
		        &k->b, s, row, col, &l, 100.0 * (double)(now - before) / (double)before);
}

/* What was approved and how far the figure is from it now; a figure that moved is in colour. */
static void put_revision(struct approval_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct cube *g, int64_t now, int64_t approved)
{
	struct xlsx_look l = look_number(&look_cell, approval_format(g, true));

	approval_value(k, s, row, col, g, approved);
	if (now < 0 || approved < 0) {
		book_blank(&k->b, s, row, (lxw_col_t)(col + 1), &l);
		return;
	}
	if (now != approved) {
		l.color = XLSX_BAD;
		l.bold = true;
	}
	book_number(&k->b, s, row, (lxw_col_t)(col + 1), &l,
	        (double)(now - approved) / (g->pct ? 10 : 1));
}

static void put_figure(struct approval_book *k, lxw_worksheet *s, lxw_row_t row,
        const struct columns *x, const struct approval_table *t, size_t cell, const char *label,
        bool total)
{
	struct xlsx_look l = look_cell;
	const struct cube *g = &t->cube;
	int64_t now = back(k, t, g->value, cell, 0), before = back(k, t, g->value, cell, 1);

	l.bold = total;
	l.indent = !total;
	book_text(&k->b, s, row, LABEL, &l, label);
	for (size_t i = 0; i < x->years; i++)
		approval_value(
		        k, s, row, (lxw_col_t)(FIRST_YEAR + i), g, back(k, t, g->value, cell, i));
	put_difference(k, s, row, x->change, g, now, before);
	put_percent(k, s, row, x->percent, now, before);
	for (size_t i = 0; i < x->years; i++)
		put_revision(k, s, row, (lxw_col_t)(x->approved + 2 * i), g,
		        back(k, t, g->value, cell, i), back(k, t, t->approved, cell, i));
}

/* ---- a table ---- */

/* The dimension the figures are parted by: the first with several codes; none: dims. */
static size_t parted_by(const struct cube *g)
{
	size_t i = 0;

	while (i < g->dims && g->dim[i].codes < 2)
		i++;
	return i;
}

static void put_figures(struct approval_book *k, lxw_worksheet *s, const struct columns *x,
        const struct approval_table *t, lxw_row_t *row)
{
	const struct cube *g = &t->cube;
	size_t at[CUBE_DIMS] = { 0 }, by = parted_by(g);

	if (by == g->dims) {
		put_figure(k, s, ++*row, x, t, 0, t->title, true);
		return;
	}
	for (size_t i = 0; i < g->dim[by].codes; i++) {
		const struct cube_code *c = &g->dim[by].code[i];

		at[by] = i;
		put_figure(k, s, ++*row, x, t, cube_cell_of(g, at), cube_label(c, k->r->ctx->lang),
		        c->total);
	}
}

static void put_table(struct approval_book *k, lxw_worksheet *s, const struct columns *x,
        const struct approval_table *t, size_t columns, lxw_row_t *row)
{
	book_row(&k->b, s, ++*row, 24);
	book_text(&k->b, s, *row, 0, &look_section, arena_printf(k->a, "%s  %s", t->id, t->title));
	for (size_t i = 1; i < columns; i++)
		book_blank(&k->b, s, *row, (lxw_col_t)i, &look_section);
	put_figures(k, s, x, t, row);
	++*row;
}

int sheet_approval(struct approval_book *k, lxw_worksheet *s)
{
	struct approval_column c[FIRST_YEAR + 2 + 3 * CUBE_YEARS];
	const struct ctx *ctx = k->r->ctx;
	struct columns x = columns_of(k->r);
	size_t n = heads(k, &x, c);
	lxw_row_t row = APPROVAL_HEAD_ROW;

	approval_head(k, s, arena_printf(k->a, "%s %s", k->r->title, k->r->period.text),
	        arena_printf(k->a, "%s (%s), %s %s, %s. %s",
	                conf_text(ctx->conf, "municipality.name"), ctx->municipality,
	                word(&k->w, WORD_FIGURES_AS_OF), day_full(&k->w, ctx->as_of),
	                word(&k->w, WORD_COMPARED_WITH), k->r->mark),
	        c, n);
	for (size_t i = 0; i < k->r->tables; i++)
		put_table(k, s, &x, &k->r->table[i], n, &row);
	approval_foot(k, s, row, n, false);
	return 0;
}

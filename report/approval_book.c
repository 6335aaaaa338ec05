#include "report/approval_book.h"

#include "common/file.h"

enum { PRINTED = 400 }; /* rows: thousands are for the screen */

void approval_head(struct approval_book *k, lxw_worksheet *s, const char *title, const char *below,
        const struct approval_column *c, size_t n)
{
	worksheet_gridlines(s, LXW_HIDE_ALL_GRIDLINES);
	for (size_t i = 0; i < n; i++)
		book_columns(&k->b, s, (lxw_col_t)i, (lxw_col_t)i, c[i].width);
	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 0, &look_title, title);
	book_text(&k->b, s, 1, 0, &look_subtitle, below);
	book_row(&k->b, s, APPROVAL_HEAD_ROW, 32);
	for (size_t i = 0; i < n; i++) {
		struct xlsx_look l = c[i].right ? look_head_right : look_head;

		l.fill = XLSX_NAVY;
		l.color = XLSX_WHITE;
		book_text(&k->b, s, APPROVAL_HEAD_ROW, (lxw_col_t)i, &l, c[i].head);
	}
}

void approval_foot(
        struct approval_book *k, lxw_worksheet *s, lxw_row_t last_row, size_t columns, bool filter)
{
	const char *footer = arena_printf(k->a, "&L&8%s %s&C&8%s&R&8%s", k->r->id,
	        k->r->period.text, book_clean(&k->b, k->r->mark), word(&k->w, WORD_FOOTER_PAGE));
	lxw_col_t last_col = (lxw_col_t)(columns - 1);

	if (filter && last_row > APPROVAL_HEAD_ROW)
		book_check(&k->b, worksheet_autofilter(s, APPROVAL_HEAD_ROW, 0, last_row, last_col),
		        "filter");
	worksheet_freeze_panes(s, APPROVAL_HEAD_ROW + 1, 0);
	book_check(&k->b, worksheet_repeat_rows(s, APPROVAL_HEAD_ROW, APPROVAL_HEAD_ROW),
	        "repeated rows");
	worksheet_set_landscape(s);
	worksheet_set_paper(s, 9); /* A4 */
	worksheet_fit_to_pages(s, 1, 0);
	worksheet_set_margins(s, 0.4, 0.4, 0.45, 0.6);
	book_check(&k->b, worksheet_set_footer(s, footer), "footer");
	book_check(&k->b,
	        worksheet_print_area(s, 0, 0, last_row > PRINTED ? PRINTED : last_row, last_col),
	        "print area");
}

const char *approval_format(const struct cube *g, bool difference)
{
	if (g->pct)
		return difference ? "+0.0;-0.0;0.0" : "0.0";
	return difference ? "+#,##0;-#,##0;0" : "#,##0";
}

void approval_value(struct approval_book *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct cube *g, int64_t value)
{
	struct xlsx_look l = look_number(&look_cell, approval_format(g, false));

	if (value == CUBE_NO_CELL)
		book_blank(&k->b, s, row, col, &l);
	else if (value == CUBE_UNKNOWN)
		book_text(&k->b, s, row, col, &l, "..");
	else
		book_number(&k->b, s, row, col, &l, (double)value / (g->pct ? 10 : 1));
}

const char *approval_label(const struct approval_book *k, const char *da, const char *en)
{
	return k->w.english ? en : da;
}

/* ---- a sheet a table ---- */

enum { TEXT_WIDTH = 34, CODE_WIDTH = 14, YEAR_WIDTH = 12 };

static size_t longest(const struct cube_dim *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->codes; i++)
		n = strlen(d->code[i].da) > n ? strlen(d->code[i].da) : n;
	return n;
}

static size_t table_columns(
        struct approval_book *k, const struct cube *g, struct approval_column *c)
{
	for (size_t i = 0; i < g->dims; i++)
		c[i] = (struct approval_column){ approval_label(k, g->dim[i].da, g->dim[i].en),
			longest(&g->dim[i]) > CODE_WIDTH ? TEXT_WIDTH : CODE_WIDTH, false };
	for (size_t i = 0; i < g->years; i++)
		c[g->dims + i] =
		        (struct approval_column){ arena_printf(k->a, "%d", g->first_year + (int)i),
			        YEAR_WIDTH, true };
	return g->dims + g->years;
}

static void put_cell_row(
        struct approval_book *k, lxw_worksheet *s, lxw_row_t row, const struct cube *g, size_t cell)
{
	size_t at[CUBE_DIMS];

	cube_place(g, cell, at);
	for (size_t i = 0; i < g->dims; i++)
		book_text(&k->b, s, row, (lxw_col_t)i, &look_cell,
		        cube_label(&g->dim[i].code[at[i]], k->r->ctx->lang));
	for (size_t i = 0; i < g->years; i++)
		approval_value(
		        k, s, row, (lxw_col_t)(g->dims + i), g, g->value[cell * g->years + i]);
}

void sheet_table(struct approval_book *k, lxw_worksheet *s, const struct approval_table *t)
{
	struct approval_column c[CUBE_DIMS + CUBE_YEARS];
	const struct cube *g = &t->cube;
	size_t n = table_columns(k, g, c);
	lxw_row_t row = APPROVAL_HEAD_ROW;

	approval_head(k, s, arena_printf(k->a, "%s  %s", t->id, t->title),
	        arena_printf(k->a, "%s %s. %s", number_said(&k->w, (double)g->cells, 0),
	                word(&k->w, WORD_CELLS_OF), k->r->mark),
	        c, n);
	for (size_t cell = 0; cell < g->cells; cell++)
		put_cell_row(k, s, ++row, g, cell);
	approval_foot(k, s, row, n, true);
}

/* ---- the book ---- */

/* The file's own time is midnight of the as-of day, never the clock. */
static void set_properties(struct approval_book *k)
{
	const struct ctx *ctx = k->r->ctx;
	lxw_doc_properties p = {
		.title = arena_printf(
		        k->a, "%s, %s", book_clean(&k->b, k->r->title), k->r->period.text),
		.company = arena_strdup(
		        k->a, book_clean(&k->b, conf_text(ctx->conf, "municipality.name"))),
		.author = arena_strdup(k->a, word(&k->w, WORD_AUTHOR)),
		.comments = arena_strdup(k->a, book_clean(&k->b, k->r->mark)),
		.created = (time_t)ctx->as_of * 86400,
	};

	book_check(&k->b, workbook_set_properties(k->b.wb, &p), "properties");
}

static int write_sheets(struct approval_book *k)
{
	lxw_worksheet *overview, *method, *table[APPROVAL_TABLES];
	struct approval *r = k->r;

	set_properties(k);
	overview = book_sheet(&k->b, word(&k->w, WORD_OVERVIEW));
	for (size_t i = 0; i < r->tables; i++)
		table[i] = book_sheet(&k->b, r->table[i].id);
	method = book_sheet(&k->b, word(&k->w, WORD_METHOD));
	if (k->b.failed || sheet_approval(k, overview) < 0 || sheet_rules(k, method) < 0)
		return -1;
	for (size_t i = 0; i < r->tables; i++)
		sheet_table(k, table[i], &r->table[i]);
	for (size_t i = 0; i < r->tables; i++)
		if (sheets_children(k, &r->table[i]) < 0)
			return -1;
	return 0;
}

int approval_book(struct approval *r, const char *path)
{
	const char *tmp = arena_printf(r->a, "%s/tmp", r->ctx->workspace);
	struct approval_book k = { .w = words_of(r->ctx->lang, r->a),
		.r = r,
		.a = r->a,
		.e = r->e,
		.rows_max = conf_int(r->ctx->conf, "approval.list-rows") };
	int rc;

	if (dir_make(tmp, r->e) < 0 || book_open_long(&k.b, path, tmp, r->a, r->e) < 0)
		return -1;
	rc = write_sheets(&k) < 0 ? -1 : book_close(&k.b);
	book_done(&k.b);
	return rc;
}

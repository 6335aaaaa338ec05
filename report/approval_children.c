/* The children behind the cells of a table: a row each, over as many sheets as they need. */
#include "report/approval_book.h"

enum { AFTER_DIMS = 6, ROWS_LIBRARY_MAX = LXW_ROW_MAX - APPROVAL_HEAD_ROW - 1 };

struct list {
	struct approval_book *k;
	const struct approval_table *t;
	bool pnr;
	int64_t total, children; /* of all sheets */
	int64_t sheet_rows;      /* that this sheet will have */
	int64_t done;
	int sheet_no;
	lxw_worksheet *sheet;
	lxw_row_t row;
	size_t columns;
};

static int count(struct list *l)
{
	struct approval_book *k = l->k;
	const struct cube *g = &l->t->cube;
	const char *from =
	        arena_printf(k->a, "FROM record_table WHERE tab = '%s' AND year BETWEEN %d AND %d",
	                l->t->id, g->first_year, g->first_year + (int)g->years - 1);

	if (db_int(k->r->ctx->db, arena_printf(k->a, "SELECT count(*) %s", from), &l->total, k->e) <
	        0)
		return -1;
	return db_int(k->r->ctx->db,
	        arena_printf(k->a, "SELECT count(DISTINCT citizen_id) %s", from), &l->children,
	        k->e);
}

static int64_t rows_of_sheet(const struct list *l)
{
	int64_t max = l->k->rows_max, left = l->total - l->done;

	if (max < 1 || max > ROWS_LIBRARY_MAX)
		max = ROWS_LIBRARY_MAX;
	return left < max ? left : max;
}

static size_t columns_of(struct list *l, struct approval_column *c)
{
	static const struct {
		enum word word;
		double width;
	} after[AFTER_DIMS] = {
		{ WORD_CHILD_ID, 20 },
		{ WORD_CASE_KEY, 20 },
		{ WORD_RECORD_KIND, 14 },
		{ WORD_RECORD_KEY, 22 },
		{ WORD_COUNTED_AS, 22 },
		{ WORD_PNR, 16 },
	};
	const struct cube *g = &l->t->cube;
	size_t n = 0;

	c[n++] = (struct approval_column){ word(&l->k->w, WORD_YEAR), 8, false };
	for (size_t i = 0; i < g->dims; i++)
		c[n++] = (struct approval_column){ approval_label(l->k, g->dim[i].da, g->dim[i].en),
			18, false };
	for (int i = 0; i < AFTER_DIMS - !l->pnr; i++)
		c[n++] = (struct approval_column){ word(&l->k->w, after[i].word), after[i].width,
			false };
	return n;
}

static void begin_sheet(struct list *l)
{
	struct approval_column c[1 + CUBE_DIMS + AFTER_DIMS];
	struct approval_book *k = l->k;
	const char *name = arena_printf(k->a, "%s %s", word(&k->w, WORD_CHILDREN), l->t->id);

	l->sheet_rows = rows_of_sheet(l);
	if (l->sheet_no++)
		name = arena_printf(k->a, "%s (%d)", name, l->sheet_no);
	l->sheet = book_sheet(&k->b, name);
	l->row = APPROVAL_HEAD_ROW;
	l->columns = columns_of(l, c);
	if (k->b.failed)
		return;
	approval_head(k, l->sheet, name,
	        arena_printf(k->a, "%s %s %s; %s %s. %s. %s",
	                number_said(&k->w, (double)l->sheet_rows, 0), word(&k->w, WORD_ROWS_OF_ALL),
	                number_said(&k->w, (double)l->total, 0),
	                number_said(&k->w, (double)l->children, 0),
	                word(&k->w, WORD_CHILDREN_BEHIND), word(&k->w, WORD_SORT_HINT), k->r->mark),
	        c, l->columns);
}

static void end_sheet(struct list *l)
{
	if (l->sheet && !l->k->b.failed)
		approval_foot(l->k, l->sheet, l->row, l->columns, true);
}

/* ---- rows ---- */

static const char *label_of(const struct list *l, size_t dim, const char *code)
{
	const struct cube_dim *d = &l->t->cube.dim[dim];

	for (size_t i = 0; i < d->codes; i++)
		if (strcmp(d->code[i].code, code) == 0)
			return cube_label(&d->code[i], l->k->r->ctx->lang);
	return code;
}

/* Columns of the query: d1 to d6, then AFTER_DIMS. */
static void put_row(struct list *l, sqlite3_stmt *s, int year)
{
	struct book *b = &l->k->b;
	struct xlsx_look date = look_number(&look_cell, "0");
	lxw_col_t col = 0;

	date.align = LXW_ALIGN_LEFT;
	l->row++;
	book_number(b, l->sheet, l->row, col++, &date, year);
	for (size_t i = 0; i < l->t->cube.dims; i++)
		book_text(b, l->sheet, l->row, col++, &look_cell,
		        label_of(l, i, col_text(s, (int)i)));
	for (int i = 0; i < AFTER_DIMS - !l->pnr; i++)
		book_text(b, l->sheet, l->row, col++, &look_cell, col_text(s, CUBE_DIMS + i));
}

static const char rows_sql[] =
        "SELECT r.d1, r.d2, r.d3, r.d4, r.d5, r.d6, r.citizen_id, r.case_id, r.entity,\n"
        "       r.record_key, r.counted,\n"
        "       iif(:pnr, (SELECT pnr FROM fact_citizen AS c WHERE c.citizen_id = r.citizen_id), "
        "'')\n"
        "  FROM record_table AS r WHERE r.tab = :tab AND r.year = :year ORDER BY r.rowid";

static int put_year(struct list *l, int year)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct err *e = l->k->e;
	int rc;

	if (db_prepare(l->k->r->ctx->db, rows_sql, "children behind a table", &s, e) < 0 ||
	        db_bind_text(s, ":tab", l->t->id, e) < 0 || db_bind_int(s, ":year", year, e) < 0 ||
	        db_bind_int(s, ":pnr", l->pnr, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0 && !l->k->b.failed) {
		if (!l->sheet || l->row - APPROVAL_HEAD_ROW == (lxw_row_t)l->sheet_rows) {
			end_sheet(l);
			begin_sheet(l);
		}
		if (!l->k->b.failed)
			put_row(l, s, year);
		l->done++;
	}
	return rc < 0 || l->k->b.failed ? -1 : 0;
}

int sheets_children(struct approval_book *k, const struct approval_table *t)
{
	struct list l = { .k = k, .t = t, .pnr = conf_bool(k->r->ctx->conf, "approval.show-pnr") };
	const struct cube *g = &t->cube;

	if (count(&l) < 0)
		return -1;
	if (!l.total)
		begin_sheet(&l);
	for (size_t i = g->years; i-- > 0;)
		if (put_year(&l, g->first_year + (int)i) < 0)
			return -1;
	end_sheet(&l);
	return k->b.failed ? -1 : 0;
}

/* The sheet of method: how each table counts, from what, what no source says, and how it was made.
 */
#include "report/approval_book.h"

#include "common/defs.h"

static const double widths[] = { 30, 118 };

static void put_pair(struct approval_book *k, lxw_worksheet *s, lxw_row_t row, const char *name,
        const char *text)
{
	size_t a = look_lines(name, widths[0], 1.1), b = look_lines(text, widths[1], 1.1);

	book_row(&k->b, s, row, 4 + 14.5 * (double)(a > b ? a : b));
	book_text(&k->b, s, row, 0, &look_named, name);
	book_text(&k->b, s, row, 1, &look_wrapped, text);
}

static void put_heading(struct approval_book *k, lxw_worksheet *s, lxw_row_t row, const char *text)
{
	book_row(&k->b, s, row, 26);
	book_text(&k->b, s, row, 0, &look_section, text);
	book_blank(&k->b, s, row, 1, &look_section);
}

static const char *in_language(struct approval_book *k, const struct head *h, const char *key)
{
	const char *v = head_get(h, arena_printf(k->a, "%s_%s", key, k->r->ctx->lang));

	return v ? v : "";
}

/* ---- populations ---- */

static int put_populations(
        struct approval_book *k, lxw_worksheet *s, const struct approval_table *t, lxw_row_t *row)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	const struct cube *g = &t->cube;
	int rc;

	if (db_prepare(k->r->ctx->db,
	            "SELECT year, ages, population FROM agg_table_share WHERE tab = :tab\n"
	            "   AND year BETWEEN :first AND :last ORDER BY year, ages",
	            "populations", &q, k->e) < 0 ||
	        db_bind_text(q, ":tab", t->id, k->e) < 0 ||
	        db_bind_int(q, ":first", g->first_year, k->e) < 0 ||
	        db_bind_int(q, ":last", k->r->period.year, k->e) < 0)
		return -1;
	while ((rc = db_step(q, k->e)) > 0)
		put_pair(k, s, (*row)++,
		        arena_printf(k->a, "%s %s, %s %s", word(&k->w, WORD_POPULATION),
		                col_text(q, 0), col_text(q, 1), word(&k->w, WORD_AGES)),
		        sqlite3_column_type(q, 2) == SQLITE_NULL
		                ? word(&k->w, WORD_POPULATION_MISSING)
		                : number_said(&k->w, (double)sqlite3_column_int64(q, 2), 0));
	return rc;
}

/* ---- tables ---- */

static int put_table(
        struct approval_book *k, lxw_worksheet *s, const struct approval_table *t, lxw_row_t *row)
{
	const struct head *h = &t->head;
	const char *stock = head_get(h, "kind"), *assumed = in_language(k, h, "assumed");
	bool is_stock = stock && strcmp(stock, "stock") == 0;

	put_heading(k, s, (*row)++, arena_printf(k->a, "%s  %s", t->id, t->title));
	put_pair(k, s, (*row)++, word(&k->w, WORD_RULE), in_language(k, h, "note"));
	if (*assumed)
		put_pair(k, s, (*row)++, word(&k->w, WORD_ASSUMED), assumed);
	put_pair(k, s, (*row)++, word(&k->w, WORD_KIND),
	        word(&k->w, is_stock ? WORD_STOCK : WORD_FLOW));
	put_pair(k, s, (*row)++, word(&k->w, WORD_LEGAL), head_get(h, "legal"));
	put_pair(k, s, (*row)++, word(&k->w, WORD_SOURCES), head_get(h, "reads"));
	if (put_populations(k, s, t, row) < 0)
		return -1;
	++*row;
	return 0;
}

/* ---- about all, and how it was made ---- */

static void put_about(struct approval_book *k, lxw_worksheet *s, lxw_row_t *row)
{
	static const enum word notes[] = { WORD_NOTE_OWN_DATA, WORD_NOTE_REVISED, WORD_NOTE_UNION,
		WORD_NOTE_MISSING_CELL, WORD_NOTE_APPROVE };

	put_heading(k, s, (*row)++, word(&k->w, WORD_ABOUT_FIGURES));
	for (size_t i = 0; i < COUNT_OF(notes); i++)
		put_pair(k, s, (*row)++, "", word(&k->w, notes[i]));
	++*row;
}

static void put_making(struct approval_book *k, lxw_worksheet *s, lxw_row_t *row)
{
	const struct ctx *ctx = k->r->ctx;
	char hash[65];
	const char *pair[][2] = {
		{ word(&k->w, WORD_PROGRAM), PROGRAM_NAME " " PROGRAM_VERSION },
		{ word(&k->w, WORD_DEFINITIONS_HASH), hash },
		{ word(&k->w, WORD_PERIOD), k->r->period.text },
		{ word(&k->w, WORD_AS_OF_DAY), day_full(&k->w, ctx->as_of) },
		{ word(&k->w, WORD_MUNICIPALITY), ctx->municipality },
	};

	defs_hash(hash);
	put_heading(k, s, (*row)++, word(&k->w, WORD_HOW_MADE));
	for (size_t i = 0; i < COUNT_OF(pair); i++)
		put_pair(k, s, (*row)++, pair[i][0], pair[i][1]);
}

int sheet_rules(struct approval_book *k, lxw_worksheet *s)
{
	lxw_row_t row = 2;

	worksheet_gridlines(s, LXW_HIDE_ALL_GRIDLINES);
	for (size_t i = 0; i < COUNT_OF(widths); i++)
		book_columns(&k->b, s, (lxw_col_t)i, (lxw_col_t)i, widths[i]);
	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 0, &look_title, word(&k->w, WORD_METHOD_TITLE));
	put_about(k, s, &row);
	for (size_t i = 0; i < k->r->tables; i++)
		if (put_table(k, s, &k->r->table[i], &row) < 0)
			return -1;
	put_making(k, s, &row);
	worksheet_set_landscape(s);
	worksheet_set_paper(s, 9); /* A4 */
	worksheet_fit_to_pages(s, 1, 0);
	return 0;
}

/* The sheet of method: what each figure means, what it was made from, and by which program. */
#include "report/xlsx_kpi.h"

#include "common/defs.h"

static const double widths[] = { 30, 66, 44, 34, 13, 18 };
enum { COLUMNS = COUNT_OF(widths) };

static void put_heads(struct kpi_book *k, lxw_row_t row, const enum word *heads, size_t n)
{
	book_row(&k->b, k->method, row, 20);
	for (size_t i = 0; i < n; i++) {
		struct xlsx_look l = look_head;

		l.indent = i > 0;
		book_text(&k->b, k->method, row, (lxw_col_t)i, &l, word(&k->w, heads[i]));
	}
}

static void put_row(struct kpi_book *k, lxw_row_t row, const char *const *text, size_t n)
{
	size_t lines = 1;

	for (size_t i = 0; i < n; i++) {
		size_t needs = look_lines(text[i], widths[i], 1.2);

		lines = needs > lines ? needs : lines;
		book_text(&k->b, k->method, row, (lxw_col_t)i, i ? &look_wrapped : &look_named,
		        text[i]);
	}
	book_row(&k->b, k->method, row, 4 + 14.5 * (double)lines);
}

/* ---- figures ---- */

static const char *target_text(struct kpi_book *k, const struct kpi *kpi)
{
	double goal;

	return kpi_target(kpi, k->month, &goal) ? value_said(&k->w, kpi->unit, goal) : "–";
}

static void put_figures(struct kpi_book *k, lxw_row_t *row)
{
	static const enum word heads[] = { WORD_FIGURE, WORD_DEFINITION, WORD_FORMULA, WORD_LEGAL,
		WORD_UNIT, WORD_TARGET };

	kpi_heading(k, k->method, (*row)++, 0, COLUMNS - 1, word(&k->w, WORD_FIGURE));
	put_heads(k, (*row)++, heads, COUNT_OF(heads));
	for (size_t i = 0; i < k->kpis->n; i++) {
		const struct kpi *kpi = &k->kpis->kpi[i];
		const char *text[COLUMNS] = { kpi->title, kpi->text, kpi->formula, kpi->legal,
			unit_name_of(&k->w, kpi->unit), target_text(k, kpi) };

		put_row(k, (*row)++, text, COLUMNS);
	}
}

/* ---- reading, making ---- */

static void put_notes(struct kpi_book *k, lxw_row_t *row)
{
	static const enum word notes[] = { WORD_NOTE_MONTHS, WORD_NOTE_DEADLINES, WORD_NOTE_TEAMS,
		WORD_NOTE_LIGHTS, WORD_NOTE_NO_DATA };

	kpi_heading(k, k->method, (*row)++, 0, COLUMNS - 1, word(&k->w, WORD_NOTES));
	for (size_t i = 0; i < COUNT_OF(notes); i++) {
		book_row(&k->b, k->method, *row, 18);
		book_join(&k->b, k->method, *row, 0, COLUMNS - 1, &look_cell);
		book_text(&k->b, k->method, (*row)++, 0, &look_cell, word(&k->w, notes[i]));
	}
}

static const char *small_numbers(struct kpi_book *k)
{
	if (k->def->suppress <= 1)
		return word(&k->w, WORD_NOT_SUPPRESSED);
	return arena_printf(
	        k->a, "%s %lld", word(&k->w, WORD_SUPPRESSED_FROM), (long long)k->def->suppress);
}

static void put_making(struct kpi_book *k, lxw_row_t *row)
{
	char hash[65];
	const char *pair[][2] = {
		{ word(&k->w, WORD_PROGRAM), PROGRAM_NAME " " PROGRAM_VERSION },
		{ word(&k->w, WORD_DEFINITIONS_HASH), hash },
		{ word(&k->w, WORD_LAYOUT), k->def->path },
		{ word(&k->w, WORD_PERIOD), month_title(&k->w, k->month) },
		{ word(&k->w, WORD_AS_OF_DAY), day_full(&k->w, k->ctx->as_of) },
		{ word(&k->w, WORD_MUNICIPALITY), k->ctx->municipality },
		{ word(&k->w, WORD_SMALL_NUMBERS), small_numbers(k) },
	};

	defs_hash(hash);
	kpi_heading(k, k->method, (*row)++, 0, COLUMNS - 1, word(&k->w, WORD_HOW_MADE));
	for (size_t i = 0; i < COUNT_OF(pair); i++)
		put_row(k, (*row)++, pair[i], 2);
}

/* ---- inputs ---- */

static const char input_sql[] = "SELECT source, rows_in, used, deleted, left_out, produced FROM "
                                "agg_kpi_input ORDER BY source";

static void put_input(struct kpi_book *k, sqlite3_stmt *q, lxw_row_t row)
{
	struct xlsx_look whole = look_number(&look_wrapped, "#,##0");

	whole.align = LXW_ALIGN_LEFT;
	book_text(&k->b, k->method, row, 0, &look_named, col_text(q, 0));
	for (int i = 1; i <= 4; i++)
		book_number(&k->b, k->method, row, (lxw_col_t)i, &whole,
		        (double)sqlite3_column_int64(q, i));
	book_text(&k->b, k->method, row, 5, &look_wrapped,
	        sqlite3_column_type(q, 5) == SQLITE_NULL
	                ? ""
	                : day_full(&k->w, sqlite3_column_int(q, 5)));
}

static int put_inputs(struct kpi_book *k, lxw_row_t *row)
{
	static const enum word heads[] = { WORD_SOURCE, WORD_ROWS_IN, WORD_ROWS_USED,
		WORD_ROWS_DELETED, WORD_ROWS_LEFT_OUT, WORD_PRODUCED };
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	int rc;

	kpi_heading(k, k->method, (*row)++, 0, COLUMNS - 1, word(&k->w, WORD_INPUTS));
	put_heads(k, (*row)++, heads, COUNT_OF(heads));
	if (db_prepare(k->ctx->db, input_sql, "inputs of the key figures", &q, k->e) < 0)
		return -1;
	while ((rc = db_step(q, k->e)) > 0)
		put_input(k, q, (*row)++);
	return rc;
}

int sheet_method(struct kpi_book *k)
{
	lxw_worksheet *s = k->method;
	lxw_row_t row = 2;

	worksheet_gridlines(s, LXW_HIDE_ALL_GRIDLINES);
	for (size_t i = 0; i < COLUMNS; i++)
		book_columns(&k->b, s, (lxw_col_t)i, (lxw_col_t)i, widths[i]);
	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 0, &look_title, word(&k->w, WORD_METHOD_TITLE));
	put_notes(k, &row);
	row++;
	put_figures(k, &row);
	row++;
	if (put_inputs(k, &row) < 0)
		return -1;
	row++;
	put_making(k, &row);
	kpi_page(k, s, row, COLUMNS - 1);
	return 0;
}

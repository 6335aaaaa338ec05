/*
 * The sheet of data: figures by month and team, one to a row, to be filtered. The
 * municipality has every month; teams have the last thirteen, or fewer, but at
 * least the month of the report: a workbook is made in memory, about a kilobyte to
 * a row. The sheet says how many of the rows it has.
 */
#include "report/xlsx_kpi.h"

enum { HEAD_ROW = 2, TEAM_ROWS = 32000 };
enum { ID, TITLE, MONTH, TEAM, NUMERATOR, DENOMINATOR, VALUE, UNIT, STATE, COLUMNS };

/* What the sheet has: teams from this month on, `rows` of `all` up to the month of the report. */
struct extent {
	int teams_from;
	int64_t rows, all;
};

static const char *say_extent(struct kpi_book *k, const struct extent *x)
{
	const char *printed =
	        arena_printf(k->a, "%s %s", word(&k->w, WORD_PRINTED), month_full(&k->w, k->month));

	if (x->rows == x->all)
		return printed;
	return arena_printf(k->a, "%s. %s %s %s %s; %s %s", printed,
	        number_said(&k->w, (double)x->rows, 0), word(&k->w, WORD_OF),
	        number_said(&k->w, (double)x->all, 0), word(&k->w, WORD_ROWS_ARE_HERE),
	        word(&k->w, WORD_TEAMS_FROM), month_full(&k->w, x->teams_from));
}

static void put_head(struct kpi_book *k, lxw_worksheet *s, const struct extent *x)
{
	static const struct {
		enum word word;
		double width;
		bool right;
	} heads[COLUMNS] = {
		[ID] = { WORD_ID, 22, false },
		[TITLE] = { WORD_FIGURE, 36, false },
		[MONTH] = { WORD_MONTH, 12, false },
		[TEAM] = { WORD_TEAM, 30, false },
		[NUMERATOR] = { WORD_NUMERATOR, 14, true },
		[DENOMINATOR] = { WORD_DENOMINATOR, 14, true },
		[VALUE] = { WORD_VALUE, 14, true },
		[UNIT] = { WORD_UNIT, 12, false },
		[STATE] = { WORD_STATE, 14, false },
	};

	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 0, &look_title, word(&k->w, WORD_DATA_TITLE));
	book_text(&k->b, s, 1, 0, &look_subtitle, say_extent(k, x));
	book_row(&k->b, s, HEAD_ROW, 22);
	for (size_t i = 0; i < COLUMNS; i++) {
		struct xlsx_look l = heads[i].right ? look_head_right : look_head;

		l.fill = XLSX_NAVY;
		l.color = XLSX_WHITE;
		l.indent = i == UNIT;
		book_columns(&k->b, s, (lxw_col_t)i, (lxw_col_t)i, heads[i].width);
		book_text(&k->b, s, HEAD_ROW, (lxw_col_t)i, &l, word(&k->w, heads[i].word));
	}
}

/* The halves of a share; a sum has none, and its value says it all. */
static void put_halves(struct kpi_book *k, lxw_worksheet *s, lxw_row_t row, const struct kpi *kpi,
        const struct kpi_value *v)
{
	struct xlsx_look whole = look_number(&look_cell, "#,##0");
	bool share = v->state == KPI_KNOWN && !kpi_is_sum(kpi->unit);

	if (share) {
		book_number(&k->b, s, row, NUMERATOR, &whole, v->numerator);
		book_number(&k->b, s, row, DENOMINATOR, &whole, v->denominator);
		return;
	}
	book_blank(&k->b, s, row, NUMERATOR, &whole);
	book_blank(&k->b, s, row, DENOMINATOR, &whole);
}

static int put_row(struct kpi_book *k, lxw_row_t row, const struct kpi *kpi, int month,
        const struct kpi_team *t)
{
	static const enum word states[] = {
		[KPI_NO_DATA] = WORD_NO_DATA, [KPI_HIDDEN] = WORD_HIDDEN
	};
	struct xlsx_look date = look_cell, after_number = look_cell;
	lxw_worksheet *s = k->data;
	struct kpi_value v;

	if (kpi_value(&k->reader, kpi, month, t->id, &v, k->e) < 0)
		return -1;
	date.num = month_format(&k->w, false);
	date.align = LXW_ALIGN_LEFT;
	book_text(&k->b, s, row, ID, &look_cell, kpi->id);
	book_text(&k->b, s, row, TITLE, &look_cell, kpi->title);
	book_month(&k->b, s, row, MONTH, &date, month);
	book_text(&k->b, s, row, TEAM, &look_cell, t->name);
	put_halves(k, s, row, kpi, &v);
	kpi_cell(k, s, row, VALUE, &look_cell, kpi, &v);
	after_number.indent = 1;
	book_text(&k->b, s, row, UNIT, &after_number, unit_name_of(&k->w, kpi->unit));
	book_text(&k->b, s, row, STATE, &look_cell,
	        v.state == KPI_KNOWN ? "" : word(&k->w, states[v.state]));
	return 0;
}

/* ---- rows, the month of the report first ---- */

static const char rows_sql[] = "SELECT team_id FROM agg_kpi WHERE kpi = :kpi AND month = :month\n"
                               "   AND (:teams OR team_id = '') ORDER BY team_id";

static const char months_sql[] =
        "SELECT month, count(*) FILTER (WHERE team_id <> ''), count(*) FROM agg_kpi\n"
        " WHERE month <= :month GROUP BY month ORDER BY month DESC";

static int find_extent(struct kpi_book *k, struct extent *x)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	int64_t teams = 0;
	bool more = true;
	int rc;

	*x = (struct extent){ .teams_from = k->month };
	if (db_prepare(k->ctx->db, months_sql, "months of the key figures", &q, k->e) < 0 ||
	        db_bind_int(q, ":month", k->month, k->e) < 0)
		return -1;
	while ((rc = db_step(q, k->e)) > 0) {
		int month = sqlite3_column_int(q, 0);
		int64_t of_teams = sqlite3_column_int64(q, 1), all = sqlite3_column_int64(q, 2);

		teams += of_teams;
		more = more && month >= k->first_month && (teams <= TEAM_ROWS || month == k->month);
		if (more)
			x->teams_from = month;
		x->rows += more ? all : all - of_teams;
		x->all += all;
	}
	return rc;
}

static const struct kpi_team *team_of(const struct kpi_book *k, const char *id)
{
	for (size_t i = 0; i < k->teams; i++)
		if (strcmp(k->team[i].id, id) == 0)
			return &k->team[i];
	return NULL;
}

/* The statement knows whether this month has its teams. */
static int put_figure(
        struct kpi_book *k, sqlite3_stmt *q, const struct kpi *kpi, int month, lxw_row_t *row)
{
	const struct kpi_team all = { "", word(&k->w, WORD_ALL) };
	int rc;

	if (db_bind_text(q, ":kpi", kpi->id, k->e) < 0 || db_bind_int(q, ":month", month, k->e) < 0)
		return -1;
	while ((rc = db_step(q, k->e)) > 0) {
		const struct kpi_team *t = team_of(k, col_text(q, 0));

		if (put_row(k, (*row)++, kpi, month, t ? t : &all) < 0)
			return -1;
	}
	sqlite3_reset(q);
	return rc;
}

static int put_month(struct kpi_book *k, sqlite3_stmt *q, int month, lxw_row_t *row)
{
	for (size_t i = 0; i < k->kpis->n; i++)
		if (put_figure(k, q, &k->kpis->kpi[i], month, row) < 0)
			return -1;
	return 0;
}

/* Through *printed the first row after the month of the report. */
static int put_months(
        struct kpi_book *k, const struct extent *x, lxw_row_t *row, lxw_row_t *printed)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	int64_t first;

	if (db_int(k->ctx->db, "SELECT coalesce(min(month), 999912) FROM agg_kpi", &first, k->e) <
	                0 ||
	        db_prepare(k->ctx->db, rows_sql, "rows of the key figures", &q, k->e) < 0)
		return -1;
	for (int month = k->month; month >= first; month = month_add(month, -1)) {
		if (db_bind_int(q, ":teams", month >= x->teams_from, k->e) < 0 ||
		        put_month(k, q, month, row) < 0)
			return -1;
		if (month == k->month)
			*printed = *row;
	}
	return 0;
}

/* Thousands of rows are for the screen: only the month of the report is printed. */
int sheet_data(struct kpi_book *k)
{
	lxw_worksheet *s = k->data;
	lxw_row_t row = HEAD_ROW + 1, printed = row;
	struct extent x;

	if (find_extent(k, &x) < 0)
		return -1;
	put_head(k, s, &x);
	if (put_months(k, &x, &row, &printed) < 0)
		return -1;
	if (row > HEAD_ROW + 1)
		book_check(&k->b, worksheet_autofilter(s, HEAD_ROW, 0, row - 1, COLUMNS - 1),
		        "filter");
	worksheet_freeze_panes(s, HEAD_ROW + 1, 2);
	book_check(&k->b, worksheet_repeat_rows(s, HEAD_ROW, HEAD_ROW), "repeated rows");
	kpi_page(k, s, printed, COLUMNS - 1);
	return 0;
}

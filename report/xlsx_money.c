/* The sheet of money: budget, cost to date and what is expected, by function. */
#include "report/xlsx_kpi.h"

#include <math.h>

enum { HEAD_ROW = 3, CHART_HEIGHT = 300 };

/* Amounts of a function, øre. */
struct cost {
	double budget, to_date, expected;
	bool has_budget;
};

static const char cost_sql[] =
        "SELECT (SELECT coalesce(sum(amount) FILTER (WHERE version = 'corrected'),\n"
        "                        sum(amount) FILTER (WHERE version = 'original'))\n"
        "          FROM agg_budget WHERE year = :month / 100 AND function = :function AND dranst = "
        "1),\n"
        "       (SELECT sum(amount) FROM agg_cost_month\n"
        "         WHERE function = :function AND dranst = 1\n"
        "           AND month BETWEEN :month / 100 * 100 + 1 AND :month),\n"
        "       (SELECT sum(amount) FROM agg_budget\n"
        "         WHERE year = :month / 100 AND function = :function AND dranst = 1\n"
        "           AND version = 'forecast')";

static const char sum_sql[] =
        "SELECT sum(amount) FROM agg_cost_month\n"
        " WHERE dranst = :dranst AND month BETWEEN :month / 100 * 100 + 1 AND :month";

static int read_cost(struct kpi_book *k, sqlite3_stmt *q, int function, struct cost *ret)
{
	int rc;

	if (db_bind_int(q, ":month", k->month, k->e) < 0 ||
	        db_bind_int(q, ":function", function, k->e) < 0)
		return -1;
	rc = db_step(q, k->e);
	if (rc < 0)
		return -1;
	*ret = (struct cost){
		.has_budget = sqlite3_column_type(q, 0) != SQLITE_NULL,
		.budget = (double)sqlite3_column_int64(q, 0),
		.to_date = (double)sqlite3_column_int64(q, 1),
	};
	ret->expected = sqlite3_column_type(q, 2) != SQLITE_NULL
	                        ? (double)sqlite3_column_int64(q, 2)
	                        : ret->to_date * 12 / (k->month % 100);
	sqlite3_reset(q);
	return 0;
}

static void amount(
        struct kpi_book *k, lxw_row_t row, lxw_col_t col, const struct xlsx_look *base, double ore)
{
	struct xlsx_look l = look_number(base, "#,##0;−#,##0;0");

	book_number(&k->b, k->money, row, col, &l, ore / 100000);
}

/* A minus says that more is expected than there is budget for. */
static void put_deviation(
        struct kpi_book *k, lxw_row_t row, const struct xlsx_look *base, const struct cost *c)
{
	struct xlsx_look l = *base;

	if (c->expected > c->budget) {
		l.color = XLSX_BAD;
		l.bold = true;
	}
	amount(k, row, MONEY_DEVIATION, &l, c->budget - c->expected);
}

static void put_cost(struct kpi_book *k, lxw_row_t row, const struct xlsx_look *base,
        const char *code, const char *name, const struct cost *c)
{
	struct xlsx_look share = look_number(base, cell_format(&k->w, KPI_PERCENT));

	book_text(&k->b, k->money, row, MONEY_FUNCTION, base, code);
	book_text(&k->b, k->money, row, MONEY_NAME, base, name);
	amount(k, row, MONEY_TO_DATE, base, c->to_date);
	amount(k, row, MONEY_EXPECTED, base, c->expected);
	if (!c->has_budget || c->budget <= 0) {
		book_blank(&k->b, k->money, row, MONEY_BUDGET, base);
		book_blank(&k->b, k->money, row, MONEY_USED, base);
		book_blank(&k->b, k->money, row, MONEY_DEVIATION, base);
		return;
	}
	amount(k, row, MONEY_BUDGET, base, c->budget);
	book_number(&k->b, k->money, row, MONEY_USED, &share, c->to_date / c->budget);
	put_deviation(k, row, base, c);
}

static const char *dotted(struct kpi_book *k, int function)
{
	return arena_printf(
	        k->a, "%d.%02d.%02d", function / 10000, function / 100 % 100, function % 100);
}

static int put_functions(struct kpi_book *k, lxw_row_t *row, struct cost *sum, double *high)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;

	if (db_prepare(k->ctx->db, cost_sql, "cost of a function", &q, k->e) < 0)
		return -1;
	for (size_t i = 0; i < k->def->costs; i++) {
		const struct workbook_cost *f = &k->def->cost[i];
		struct cost c;

		if (read_cost(k, q, f->function, &c) < 0)
			return -1;
		put_cost(k, (*row)++, &look_cell, dotted(k, f->function), f->name, &c);
		sum->budget += c.budget;
		sum->to_date += c.to_date;
		sum->expected += c.expected;
		sum->has_budget |= c.has_budget;
		*high = fmax(*high, fmax(c.budget, c.expected) / 100000);
	}
	return 0;
}

/* What was booked to date but is not in the rows above, so that the sheet leaves nothing out
 * unsaid. */
static int read_sum(struct kpi_book *k, int dranst, double *ret)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;

	if (db_prepare(k->ctx->db, sum_sql, "cost of the year", &q, k->e) < 0 ||
	        db_bind_int(q, ":dranst", dranst, k->e) < 0 ||
	        db_bind_int(q, ":month", k->month, k->e) < 0 || db_step(q, k->e) < 0)
		return -1;
	*ret = (double)sqlite3_column_int64(q, 0);
	return 0;
}

static int put_rest(struct kpi_book *k, lxw_row_t *row, double listed)
{
	struct xlsx_look l = look_cell;
	double all, refund;

	l.color = XLSX_GREY;
	if (read_sum(k, 1, &all) < 0 || read_sum(k, 2, &refund) < 0)
		return -1;
	if (all < listed || all > listed) {
		book_text(&k->b, k->money, *row, MONEY_NAME, &l, word(&k->w, WORD_OTHER_FUNCTIONS));
		book_blank(&k->b, k->money, *row, MONEY_BUDGET, &l);
		amount(k, (*row)++, MONEY_TO_DATE, &l, all - listed);
	}
	book_text(&k->b, k->money, *row, MONEY_NAME, &l, word(&k->w, WORD_REFUND));
	book_blank(&k->b, k->money, *row, MONEY_BUDGET, &l);
	amount(k, (*row)++, MONEY_TO_DATE, &l, refund);
	return 0;
}

static void put_head(struct kpi_book *k)
{
	static const enum word heads[] = { WORD_FUNCTION, WORD_NAME, WORD_BUDGET, WORD_TO_DATE,
		WORD_USED, WORD_EXPECTED, WORD_DEVIATION };
	lxw_worksheet *s = k->money;

	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 0, &look_title, word(&k->w, WORD_MONEY));
	book_text(&k->b, s, 1, 0, &look_subtitle,
	        arena_printf(k->a, "%s  ·  %s", month_title(&k->w, k->month),
	                word(&k->w, WORD_THOUSANDS)));
	book_row(&k->b, s, HEAD_ROW, 32);
	for (size_t i = 0; i < COUNT_OF(heads); i++)
		book_text(&k->b, s, HEAD_ROW, (lxw_col_t)i, i < 2 ? &look_head : &look_head_right,
		        word(&k->w, heads[i]));
}

static void put_columns(struct kpi_book *k)
{
	static const double widths[] = { 10, 42, 17, 17, 13, 17, 17 };

	worksheet_gridlines(k->money, LXW_HIDE_ALL_GRIDLINES);
	for (size_t i = 0; i < COUNT_OF(widths); i++)
		book_columns(&k->b, k->money, (lxw_col_t)i, (lxw_col_t)i, widths[i]);
}

/* Budget against expected to the left, the months to the right. */
static int put_charts(
        struct kpi_book *k, lxw_row_t row, lxw_row_t first, lxw_row_t last, double high)
{
	struct chart_place left = { k->money, row, MONEY_FUNCTION, 475, CHART_HEIGHT };
	struct chart_place right = { k->money, row, MONEY_TO_DATE, 475, CHART_HEIGHT };
	struct workbook_item cost = { .kpi = kpi_find(k->kpis, "net_cost"), .column = true };

	if (last >= first)
		chart_of_costs(k, &left, first, last, high);
	return cost.kpi ? chart_of_months(k, &right, &cost) : 0;
}

int sheet_money(struct kpi_book *k)
{
	lxw_row_t row = HEAD_ROW + 1, first = row, last;
	struct cost sum = { 0 };
	double high = 0;

	if (!k->def->costs)
		return 0;
	put_columns(k);
	put_head(k);
	if (put_functions(k, &row, &sum, &high) < 0)
		return -1;
	last = row - 1;
	put_cost(k, row++, &look_total, "", word(&k->w, WORD_SUM), &sum);
	if (put_rest(k, &row, sum.to_date) < 0)
		return -1;
	row++;
	book_join(&k->b, k->money, row, MONEY_FUNCTION, MONEY_DEVIATION, &look_note);
	book_text(&k->b, k->money, row++, MONEY_FUNCTION, &look_note, word(&k->w, WORD_MONEY_NOTE));
	row++;
	if (put_charts(k, row + 1, first, last, high) < 0)
		return -1;
	kpi_page(k, k->money, row + 1 + CHART_HEIGHT / 20 + 1, MONEY_DEVIATION);
	return 0;
}

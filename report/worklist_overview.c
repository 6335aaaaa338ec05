/* The first sheet of a team's list and of the municipality's: who has how much, and each rule over
 * time. */
#include "report/worklist_run.h"

#include "common/finding_trend.h"
#include "common/text.h"

enum { LABEL_WIDTH = 58, COUNT_WIDTH = 11, RULE_COLUMNS = 1 + FINDING_TREND_POINTS + 2 };

static const struct xlsx_look label = {
	.wrap = true, .top_aligned = true, .bottom = LXW_BORDER_HAIR, .rule = XLSX_LINE
};
static const struct xlsx_look count = { .align = LXW_ALIGN_RIGHT,
	.top_aligned = true,
	.num = "#,##0;-#,##0;–",
	.bottom = LXW_BORDER_HAIR,
	.rule = XLSX_LINE };

/* ---- pieces ---- */

static void heading(
        struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t last, enum word text)
{
	book_row(&k->b, s, row, 24);
	book_text(&k->b, s, row, 0, &look_section, word(&k->words, text));
	for (lxw_col_t c = 1; c <= last; c++)
		book_blank(&k->b, s, row, c, &look_section);
}

static void head(
        struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, const char *text)
{
	book_text(&k->b, s, row, col, col ? &look_head_right : &look_head, text);
}

static void number(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, int64_t n)
{
	book_number(&k->b, s, row, col, look, (double)n);
}

static void bars(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t first, lxw_row_t last)
{
	if (last >= first)
		look_bars(&k->b, s, first, last, 1);
}

/* ---- who has how much ---- */

static void count_head(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t row)
{
	const struct worklist_def *d = &k->w->def;
	bool team = k->of->kind == LIST_TEAM;
	lxw_col_t col = 0;

	book_row(&k->b, s, row, 44);
	head(k, s, row, col++, word(&k->words, team ? WORD_CASEWORKER : WORD_TEAM));
	head(k, s, row, col++, word(&k->words, WORD_IN_ALL));
	for (size_t i = 0; i < d->ranks; i++)
		head(k, s, row, col++, d->rank[i].label);
	head(k, s, row, col++, word(&k->words, WORD_OVERDUE));
	head(k, s, row, col++, word(&k->words, WORD_IS_NEW));
	head(k, s, row, col, word(&k->words, WORD_IS_BACK));
}

static void count_row(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t row, const char *name,
        const struct worklist_count *c, const struct xlsx_look *of_label,
        const struct xlsx_look *of_count)
{
	const struct worklist_def *d = &k->w->def;
	lxw_col_t col = 0;

	book_text(&k->b, s, row, col++, of_label, name);
	number(k, s, row, col++, of_count, c->total);
	for (size_t i = 0; i < d->ranks; i++) {
		struct xlsx_look look = *of_count;

		if (c->rank[i] && d->rank[i].color != XLSX_INK) {
			look.color = d->rank[i].color;
			look.bold = true;
		}
		number(k, s, row, col++, &look, c->rank[i]);
	}
	number(k, s, row, col++, of_count, c->overdue);
	number(k, s, row, col++, of_count, c->opened);
	number(k, s, row, col, of_count, c->came_back);
}

static void sum(struct worklist_count *to, const struct worklist_count *c)
{
	for (size_t i = 0; i < WORKLIST_RANKS; i++)
		to->rank[i] += c->rank[i];
	to->total += c->total;
	to->overdue += c->overdue;
	to->opened += c->opened;
	to->came_back += c->came_back;
}

/* "Syd (T01)": the head of the column says what it is. */
static const char *row_name(
        struct worklist_sheets *k, enum worklist_kind kind, const struct worklist_count *c)
{
	struct worklist_who who = { kind, c->id, c->name, c->total };

	if (!*c->id)
		return worklist_name(k->w, &who, k->a);
	return *c->name ? arena_printf(k->a, "%s (%s)", c->name, c->id) : c->id;
}

static int counts(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t *row)
{
	enum worklist_kind kind = k->of->kind == LIST_TEAM ? LIST_CASEWORKER : LIST_TEAM;
	struct xlsx_look total = look_number(&look_total, count.num);
	struct worklist_count *c, all = { 0 };
	lxw_row_t first;
	size_t n;

	if (worklist_counts(k->w, k->of, &c, &n) < 0)
		return -1;
	heading(k, s, (*row)++, (lxw_col_t)(k->w->def.ranks + 4),
	        kind == LIST_TEAM ? WORD_PER_TEAM : WORD_BY_CASEWORKER);
	count_head(k, s, (*row)++);
	first = *row;
	for (size_t i = 0; i < n; i++) {
		sum(&all, &c[i]);
		count_row(k, s, (*row)++, row_name(k, kind, &c[i]), &c[i], &label, &count);
	}
	if (n)
		bars(k, s, first, *row - 1);
	count_row(k, s, (*row)++, word(&k->words, WORD_IN_ALL), &all, &look_total, &total);
	if (k->of->kind == LIST_TEAM && all.total != k->of->total)
		return err_set(k->e, ERR_BUG, "list '%s': the overview has %lld of %lld findings",
		        k->of->id, (long long)all.total, (long long)k->of->total);
	return 0;
}

/* ---- each rule over time ---- */

static void rule_head(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t row)
{
	static const enum word heads[RULE_COLUMNS] = { WORD_RULE_ID, WORD_TONIGHT,
		WORD_NIGHT_BEFORE, WORD_WEEK_BEFORE, WORD_TWO_WEEKS_BEFORE, WORD_FOUR_WEEKS_BEFORE,
		WORD_QUARTER_BEFORE, WORD_IS_NEW, WORD_IS_BACK };

	book_row(&k->b, s, row, 30);
	for (lxw_col_t i = 0; i < RULE_COLUMNS; i++)
		head(k, s, row, i, word(&k->words, heads[i]));
}

static void rule_row(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t row, sqlite3_stmt *q)
{
	const struct finding_text *t = finding_text_of(&k->w->texts, col_text(q, 0));
	const char *says =
	        t ? (k->words.english ? t->text_en : t->text_da) : col_text(q, 1 + RULE_COLUMNS);
	char text[512];

	snprintf(text, sizeof text, "%s  %s", col_text(q, 0), says);
	if (!utf8_valid(text, strlen(text)))
		snprintf(text, sizeof text, "%s", col_text(q, 0));
	book_row(&k->b, s, row, worklist_height(worklist_lines(text, LABEL_WIDTH)));
	book_text(&k->b, s, row, 0, &label, text);
	for (int i = 1; i < RULE_COLUMNS; i++) {
		struct xlsx_look none = count, whole = look_number(&count, "#,##0");

		none.color = XLSX_GREY;
		if (sqlite3_column_type(q, 1 + i) == SQLITE_NULL)
			book_text(&k->b, s, row, (lxw_col_t)i, &none, "–");
		else
			number(k, s, row, (lxw_col_t)i, &whole, sqlite3_column_int64(q, 1 + i));
	}
}

static int trend(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t *row)
{
	sqlite3_stmt *q CLEANUP(stmt_done) = NULL;
	const struct ctx *c = k->w->ctx;
	bool all = k->of->kind == LIST_ALL;
	lxw_row_t first;
	int rc;

	if (db_prepare(c->db, finding_trend_sql, "rules over time", &q, k->e) < 0 ||
	        db_bind_int(q, ":as_of", c->as_of, k->e) < 0 ||
	        db_bind_text(q, ":rule", "*", k->e) < 0 ||
	        db_bind_int(q, ":by_team", 0, k->e) < 0 ||
	        db_bind_text(q, ":lang", c->lang, k->e) < 0)
		return -1;
	if (db_bind_text(q, ":team", all ? "*" : k->of->id, k->e) < 0)
		return -1;
	heading(k, s, (*row)++, RULE_COLUMNS - 1, WORD_BY_RULE);
	rule_head(k, s, (*row)++);
	first = *row;
	while ((rc = db_step(q, k->e)) > 0)
		rule_row(k, s, (*row)++, q);
	bars(k, s, first, *row - 1);
	book_text(&k->b, s, (*row)++, 0, &look_note, word(&k->words, WORD_DASH_HINT));
	return rc;
}

/* ---- the sheet ---- */

/* What the rules looked at: without it, nothing found says nothing. */
static int looked_at(struct worklist_sheets *k, const char **ret)
{
	const struct words *w = &k->words;
	int64_t rules, rows, idle;

	if (db_int(k->w->ctx->db, "SELECT count(*) FROM rule_result", &rules, k->e) < 0 ||
	        db_int(k->w->ctx->db, "SELECT coalesce(sum(checked), 0) FROM rule_result", &rows,
	                k->e) < 0 ||
	        db_int(k->w->ctx->db, "SELECT count(*) FROM rule_result WHERE checked = 0", &idle,
	                k->e) < 0)
		return -1;
	*ret = arena_printf(k->a, "%s %s %s %s; %s %s", number_said(w, (double)rules, 0),
	        word(w, WORD_RULES_RAN), number_said(w, (double)rows, 0), word(w, WORD_ROWS),
	        number_said(w, (double)idle, 0), word(w, WORD_RULES_IDLE));
	return 0;
}

static int title(struct worklist_sheets *k, lxw_worksheet *s)
{
	const char *looked;

	if (looked_at(k, &looked) < 0)
		return -1;
	worksheet_gridlines(s, LXW_HIDE_ALL_GRIDLINES);
	book_columns(&k->b, s, 0, 0, LABEL_WIDTH);
	book_columns(&k->b, s, 1, (lxw_col_t)(k->w->def.ranks + 4), COUNT_WIDTH);
	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 0, &look_title,
	        arena_printf(k->a, "%s – %s", k->w->def.title, worklist_name(k->w, k->of, k->a)));
	book_text(&k->b, s, 1, 0, &look_subtitle,
	        arena_printf(k->a, "%s %s  ·  %s  ·  %s %s  ·  %s", word(&k->words, WORD_AS_OF),
	                day_full(&k->words, k->w->ctx->as_of), k->w->municipality,
	                number_said(&k->words, (double)k->of->total, 0),
	                word(&k->words, WORD_FOUND_IN_ALL), k->w->def.mark));
	book_text(&k->b, s, 2, 0, &look_subtitle, looked);
	return 0;
}

int worklist_overview(struct worklist_sheets *k, lxw_worksheet *s)
{
	lxw_row_t row = 4;

	if (title(k, s) < 0 || counts(k, s, &row) < 0)
		return -1;
	row++;
	if (trend(k, s, &row) < 0)
		return -1;
	worksheet_set_tab_color(s, XLSX_TEAL);
	worklist_page(k, s, row - 1, (lxw_col_t)(k->w->def.ranks + 4), false);
	return k->b.failed ? -1 : 0;
}

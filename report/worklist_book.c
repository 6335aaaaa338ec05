/* The workbook of a list: overview (of a team), the findings, how to use it. */
#include "report/worklist_run.h"

#include "common/file.h"
#include "common/text.h"

enum { HEAD_ROW = WORKLIST_HEAD_ROW, LINES_MAX = 28 };

/* A sheet of findings being written. */
struct list {
	struct worklist_sheets *k;
	const struct worklist_column *column[WORKLIST_COLUMNS];
	size_t columns, printed; /* of the columns */
	lxw_worksheet *sheet;
	lxw_row_t row;
	int64_t done, in_sheet;
	int sheet_no, rank; /* rank of the row before */
	char caseworker[64];
	bool group; /* the row begins another rank or caseworker */
};

/* ---- measures ---- */

size_t worklist_lines(const char *text, double width)
{
	return look_lines(text, width, 1.2);
}

double worklist_height(size_t lines)
{
	return 4 + 14 * (double)(lines > LINES_MAX ? LINES_MAX : lines);
}

void worklist_page(struct worklist_sheets *k, lxw_worksheet *s, lxw_row_t last_row,
        lxw_col_t last_col, bool upright)
{
	const char *footer = arena_printf(k->a, "&L&8%s&C&8%s&R&8%s", k->w->def.title,
	        book_clean(&k->b, k->w->def.mark), word(&k->words, WORD_FOOTER_PAGE));

	look_page(&k->b, s, upright, last_row, last_col, footer);
}

/* ---- cells ---- */

static struct xlsx_look look_of(const struct list *l)
{
	struct xlsx_look look = { .size = 9.5,
		.top_aligned = true,
		.wrap = true,
		.bottom = LXW_BORDER_HAIR,
		.rule = XLSX_LINE };

	if (l->group) {
		look.top = LXW_BORDER_MEDIUM;
		look.rule = XLSX_MIST;
	}
	return look;
}

static void put_text(struct list *l, lxw_col_t col, const char *text)
{
	struct xlsx_look look = look_of(l);

	book_text(&l->k->b, l->sheet, l->row, col, &look, text);
}

static void put_what(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	const struct worklist_rank *rank = &l->k->w->def.rank[r->rank - 1];
	struct xlsx_look look = look_of(l);

	look.color = rank->color;
	look.bold = rank->color != XLSX_INK;
	book_text(&l->k->b, l->sheet, l->row, col, &look, rank->label);
}

static void put_day(struct list *l, lxw_col_t col, int32_t day, bool late)
{
	struct xlsx_look look = look_of(l);

	look.num = l->k->words.english ? "yyyy-mm-dd" : "dd-mm-yyyy";
	look.align = LXW_ALIGN_LEFT;
	look.bold = late;
	look.color = late ? XLSX_BAD : 0;
	book_day(&l->k->b, l->sheet, l->row, col, &look, day);
}

static void put_due(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	if (r->has_due)
		put_day(l, col, r->due, r->overdue);
	else
		put_text(l, col, "");
}

static void put_first(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	if (r->has_life)
		put_day(l, col, r->first_seen, false);
	else
		put_text(l, col, "");
}

static void put_times(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	struct xlsx_look look = look_of(l);

	if (r->has_life)
		book_number(&l->k->b, l->sheet, l->row, col, &look, (double)r->times);
	else
		put_text(l, col, "");
}

/* "ny", "kom igen", "12 nætter". */
static void put_seen(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	const struct words *w = &l->k->words;
	char out[64] = "";

	if (r->is_new || r->is_back)
		snprintf(out, sizeof out, "%s", word(w, r->is_new ? WORD_NEW_ONE : WORD_BACK_ONE));
	else if (r->has_life)
		snprintf(out, sizeof out, "%lld %s", (long long)r->times,
		        word(w, r->times == 1 ? WORD_NIGHT_ONE : WORD_NIGHTS));
	put_text(l, col, out);
}

static void put_record(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	char out[512];

	snprintf(out, sizeof out, "%s%s%s%s%s", r->entity, *r->record_key ? " " : "", r->record_key,
	        *r->field ? ", " : "", r->field);
	put_text(l, col, utf8_valid(out, strlen(out)) ? out : r->entity);
}

static void put_source(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	char out[512];

	snprintf(out, sizeof out, "%s%s%s", r->file, *r->line ? ":" : "", r->line);
	put_text(l, col, utf8_valid(out, strlen(out)) ? out : "");
}

/* To be filled in. */
static void put_open(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	struct xlsx_look look = look_of(l);

	(void)r;
	look.fill = XLSX_SAND;
	book_blank(&l->k->b, l->sheet, l->row, col, &look);
}

static void put_until(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	struct xlsx_look look = look_of(l);

	(void)r;
	look.fill = XLSX_SAND;
	look.num = l->k->words.english ? "yyyy-mm-dd" : "dd-mm-yyyy";
	look.align = LXW_ALIGN_LEFT;
	book_blank(&l->k->b, l->sheet, l->row, col, &look);
}

/* A cell that is the text of one field, or one that has a function of its own. */
static const struct cell {
	size_t text;
	void (*put)(struct list *l, lxw_col_t col, const struct worklist_row *r);
} cells[CELL_COUNT] = {
	[CELL_WHAT] = { 0, put_what },
	[CELL_CASEWORKER] = { offsetof(struct worklist_row, initials), NULL },
	[CELL_CASE] = { offsetof(struct worklist_row, case_id), NULL },
	[CELL_RULE] = { offsetof(struct worklist_row, rule), NULL },
	[CELL_MESSAGE] = { offsetof(struct worklist_row, message), NULL },
	[CELL_DUE] = { 0, put_due },
	[CELL_SEEN] = { 0, put_seen },
	[CELL_PNR] = { offsetof(struct worklist_row, pnr), NULL },
	[CELL_CHILD] = { offsetof(struct worklist_row, child), NULL },
	[CELL_ANSWER] = { 0, put_open },
	[CELL_REASON] = { 0, put_open },
	[CELL_NAME] = { 0, put_open },
	[CELL_UNTIL] = { 0, put_until },
	[CELL_RECORD] = { 0, put_record },
	[CELL_SOURCE] = { 0, put_source },
	[CELL_FIRST] = { 0, put_first },
	[CELL_TIMES] = { 0, put_times },
	[CELL_KEY] = { offsetof(struct worklist_row, key), NULL },
};

static void put_cell(struct list *l, lxw_col_t col, const struct worklist_row *r)
{
	const struct cell *c = &cells[l->column[col]->cell];
	const char *const *text = (const void *)((const char *)r + c->text);

	if (c->put)
		c->put(l, col, r);
	else
		put_text(l, col, *text);
}

/* The row is as high as its longest text needs: a program that opens it need not find out. */
static double height_of(const struct list *l, const struct worklist_row *r)
{
	size_t lines = 1;

	for (size_t i = 0; i < l->columns; i++) {
		const struct cell *c = &cells[l->column[i]->cell];
		const char *const *text = (const void *)((const char *)r + c->text);
		size_t n = c->put ? 1 : worklist_lines(*text, l->column[i]->width * 1.15);

		if (l->column[i]->cell == CELL_WHAT)
			n = worklist_lines(
			        l->k->w->def.rank[r->rank - 1].label, l->column[i]->width);
		lines = n > lines ? n : lines;
	}
	return worklist_height(lines) - 1;
}

static void put_row(struct list *l, const struct worklist_row *r)
{
	l->group = l->in_sheet && (r->rank != l->rank || strncmp(l->caseworker, r->caseworker,
	                                                         sizeof l->caseworker - 1) != 0);
	l->rank = r->rank;
	snprintf(l->caseworker, sizeof l->caseworker, "%s", r->caseworker);
	l->row++;
	l->in_sheet++;
	book_row(&l->k->b, l->sheet, l->row, height_of(l, r));
	for (size_t i = 0; i < l->columns; i++)
		put_cell(l, (lxw_col_t)i, r);
}

/* ---- what is filled in ---- */

/* The library takes no const. */
static char *said(const struct list *l, enum word which)
{
	return arena_strdup(l->k->a, word(&l->k->words, which));
}

static void check_answers(struct list *l, lxw_col_t col)
{
	const struct worklist_def *d = &l->k->w->def;
	char *list[WORKLIST_WORDS + 1] = { NULL };
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST,
		.value_list = list,
		.input_title = said(l, WORD_CHOOSE),
		.input_message = said(l, WORD_CHOOSE_LONG) };

	for (size_t i = 0; i < d->answers; i++)
		list[i] = arena_strdup(l->k->a, d->answer[i]);
	book_check(&l->k->b,
	        worksheet_data_validation_range(l->sheet, HEAD_ROW + 1, col, l->row, col, &v),
	        "answers to choose from");
}

static lxw_datetime date_of(int32_t day)
{
	lxw_datetime t = { 0 };

	day_to_ymd(day, &t.year, &t.month, &t.day);
	return t;
}

static void check_dates(struct list *l, lxw_col_t col)
{
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_DATE,
		.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO,
		.value_datetime = date_of(l->k->w->ctx->as_of),
		.error_title = said(l, WORD_A_DATE),
		.error_message = said(l, WORD_A_DATE) };

	book_check(&l->k->b,
	        worksheet_data_validation_range(l->sheet, HEAD_ROW + 1, col, l->row, col, &v),
	        "a date");
}

/* ---- sheets ---- */

static bool shown(const struct list *l, const struct worklist_column *c)
{
	const struct worklist *w = l->k->w;

	return (!c->team || l->k->of->kind == LIST_TEAM) && (c->cell != CELL_PNR || w->pnr) &&
	       (c->cell != CELL_CHILD || w->names);
}

static void choose_columns(struct list *l)
{
	const struct worklist_def *d = &l->k->w->def;

	for (size_t i = 0; i < d->columns; i++) {
		if (!shown(l, &d->column[i]))
			continue;
		l->column[l->columns++] = &d->column[i];
		if (!d->column[i].off && !d->column[i].hidden)
			l->printed = l->columns;
	}
}

static void put_heads(struct list *l)
{
	struct book *b = &l->k->b;

	for (size_t i = 0; i < l->columns; i++) {
		lxw_row_col_options hide = { .hidden = l->column[i]->hidden };
		struct xlsx_look look = look_head;

		look.fill = XLSX_NAVY;
		look.color = XLSX_WHITE;
		book_check(b,
		        worksheet_set_column_opt(l->sheet, (lxw_col_t)i, (lxw_col_t)i,
		                l->column[i]->width, NULL, &hide),
		        "column width");
		book_text(b, l->sheet, HEAD_ROW, (lxw_col_t)i, &look, l->column[i]->head);
	}
}

static const char *how_many(struct list *l, int64_t here)
{
	const struct words *w = &l->k->words;
	int64_t total = l->k->of->total;

	if (here == total)
		return arena_printf(l->k->a, "%s %s, %s", number_said(w, (double)total, 0),
		        word(w, WORD_FOUND_IN_ALL), word(w, WORD_ALL_SHOWN));
	return arena_printf(l->k->a, "%s %s %s", number_said(w, (double)here, 0),
	        word(w, WORD_FINDINGS_IN_SHEET), number_said(w, (double)total, 0));
}

static void begin_sheet(struct list *l)
{
	struct worklist_sheets *k = l->k;
	int64_t left = k->of->total - l->done;
	const char *name = word(&k->words, WORD_FINDINGS);

	if (l->sheet_no++)
		name = arena_printf(k->a, "%s (%d)", name, l->sheet_no);
	l->sheet = book_sheet(&k->b, name);
	l->row = HEAD_ROW;
	l->in_sheet = 0;
	if (k->b.failed)
		return;
	worksheet_gridlines(l->sheet, LXW_HIDE_ALL_GRIDLINES);
	book_row(&k->b, l->sheet, 0, 32);
	book_text(&k->b, l->sheet, 0, 0, &look_title,
	        arena_printf(k->a, "%s – %s", k->w->def.title, worklist_name(k->w, k->of, k->a)));
	book_text(&k->b, l->sheet, 1, 0, &look_subtitle,
	        arena_printf(k->a, "%s %s  ·  %s  ·  %s%s", word(&k->words, WORD_AS_OF),
	                day_full(&k->words, k->w->ctx->as_of),
	                how_many(l, left < k->w->list_rows ? left : k->w->list_rows),
	                k->w->def.mark, k->w->allowed));
	book_row(&k->b, l->sheet, HEAD_ROW, 30);
	put_heads(l);
}

static void end_sheet(struct list *l)
{
	struct worklist_sheets *k = l->k;

	if (!l->sheet || k->b.failed)
		return;
	worksheet_freeze_panes(l->sheet, HEAD_ROW + 1, 0);
	book_check(&k->b, worksheet_repeat_rows(l->sheet, HEAD_ROW, HEAD_ROW), "repeated rows");
	worklist_page(k, l->sheet, l->row, (lxw_col_t)(l->printed - 1), false);
	if (l->row == HEAD_ROW)
		return;
	book_check(&k->b,
	        worksheet_autofilter(l->sheet, HEAD_ROW, 0, l->row, (lxw_col_t)(l->columns - 1)),
	        "filter");
	for (size_t i = 0; i < l->columns; i++) {
		if (l->column[i]->cell == CELL_ANSWER)
			check_answers(l, (lxw_col_t)i);
		if (l->column[i]->cell == CELL_UNTIL)
			check_dates(l, (lxw_col_t)i);
	}
}

static int put_rows(struct list *l, struct worklist_rows *rows)
{
	struct worklist_row r;
	int rc = 0;

	begin_sheet(l);
	while (!l->k->b.failed && (rc = worklist_next(rows, &r)) > 0) {
		if (l->in_sheet == l->k->w->list_rows) {
			end_sheet(l);
			begin_sheet(l);
		}
		if (!l->k->b.failed)
			put_row(l, &r);
		l->done++;
	}
	end_sheet(l);
	return l->k->b.failed || rc < 0 ? -1 : 0;
}

static int findings(struct worklist_sheets *k)
{
	struct list l = { .k = k };
	struct worklist_rows rows;
	int rc;

	choose_columns(&l);
	rc = worklist_rows_open(k->w, k->of, &rows) < 0 ? -1 : put_rows(&l, &rows);
	worklist_rows_done(&rows);
	if (rc == 0 && l.done != k->of->total)
		return err_set(k->e, ERR_BUG, "list '%s': %lld of %lld findings", k->of->id,
		        (long long)l.done, (long long)k->of->total);
	return rc;
}

static void guide(struct worklist_sheets *k)
{
	static const struct xlsx_look look = { .wrap = true, .top_aligned = true, .size = 11 };
	const struct worklist_def *d = &k->w->def;
	lxw_worksheet *s = book_sheet(&k->b, word(&k->words, WORD_GUIDE));
	enum { WIDTH = 100 };

	if (k->b.failed)
		return;
	worksheet_gridlines(s, LXW_HIDE_ALL_GRIDLINES);
	book_columns(&k->b, s, 0, 0, WIDTH);
	book_row(&k->b, s, 0, 32);
	book_text(&k->b, s, 0, 0, &look_title, word(&k->words, WORD_GUIDE));
	for (size_t i = 0; i < d->guides; i++) {
		lxw_row_t row = (lxw_row_t)(i + 2);

		book_row(&k->b, s, row, 8 + 15 * (double)worklist_lines(d->guide[i], WIDTH));
		book_text(&k->b, s, row, 0, &look, d->guide[i]);
	}
	worklist_page(k, s, (lxw_row_t)(d->guides + 1), 0, true);
}

/* ---- the book ---- */

/* The file's own time is midnight of the as-of day, never the clock. */
static void properties(struct worklist_sheets *k)
{
	lxw_doc_properties p = {
		.title = arena_printf(k->a, "%s, %s", k->w->def.title,
		        book_clean(&k->b, worklist_name(k->w, k->of, k->a))),
		.company = arena_strdup(k->a, book_clean(&k->b, k->w->municipality)),
		.author = arena_strdup(k->a, word(&k->words, WORD_AUTHOR)),
		.comments = arena_strdup(k->a, k->w->def.mark),
		.created = (time_t)k->w->ctx->as_of * 86400,
	};

	book_check(&k->b, workbook_set_properties(k->b.wb, &p), "properties");
}

static int write_sheets(struct worklist_sheets *k)
{
	bool overview = k->of->kind != LIST_CASEWORKER;
	lxw_worksheet *first = overview ? book_sheet(&k->b, word(&k->words, WORD_OVERVIEW)) : NULL;

	properties(k);
	if (k->b.failed || (overview && worklist_overview(k, first) < 0))
		return -1;
	if (k->of->kind != LIST_ALL && findings(k) < 0)
		return -1;
	guide(k);
	return k->b.failed ? -1 : 0;
}

int worklist_book(struct worklist *w, const struct worklist_who *of, const char *path)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	const char *tmp = arena_printf(&own, "%s/tmp", w->ctx->workspace);
	struct worklist_sheets k = {
		.w = w, .of = of, .words = words_of(w->ctx->lang, &own), .a = &own, .e = w->e
	};
	int rc;

	if (dir_make(tmp, w->e) < 0 || book_open_long(&k.b, path, tmp, &own, w->e) < 0)
		return -1;
	rc = write_sheets(&k) < 0 ? -1 : book_close(&k.b);
	book_done(&k.b);
	return rc;
}

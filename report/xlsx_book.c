#include "report/xlsx_book.h"

#include <math.h>

#include "common/text.h"

enum { CELL_MAX = 32767 };

static int open_book(struct book *b, const char *path, lxw_workbook_options *options,
        struct arena *a, struct err *e)
{
	*b = (struct book){ .a = a, .e = e };
	b->wb = workbook_new_opt(path, options);
	return b->wb ? 0 : err_set(e, ERR_IO, "could not begin the workbook");
}

int book_open(struct book *b, const char *path, const char *tmp, struct arena *a, struct err *e)
{
	lxw_workbook_options options = { .tmpdir = arena_strdup(a, tmp) };

	return open_book(b, path, &options, a, e);
}

int book_open_long(
        struct book *b, const char *path, const char *tmp, struct arena *a, struct err *e)
{
	lxw_workbook_options options = { .tmpdir = arena_strdup(a, tmp),
		.constant_memory = LXW_TRUE };

	return open_book(b, path, &options, a, e);
}

void book_done(struct book *b)
{
	if (b->wb)
		lxw_workbook_free(b->wb);
	b->wb = NULL;
}

int book_close(struct book *b)
{
	lxw_workbook *wb = b->wb;
	lxw_error rc;

	if (b->failed)
		return -1;
	b->wb = NULL; /* workbook_close frees it, also when it fails */
	rc = workbook_close(wb);
	if (rc != LXW_NO_ERROR)
		return err_set(b->e, ERR_IO, "could not write the workbook: %s", lxw_strerror(rc));
	return 0;
}

void book_check(struct book *b, lxw_error rc, const char *what)
{
	if (rc == LXW_NO_ERROR || b->failed)
		return;
	b->failed = true;
	err_set(b->e, rc == LXW_ERROR_MEMORY_MALLOC_FAILED ? ERR_MEMORY : ERR_BUG, "%s: %s", what,
	        lxw_strerror(rc));
}

static void fail(struct book *b, enum err_code code, const char *why)
{
	if (!b->failed)
		err_set(b->e, code, "workbook: %s", why);
	b->failed = true;
}

/* ---- text ---- */

static size_t characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7F;
}

static const char *without_controls(struct arena *a, const char *text, size_t n)
{
	size_t at = 0, i = 0;
	char *out;

	while (i < n && !is_control(text[i]))
		i++;
	if (i == n)
		return text;
	out = arena_take(a, n + 1);
	for (i = 0; i < n; i++)
		if (!is_control(text[i]))
			out[at++] = text[i];
	out[at] = '\0';
	return out;
}

const char *book_clean(struct book *b, const char *text)
{
	size_t n = strlen(text);
	const char *out;

	if (!utf8_valid(text, n)) {
		fail(b, ERR_DATA, "a text is not UTF-8");
		return "";
	}
	out = without_controls(b->a, text, n);
	if (characters(out) > CELL_MAX)
		fail(b, ERR_DATA, "a text is longer than a cell can hold");
	return out;
}

/* ---- sheets ---- */

lxw_worksheet *book_sheet(struct book *b, const char *name)
{
	lxw_worksheet *s = workbook_add_worksheet(b->wb, name);

	if (!s)
		fail(b, ERR_BUG, "a sheet could not be added");
	return s;
}

void book_row(struct book *b, lxw_worksheet *s, lxw_row_t row, double points)
{
	book_check(b, worksheet_set_row(s, row, points, NULL), "row height");
}

void book_columns(struct book *b, lxw_worksheet *s, lxw_col_t first, lxw_col_t last, double width)
{
	book_check(b, worksheet_set_column(s, first, last, width, NULL), "column width");
}

int book_pixels(double width)
{
	return (int)(width * 7 + 0.5) + 5;
}

/* ---- looks ---- */

static bool same_look(const struct xlsx_look *a, const struct xlsx_look *b)
{
	return fabs(a->size - b->size) < 0.01 && a->color == b->color && a->fill == b->fill &&
	       a->bold == b->bold && a->wrap == b->wrap && a->top_aligned == b->top_aligned &&
	       a->align == b->align && a->indent == b->indent && a->bottom == b->bottom &&
	       a->top == b->top && a->left == b->left && a->rule == b->rule &&
	       text_eq(a->num, b->num);
}

static void set_font(lxw_format *f, const struct xlsx_look *l)
{
	format_set_font_name(f, "Calibri");
	format_set_font_size(f, l->size > 0 ? l->size : 10.5);
	format_set_font_color(f, l->color ? l->color : XLSX_INK);
	if (l->bold)
		format_set_bold(f);
}

static void set_place(lxw_format *f, const struct xlsx_look *l)
{
	if (l->align)
		format_set_align(f, l->align);
	format_set_align(f, l->top_aligned ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER);
	if (l->indent)
		format_set_indent(f, l->indent);
	if (l->wrap)
		format_set_text_wrap(f);
}

static void set_rules(lxw_format *f, const struct xlsx_look *l)
{
	if (l->bottom) {
		format_set_bottom(f, l->bottom);
		format_set_bottom_color(f, l->rule);
	}
	if (l->top) {
		format_set_top(f, l->top);
		format_set_top_color(f, l->rule);
	}
	if (l->left) {
		format_set_left(f, l->left);
		format_set_left_color(f, l->rule);
	}
}

static lxw_format *make_format(struct book *b, const struct xlsx_look *l)
{
	lxw_format *f = workbook_add_format(b->wb);

	if (!f)
		out_of_memory();
	set_font(f, l);
	set_place(f, l);
	set_rules(f, l);
	if (l->fill)
		format_set_bg_color(f, l->fill);
	if (l->num)
		format_set_num_format(f, l->num);
	return f;
}

lxw_format *book_format(struct book *b, const struct xlsx_look *look)
{
	struct book_format *f;

	for (f = b->formats; f; f = f->next)
		if (same_look(&f->look, look))
			return f->format;
	f = arena_take(b->a, sizeof *f);
	*f = (struct book_format){
		.look = *look, .format = make_format(b, look), .next = b->formats
	};
	b->formats = f;
	return f->format;
}

/* ---- cells ---- */

void book_text(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, const char *text)
{
	const char *clean = book_clean(b, text);

	book_check(
	        b, worksheet_write_string(s, row, col, clean, book_format(b, look)), "text cell");
}

void book_number(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, double value)
{
	if (!isfinite(value)) {
		fail(b, ERR_BUG, "a number is not finite");
		return;
	}
	book_check(
	        b, worksheet_write_number(s, row, col, value, book_format(b, look)), "number cell");
}

void book_blank(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look)
{
	book_check(b, worksheet_write_blank(s, row, col, book_format(b, look)), "blank cell");
}

void book_month(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, int month)
{
	lxw_datetime t = { .year = month / 100, .month = month % 100, .day = 1 };

	book_check(b, worksheet_write_datetime(s, row, col, &t, book_format(b, look)), "date cell");
}

/* The library knows no day before 1900; such a one is text. */
void book_day(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
        const struct xlsx_look *look, int32_t day)
{
	lxw_datetime t = { 0 };
	char iso[11];

	day_to_ymd(day, &t.year, &t.month, &t.day);
	if (t.year < 1900)
		book_text(b, s, row, col, look, day_iso(day, iso));
	else
		book_check(b, worksheet_write_datetime(s, row, col, &t, book_format(b, look)),
		        "date cell");
}

void book_join(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t first, lxw_col_t last,
        const struct xlsx_look *look)
{
	if (last > first)
		book_check(b,
		        worksheet_merge_range(s, row, first, row, last, "", book_format(b, look)),
		        "joined cells");
}

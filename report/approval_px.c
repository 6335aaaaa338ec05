/*
 * A table as a PC-Axis file (AXIS-VERSION 2013), in Danish with English beside: the form of
 * StatBank and PX-Web. Keywords as the format's own description has them. All dimensions
 * stand in the stub, the years in the heading, so that a line of data is a row of the table.
 *
 * A text cannot hold a quote: it becomes an apostrophe. No line is longer than 256 bytes: long
 * texts are written in pieces, one to a line. ".." is what cannot be told.
 */
#include "common/text.h"
#include "report/approval_run.h"
#include "report/sink.h"

enum { PX_PIECE = 200, PX_LINE = 200 };

struct px {
	const struct approval_table *t;
	struct sink *s;
	bool english;
	size_t column; /* bytes in the line so far */
};

static void put(struct px *p, const char *text)
{
	sink_str(p->s, text);
	p->column += strlen(text);
}

static void line_end(struct px *p)
{
	sink_str(p->s, "\r\n");
	p->column = 0;
}

/* At most PX_PIECE bytes, ending with a whole character. */
static size_t piece_of(const char *text)
{
	size_t n = strlen(text);

	if (n <= PX_PIECE)
		return n;
	n = PX_PIECE;
	while (n > 1 && ((unsigned char)text[n] & 0xC0) == 0x80)
		n--;
	return n;
}

static void put_text(struct px *p, const char *text)
{
	do {
		size_t n = piece_of(text);

		put(p, "\"");
		for (size_t i = 0; i < n; i++) {
			char c[2] = { text[i] == '"' ? '\'' : text[i], '\0' };

			put(p, (unsigned char)c[0] < 0x20 ? " " : c);
		}
		put(p, "\"");
		text += n;
		if (*text)
			line_end(p);
	} while (*text);
}

/* KEYWORD[en]("of")= */
static void put_key(struct px *p, const char *key, const char *of)
{
	put(p, key);
	if (p->english)
		put(p, "[en]");
	if (of) {
		put(p, "(");
		put_text(p, of);
		put(p, ")");
	}
	put(p, "=");
}

static void put_end(struct px *p)
{
	put(p, ";");
	line_end(p);
}

static void put_pair(struct px *p, const char *key, const char *text)
{
	put_key(p, key, NULL);
	put_text(p, text);
	put_end(p);
}

static void put_raw(struct px *p, const char *text)
{
	put(p, text);
	line_end(p);
}

/* Between two values of a list; a new line before one that would be too long for this. */
static void put_comma(struct px *p, const char *next)
{
	put(p, ",");
	if (p->column + strlen(next) > PX_LINE)
		line_end(p);
}

/* ---- texts ---- */

static const char *head_text(const struct px *p, const char *da, const char *en)
{
	const char *v = head_get(&p->t->head, p->english ? en : da);

	return v ? v : "";
}

static const char *dim_label(const struct px *p, size_t i)
{
	const struct cube_dim *d = &p->t->cube.dim[i];

	return p->english ? d->en : d->da;
}

static const char *year_label(const struct px *p)
{
	return p->english ? "year" : "tid";
}

static void put_note(struct px *p, struct arena *a)
{
	const char *assumed = head_text(p, "assumed_da", "assumed_en");

	put_pair(p, "NOTE",
	        arena_printf(a, "%s%s%s", head_text(p, "note_da", "note_en"), *assumed ? " " : "",
	                assumed));
}

/* ---- dimensions ---- */

static void put_stub(struct px *p)
{
	put_key(p, "STUB", NULL);
	for (size_t i = 0; i < p->t->cube.dims; i++) {
		if (i)
			put_comma(p, dim_label(p, i));
		put_text(p, dim_label(p, i));
	}
	put_end(p);
	put_pair(p, "HEADING", year_label(p));
}

static void put_values(struct px *p, size_t dim)
{
	const struct cube_dim *d = &p->t->cube.dim[dim];

	put_key(p, "VALUES", dim_label(p, dim));
	for (size_t i = 0; i < d->codes; i++) {
		const char *label = p->english ? d->code[i].en : d->code[i].da;

		if (i)
			put_comma(p, label);
		put_text(p, label);
	}
	put_end(p);
	put_key(p, "CODES", dim_label(p, dim));
	for (size_t i = 0; i < d->codes; i++) {
		if (i)
			put_comma(p, d->code[i].code);
		put_text(p, d->code[i].code);
	}
	put_end(p);
}

static void put_years(struct px *p, const char *key, bool timeval)
{
	const struct cube *g = &p->t->cube;
	char year[8];

	put_key(p, key, year_label(p));
	if (timeval)
		put(p, "TLIST(A1),");
	for (size_t i = 0; i < g->years; i++) {
		snprintf(year, sizeof year, "%u", (unsigned)(g->first_year + (int)i) % 10000u);
		if (i)
			put(p, ",");
		put_text(p, year);
	}
	put_end(p);
}

/* Everything that has words, in one language. */
static void put_language(struct px *p, const struct approval *r, bool english)
{
	static const char *const unit[2][2] = { { "antal", "number" }, { "procent", "percent" } };
	const char *title;

	p->english = english;
	title = head_text(p, "text_da", "text_en");
	put_pair(p, "SUBJECT-AREA",
	        english ? head_get(&r->head, "text_en") : head_get(&r->head, "text_da"));
	put_pair(p, "CONTENTS", title);
	put_pair(p, "TITLE", title);
	put_pair(p, "UNITS", unit[p->t->cube.pct][english]);
	put_stub(p);
	for (size_t i = 0; i < p->t->cube.dims; i++)
		put_values(p, i);
	put_years(p, "VALUES", false);
	put_years(p, "CODES", false);
	put_years(p, "TIMEVAL", true);
	put_note(p, r->a);
}

/* ---- the file ---- */

static void put_first(struct px *p, const struct approval *r)
{
	int year, month, day;

	day_to_ymd(r->ctx->as_of, &year, &month, &day);
	put_raw(p, "CHARSET=\"ANSI\";");
	put_raw(p, "AXIS-VERSION=\"2013\";");
	put_raw(p, "CODEPAGE=\"utf-8\";");
	put_raw(p, "LANGUAGE=\"da\";");
	put_raw(p, "LANGUAGES=\"da\",\"en\";");
	put_raw(p, arena_printf(r->a, "CREATION-DATE=\"%04d%02d%02d 00:00\";", year, month, day));
	put_raw(p, arena_printf(r->a, "DECIMALS=%d;", p->t->cube.pct));
	put_raw(p, arena_printf(r->a, "SHOWDECIMALS=%d;", p->t->cube.pct));
	put_pair(p, "MATRIX", p->t->id);
	put_raw(p, "COPYRIGHT=NO;");
	put_pair(p, "SUBJECT-CODE", r->id);
}

static void put_data(struct px *p)
{
	const struct cube *g = &p->t->cube;
	char text[24];

	put_raw(p, "DATA=");
	for (size_t cell = 0; cell < g->cells; cell++) {
		for (size_t i = 0; i < g->years; i++) {
			int64_t v = g->value[cell * g->years + i];

			put(p, i ? " " : "");
			put(p, v < 0 ? "\"..\"" : cube_text(g, v, text));
		}
		if (cell + 1 < g->cells)
			line_end(p);
	}
	put_end(p);
}

void approval_px(const struct approval *r, const struct approval_table *t, struct sink *s)
{
	struct px p = { .t = t, .s = s };

	put_first(&p, r);
	put_language(&p, r, false);
	put_language(&p, r, true);
	p.english = false;
	put_pair(&p, "SOURCE",
	        arena_printf(r->a, "%s, kommune %s", PROGRAM_NAME, r->ctx->municipality));
	put_data(&p);
}

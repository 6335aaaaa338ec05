#include "report/write_csv.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool special(char c)
{
	return c == ';' || c == '"' || c == '\r' || c == '\n';
}

static bool needs_quotes(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (special(s[i]))
			return true;
	return false;
}

static void quoted(struct sink *s, const char *text, size_t n)
{
	sink_add(s, "\"", 1);
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '"')
			sink_add(s, "\"", 1);
		sink_add(s, text + i, 1);
	}
	sink_add(s, "\"", 1);
}

static void field(struct sink *s, const char *text, size_t n)
{
	if (needs_quotes(text, n))
		quoted(s, text, n);
	else
		sink_add(s, text, n);
}

static void names(struct output *o)
{
	const char *between = "";

	for (size_t i = 0; i < o->def->columns; i++) {
		if (!o->has[i])
			continue;
		sink_str(o->sink, between);
		field(o->sink, o->def->column[i].name, strlen(o->def->column[i].name));
		between = ";";
	}
	sink_str(o->sink, "\r\n");
}

int csv_begin(struct output *o, struct err *e)
{
	(void)e;
	names(o);
	return 0;
}

int csv_people_begin(struct output *o, struct err *e)
{
	sink_str(o->sink, BYTE_ORDER_MARK);
	return csv_begin(o, e);
}

/* What a spreadsheet would run as a formula, if the value is text. */
static bool formula(const struct report_column *c, const struct cell *v)
{
	return v->n && strcmp(c->type->name, "int") != 0 && strchr("=+-@\t\r", v->s[0]);
}

static void row(struct output *o, const struct report_row *r, bool guard)
{
	bool first = true;

	for (size_t i = 0; i < o->def->columns; i++) {
		const struct cell *v = &r->cell[i];

		if (!o->has[i])
			continue;
		if (!first)
			sink_add(o->sink, ";", 1);
		if (guard && formula(&o->def->column[i], v))
			sink_add(o->sink, "'", 1);
		field(o->sink, v->s, v->n);
		first = false;
	}
	sink_add(o->sink, "\r\n", 2);
}

int csv_row(struct output *o, const struct report_row *r, struct err *e)
{
	(void)e;
	row(o, r, false);
	return 0;
}

int csv_people_row(struct output *o, const struct report_row *r, struct err *e)
{
	(void)e;
	row(o, r, true);
	return 0;
}

int csv_end(struct output *o, struct err *e)
{
	(void)o;
	(void)e;
	return 0;
}

#include "report/write_csv.h"

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

int csv_row(struct output *o, const struct report_row *r, struct err *e)
{
	const char *between = "";

	(void)e;
	for (size_t i = 0; i < o->def->columns; i++) {
		sink_str(o->sink, between);
		field(o->sink, r->cell[i].s, r->cell[i].n);
		between = ";";
	}
	sink_add(o->sink, "\r\n", 2);
	return 0;
}

int csv_end(struct output *o, struct err *e)
{
	(void)o;
	(void)e;
	return 0;
}

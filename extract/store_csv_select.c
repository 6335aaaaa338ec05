#include "extract/store_csv_select.h"

struct expression {
	struct arena *a;
	const struct store_map *m;
	const char *column; /* quoted */
};

/* --- one value, by the type of our column ---------------------------------------------- */

/* FUNCTION(FUNCTION(value, form), form): what has not the one form goes on to the next. */
static const char *forms(struct expression *x, const char *function, const struct feed_words *w)
{
	const char *sql = x->column;

	for (size_t i = 0; i < w->n; i++)
		sql = arena_printf(
		        x->a, "%s(%s, %s)", function, sql, csv_sql_text(x->a, w->word[i]));
	return sql;
}

static const char *day_sql(struct expression *x)
{
	return forms(x, "iso_date", &x->m->form.date);
}

static const char *time_sql(struct expression *x)
{
	return forms(x, "iso_time", &x->m->form.time);
}

static const char *ore_sql(struct expression *x)
{
	char decimal[2] = { x->m->form.decimal }, thousands[2] = { x->m->form.thousands };

	return arena_printf(x->a, "ore_text(%s, %s, %s)", x->column, csv_sql_text(x->a, decimal),
	        csv_sql_text(x->a, thousands));
}

static const char *in_words(struct arena *a, const struct feed_words *w)
{
	const char *sql = "";

	for (size_t i = 0; i < w->n; i++)
		sql = arena_printf(a, "%s%s%s", sql, i ? ", " : "", csv_sql_text(a, w->word[i]));
	return sql;
}

static const char *bool_sql(struct expression *x)
{
	return arena_printf(x->a,
	        "CASE WHEN %s IN (%s) THEN '1' WHEN %s IN (%s) THEN '0' ELSE %s END", x->column,
	        in_words(x->a, &x->m->form.yes), x->column, in_words(x->a, &x->m->form.no),
	        x->column);
}

static const char *pnr_sql(struct expression *x)
{
	return arena_printf(x->a,
	        "CASE WHEN %s GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]'"
	        " THEN replace(%s, '-', '') ELSE %s END",
	        x->column, x->column, x->column);
}

static const char *municipality_sql(struct expression *x)
{
	return arena_printf(x->a,
	        "CASE WHEN %s GLOB '0[0-9][0-9][0-9]' THEN substr(%s, 2) ELSE %s END", x->column,
	        x->column, x->column);
}

static const struct {
	const char *type, *list;
	const char *(*sql)(struct expression *x);
} forms_of_types[] = {
	{ "date", NULL, day_sql },
	{ "time", NULL, time_sql },
	{ "ore", NULL, ore_sql },
	{ "bool", NULL, bool_sql },
	{ "pnr", NULL, pnr_sql },
	{ "code", "kommune", municipality_sql },
};

static const char *value_sql(struct expression *x, const struct column *c)
{
	for (size_t i = 0; i < COUNT_OF(forms_of_types); i++)
		if (strcmp(c->type->name, forms_of_types[i].type) == 0 &&
		        (!forms_of_types[i].list ||
		                (c->lists && strcmp(c->lists, forms_of_types[i].list) == 0)))
			return forms_of_types[i].sql(x);
	return x->column;
}

/* --- a column ------------------------------------------------------------------------------ */

static const char *translated(struct expression *x, size_t column)
{
	const struct store_map *m = x->m;
	const char *cases = "", *other = value_sql(x, &m->t->columns[column]);

	for (size_t i = 0; i < m->n_values; i++) {
		const struct store_value *v = &m->values[i];

		if (v->column == column)
			cases = arena_printf(x->a, "%s WHEN %s IN (%s) THEN %s", cases, x->column,
			        in_words(x->a, &v->theirs),
			        v->ours ? csv_sql_text(x->a, v->ours) : "NULL");
	}
	return *cases ? arena_printf(x->a, "CASE%s ELSE %s END", cases, other) : other;
}

static const char *column_sql(
        const struct store_map *m, const struct csv_table *t, size_t i, struct arena *a)
{
	const struct store_column *c = &m->columns[i];
	struct expression x = { .a = a, .m = m };
	int at;

	if (c->from == COLUMN_CONSTANT)
		return csv_sql_text(a, c->constant);
	at = c->from == COLUMN_FILE ? csv_table_column(t, &c->header) : -1;
	if (at < 0)
		return "NULL";
	x.column = csv_sql_name(a, t->header[at]);
	return translated(&x, i);
}

/* --- the map ------------------------------------------------------------------------------- */

static const char *missing(const struct store_map *m, const struct csv_table *t, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < m->t->n; i++) {
		const struct store_column *c = &m->columns[i];

		if (c->from == COLUMN_FILE && !c->may_miss && csv_table_column(t, &c->header) < 0)
			text = arena_printf(a, "%s%s%s (%s)", text, *text ? ", " : "",
			        store_words_text(&c->header, a), m->t->columns[i].name);
	}
	return text;
}

int csv_select(const struct store_map *m, const struct csv_table *t, struct arena *a,
        const char **ret, struct err *e)
{
	const char *lacking = missing(m, t, a), *sql = "SELECT ";

	if (*lacking)
		return err_set(e, ERR_CONFIG, "profile '%s': file '%s' has no column %s", m->path,
		        t->file->name, lacking);
	for (size_t i = 0; i < m->t->n; i++)
		sql = arena_printf(a, "%s%s%s AS %s", sql, i ? ",\n " : "", column_sql(m, t, i, a),
		        m->t->columns[i].name);
	*ret = arena_printf(a, "%s\nFROM %s", sql, csv_sql_name(a, t->name));
	return 0;
}

static bool filled(const struct store_map *m, const struct csv_table *t, size_t i)
{
	const struct store_column *c = &m->columns[i];

	return c->from == COLUMN_CONSTANT ||
	       (c->from == COLUMN_FILE && csv_table_column(t, &c->header) >= 0);
}

const char *csv_select_text(const struct store_map *m, const struct csv_table *t, struct arena *a)
{
	const char *empty = "";
	size_t n = 0;

	for (size_t i = 0; i < m->t->n; i++) {
		if (filled(m, t, i))
			n++;
		else
			empty = arena_printf(a, "%s%s%s", empty,
			        *empty ? ", " : "; empty: ", m->t->columns[i].name);
	}
	return arena_printf(a, "%s: %zu of %zu columns%s", t->file->name, n, m->t->n, empty);
}

#include "jobs/grid.h"

#include "common/log.h"

enum { ROWS_FIRST = 16, LIMIT_DEFAULT = 200, GAP = 2, HASH_SHOWN = 16 };

/* ---- making one ---- */

void grid_begin(
        struct grid *g, struct arena *a, const char *id, const char *title_da, const char *title_en)
{
	*g = (struct grid){ .arena = a,
		.id = id,
		.title_da = title_da,
		.title_en = title_en,
		.limit = LIMIT_DEFAULT };
}

static const char *part(struct arena *a, const char **s)
{
	size_t n = strcspn(*s, "|");
	const char *ret = arena_strndup(a, *s, n);

	*s += n + ((*s)[n] == '|');
	return ret;
}

void grid_column(struct grid *g, const char *name)
{
	struct grid_column *c = &g->column[g->columns];
	size_t n = strcspn(name, "|"), cut = n && strchr("*#-~", name[n - 1]) ? 1 : 0;
	char kind = cut ? name[n - 1] : '\0';
	const char *rest = arena_printf(g->arena, "%.*s%s", (int)(n - cut), name, name + n);

	if (g->columns == GRID_COLUMNS)
		return;
	g->columns++;
	c->words = kind == '*';
	c->number = kind == '#';
	c->hidden = kind == '-';
	c->short_hash = kind == '~';
	c->id = part(g->arena, &rest);
	c->head_da = *rest ? part(g->arena, &rest) : c->id;
	c->head_en = *rest ? part(g->arena, &rest) : c->id;
}

const char **grid_row(struct grid *g)
{
	g->total++;
	if (g->rows == g->limit)
		return NULL;
	if (g->rows == g->room) {
		size_t room = g->room ? 2 * g->room : ROWS_FIRST;
		const char **more = arena_take(g->arena, room * g->columns * sizeof *more);

		if (g->rows)
			memcpy(more, g->cell, g->rows * g->columns * sizeof *more);
		g->cell = more;
		g->room = room;
	}
	return &g->cell[g->rows++ * g->columns];
}

/* Nothing of the mart may move the cursor of who reads it. */
static const char *clean(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s);

	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return copy;
}

int grid_query(struct grid *g, sqlite3 *db, const char *sql, const char *origin,
        const struct params *p, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db, sql, origin, &s, e) < 0 || db_bind_params(s, p, e) < 0)
		return -1;
	for (int i = 0; i < sqlite3_column_count(s); i++)
		grid_column(g, sqlite3_column_name(s, i));
	while ((rc = db_step(s, e)) > 0) {
		const char **cell = grid_row(g);

		for (int i = 0; cell && i < (int)g->columns; i++)
			if (sqlite3_column_type(s, i) != SQLITE_NULL)
				cell[i] = clean(g->arena, col_text(s, i));
	}
	return rc;
}

const char *grid_at(const struct grid *g, size_t row, const char *id)
{
	for (size_t i = 0; i < g->columns; i++)
		if (strcmp(g->column[i].id, id) == 0)
			return g->cell[row * g->columns + i];
	return NULL;
}

/* ---- words ---- */

static const struct {
	const char *word, *da, *en;
} words[] = {
	{ "built", "dannet", "built" },
	{ "signed", "underskrevet", "signed" },
	{ "handed over", "afleveret", "handed over" },
	{ "received", "modtaget", "received" },
	{ "processed", "behandlet", "processed" },
	{ "unknown", "ukendt", "unknown" },
	{ "accepted", "godtaget", "accepted" },
	{ "partly", "delvis godtaget", "partly accepted" },
	{ "rejected", "afvist", "rejected" },
	{ "add", "ny", "new" },
	{ "change", "ændret", "changed" },
	{ "remove", "fjernet", "removed" },
	{ "changes", "ændringer", "changes" },
	{ "full", "alt", "everything" },
	{ "initial", "første indlæsning", "initial load" },
	{ "whole", "hel periode", "whole period" },
	{ "hand", "fjernet i hånden", "removed by hand" },
	{ "yes", "ja", "yes" },
	{ "no", "nej", "no" },
	{ "selected", "udvalgt", "selected" },
	{ "test", "prøve", "test" },
	{ "only tests", "kun prøver", "only tests" },
	{ "nothing to compare", "intet at sammenligne", "nothing to compare" },
	{ "all", "alle", "all" },
	{ "jump", "spring", "jump" },
	{ "rejected before", "afvist før", "rejected before" },
	{ "cannot be written", "kan ikke skrives", "cannot be written" },
	{ "by hand", "fjernes i hånden", "removed by hand" },
	{ "test only", "kun prøve", "test only" },
	{ "there", "ja", "yes" },
	{ "gone", "nej, væk", "no, gone" },
	{ "deleted", "slettet", "deleted" },
	{ "came back", "kom igen", "came back" },
	{ "keep", "beholdes", "kept" },
};

const char *grid_word(const char *word, bool en)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(words[i].word, word) == 0)
			return en ? words[i].en : words[i].da;
	return word;
}

/* ---- text ---- */

static size_t characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static const char *shown(const struct grid *g, size_t row, size_t column, bool en)
{
	const char *v = g->cell[row * g->columns + column];

	if (!v || !*v)
		return "-";
	if (g->column[column].short_hash)
		return arena_strndup(g->arena, v, HASH_SHOWN);
	return g->column[column].words ? grid_word(v, en) : v;
}

/* A column without a value in any row says nothing, but where it is there to be compared. */
static bool is_shown(const struct grid *g, size_t column)
{
	bool any = g->keep_empty;

	for (size_t r = 0; r < g->rows && !any; r++) {
		const char *v = g->cell[r * g->columns + column];

		any = v && *v;
	}
	return any && !g->column[column].hidden;
}

static size_t width_of(const struct grid *g, size_t column, bool en)
{
	const struct grid_column *c = &g->column[column];
	size_t w = characters(en ? c->head_en : c->head_da);

	for (size_t r = 0; r < g->rows; r++) {
		size_t n = characters(shown(g, r, column, en));

		w = n > w ? n : w;
	}
	return w;
}

static void pad(FILE *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fputc(' ', to);
}

/* A line; row SIZE_MAX: the heads. Nothing follows the last column. */
static void line(const struct grid *g, size_t row, const size_t *width, bool en, FILE *to)
{
	size_t behind = GAP;

	for (size_t i = 0; i < g->columns; i++) {
		const struct grid_column *c = &g->column[i];
		const char *s =
		        row == SIZE_MAX ? (en ? c->head_en : c->head_da) : shown(g, row, i, en);
		size_t space = width[i] - characters(s);

		if (!is_shown(g, i))
			continue;
		pad(to, behind + (c->number ? space : 0));
		fputs(s, to);
		behind = GAP + (c->number ? 0 : space);
	}
	fputc('\n', to);
}

void grid_text(const struct grid *g, bool en, FILE *to)
{
	size_t width[GRID_COLUMNS];

	fprintf(to, "%s\n", en ? g->title_en : g->title_da);
	if (g->rows == 0) {
		fprintf(to, "  %s\n", en ? "none" : "ingen");
		return;
	}
	for (size_t i = 0; i < g->columns; i++)
		width[i] = width_of(g, i, en);
	line(g, SIZE_MAX, width, en, to);
	for (size_t r = 0; r < g->rows; r++)
		line(g, r, width, en, to);
	if (g->total > (int64_t)g->rows)
		fprintf(to,
		        en ? "  (%zu of %lld shown; --limit shows more)\n"
		           : "  (%zu af %lld vist; --limit viser flere)\n",
		        g->rows, (long long)g->total);
}

/* ---- JSON ---- */

static void json_cell(const struct grid_column *c, const char *v, FILE *to)
{
	json_string(to, c->id);
	fputs(": ", to);
	if (!v)
		fputs("null", to);
	else if (c->number)
		fputs(v, to);
	else
		json_string(to, v);
}

static void json_row(const struct grid *g, size_t row, FILE *to)
{
	fputs("\n    { ", to);
	for (size_t i = 0; i < g->columns; i++) {
		fputs(i ? ", " : "", to);
		json_cell(&g->column[i], g->cell[row * g->columns + i], to);
	}
	fputs(" }", to);
}

void grid_json(const struct grid *g, bool last, FILE *to)
{
	fprintf(to, "  \"%s_total\": %lld,\n  \"%s\": [", g->id, (long long)g->total, g->id);
	for (size_t r = 0; r < g->rows; r++) {
		fputs(r ? "," : "", to);
		json_row(g, r, to);
	}
	fprintf(to, "%s]%s\n", g->rows ? "\n  " : "", last ? "" : ",");
}

#include "report/cube.h"

#include "report/sink.h"

/* A walk over the rows of one question about the table and its years. */
static int ask(
        sqlite3 *db, const char *sql, const struct cube *g, sqlite3_stmt **ret, struct err *e)
{
	if (db_prepare(db, sql, "statistical table", ret, e) < 0 ||
	        db_bind_text(*ret, ":tab", g->tab, e) < 0 ||
	        db_bind_int(*ret, ":first", g->first_year, e) < 0)
		return -1;
	return db_bind_int(*ret, ":last", g->first_year + (int)g->years - 1, e);
}

/* ---- dimensions and codes ---- */

static const char dims_sql[] =
        "SELECT d.dim, d.name, d.label_da, d.label_en,\n"
        "       (SELECT count(DISTINCT code) FROM agg_table_code AS c WHERE c.tab = d.tab\n"
        "           AND c.dim = d.dim AND c.year BETWEEN :first AND :last)\n"
        "  FROM agg_table_dim AS d WHERE d.tab = :tab AND d.year BETWEEN :first AND :last\n"
        " GROUP BY d.dim ORDER BY d.dim";

static const char codes_sql[] =
        "SELECT dim, ord, year, code, label_da, label_en, total FROM agg_table_code\n"
        " WHERE tab = :tab AND year BETWEEN :first AND :last AND code <> ''\n"
        " ORDER BY dim, ord, year";

static int read_dims(sqlite3 *db, struct cube *g, struct arena *a, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (ask(db, dims_sql, g, &s, e) < 0)
		return -1;
	g->cells = 1;
	while ((rc = db_step(s, e)) > 0) {
		struct cube_dim *d = &g->dim[g->dims++];
		size_t codes = (size_t)sqlite3_column_int64(s, 4);

		d->name = arena_strdup(a, col_text(s, 1));
		d->da = arena_strdup(a, col_text(s, 2));
		d->en = arena_strdup(a, col_text(s, 3));
		d->code = arena_take(a, (codes + 1) * sizeof *d->code);
		g->cells *= codes;
	}
	return rc;
}

/* A code of several years comes once a year, one after the other; the newest labels hold. */
static int read_codes(sqlite3 *db, struct cube *g, struct arena *a, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (ask(db, codes_sql, g, &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		struct cube_dim *d = &g->dim[sqlite3_column_int(s, 0) - 1];
		int64_t ord = sqlite3_column_int64(s, 1);
		struct cube_code *c = &d->code[d->codes ? d->codes - 1 : 0];

		if (!d->codes || c->ord != ord) {
			c = &d->code[d->codes++];
			c->ord = ord;
			c->code = arena_strdup(a, col_text(s, 3));
		}
		c->in[sqlite3_column_int(s, 2) - g->first_year] = true;
		c->da = arena_strdup(a, col_text(s, 4));
		c->en = arena_strdup(a, col_text(s, 5));
		c->total = sqlite3_column_int(s, 6) != 0;
	}
	return rc;
}

/* ---- cells ---- */

void cube_place(const struct cube *g, size_t cell, size_t at[CUBE_DIMS])
{
	for (size_t i = g->dims; i-- > 0;) {
		at[i] = cell % g->dim[i].codes;
		cell /= g->dim[i].codes;
	}
}

size_t cube_cell_of(const struct cube *g, const size_t at[CUBE_DIMS])
{
	size_t cell = 0;

	for (size_t i = 0; i < g->dims; i++)
		cell = cell * g->dim[i].codes + at[i];
	return cell;
}

static int by_ord(const void *a, const void *b)
{
	const struct cube_code *x = a, *y = b;

	return (x->ord > y->ord) - (x->ord < y->ord);
}

static size_t place_of(const struct cube_dim *d, int64_t ord)
{
	struct cube_code key = { .ord = ord };
	const struct cube_code *c = bsearch(&key, d->code, d->codes, sizeof *d->code, by_ord);

	return c ? (size_t)(c - d->code) : 0;
}

/* One question a year: a range of years would cost the planner its index. */
static int read_year(sqlite3 *db, struct cube *g, size_t year, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(db,
	            "SELECT value, o1, o2, o3, o4, o5, o6 FROM agg_table_cell\n"
	            " WHERE tab = :tab AND year = :year",
	            "statistical table", &s, e) < 0 ||
	        db_bind_text(s, ":tab", g->tab, e) < 0 ||
	        db_bind_int(s, ":year", g->first_year + (int)year, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		size_t at[CUBE_DIMS];

		for (size_t i = 0; i < g->dims; i++)
			at[i] = place_of(&g->dim[i], sqlite3_column_int64(s, (int)i + 1));
		g->value[cube_cell_of(g, at) * g->years + year] =
		        sqlite3_column_type(s, 0) == SQLITE_NULL ? CUBE_UNKNOWN
		                                                 : sqlite3_column_int64(s, 0);
	}
	return rc;
}

static int read_values(sqlite3 *db, struct cube *g, struct err *e)
{
	for (size_t i = 0; i < g->years; i++)
		if (read_year(db, g, i, e) < 0)
			return -1;
	return 0;
}

static int read_head(sqlite3 *db, const char *tab, int from, int to, struct cube *g, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	*g = (struct cube){ .tab = tab, .first_year = from, .years = (size_t)(to - from + 1) };
	if (ask(db,
	            "SELECT min(year), max(year), max(unit) FROM agg_table_year\n"
	            " WHERE tab = :tab AND year BETWEEN :first AND :last HAVING count(*) > 0",
	            g, &s, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc <= 0)
		return rc < 0 ? -1 : err_set(e, ERR_BUG, "table %s of %d is not made", tab, to);
	g->first_year = sqlite3_column_int(s, 0);
	g->years = (size_t)(sqlite3_column_int(s, 1) - g->first_year + 1);
	g->pct = strcmp(col_text(s, 2), "pct") == 0;
	return 0;
}

int cube_read(sqlite3 *db, const char *tab, int from, int to, struct arena *a, struct cube *ret,
        struct err *e)
{
	if (to - from >= CUBE_YEARS)
		return err_set(e, ERR_BUG, "table %s: more than %d years", tab, CUBE_YEARS);
	if (read_head(db, arena_strdup(a, tab), from, to, ret, e) < 0 ||
	        read_dims(db, ret, a, e) < 0 || read_codes(db, ret, a, e) < 0)
		return -1;
	ret->value = arena_take(a, (ret->cells * ret->years + 1) * sizeof *ret->value);
	for (size_t i = 0; i < ret->cells * ret->years; i++)
		ret->value[i] = CUBE_NO_CELL;
	return read_values(db, ret, e);
}

const char *cube_text(const struct cube *g, int64_t value, char out[24])
{
	if (value < 0)
		snprintf(out, 24, "..");
	else if (g->pct)
		snprintf(out, 24, "%lld.%lld", (long long)(value / 10), (long long)(value % 10));
	else
		snprintf(out, 24, "%lld", (long long)value);
	return out;
}

const char *cube_label(const struct cube_code *c, const char *lang)
{
	return strcmp(lang, "en") == 0 ? c->en : c->da;
}

/* ---- csv ---- */

/* Codes have no semicolon or quote in them: they come from code lists and definitions. */
static void csv_cell(const struct cube *g, size_t cell, size_t year, struct sink *s)
{
	int64_t value = g->value[cell * g->years + year];
	size_t at[CUBE_DIMS];
	char line[64], text[24];

	if (value == CUBE_NO_CELL)
		return;
	cube_place(g, cell, at);
	for (size_t i = 0; i < g->dims; i++) {
		sink_str(s, g->dim[i].code[at[i]].code);
		sink_str(s, ";");
	}
	snprintf(line, sizeof line, "%d;%s\r\n", g->first_year + (int)year,
	        cube_text(g, value, text));
	sink_str(s, line);
}

void cube_csv(const struct cube *g, struct sink *s)
{
	for (size_t i = 0; i < g->dims; i++) {
		sink_str(s, g->dim[i].name);
		sink_str(s, ";");
	}
	sink_str(s, "TID;INDHOLD\r\n");
	for (size_t cell = 0; cell < g->cells; cell++)
		for (size_t year = 0; year < g->years; year++)
			csv_cell(g, cell, year, s);
}

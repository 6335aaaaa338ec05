#include "transform/tables.h"

#include "common/text.h"

enum { PART_STRIDE = 100000 };

/* One table of one year being made. */
struct making {
	struct ctx *c;
	const struct table_def *d;
	int year;
	struct arena *a;
	struct params p;
	struct err *e;
};

static int run(struct making *m, const char *sql)
{
	return db_exec_params(m->c->db, sql, m->d->head.path, &m->p, m->e);
}

static const char clear_sql[] = "DELETE FROM agg_table_year WHERE tab = :tab AND year = :year;\n"
                                "DELETE FROM agg_table_dim WHERE tab = :tab AND year = :year;\n"
                                "DELETE FROM agg_table_code WHERE tab = :tab AND year = :year;\n"
                                "DELETE FROM agg_table_share WHERE tab = :tab AND year = :year;\n"
                                "DELETE FROM agg_table WHERE tab = :tab AND year = :year;\n"
                                "DELETE FROM record_table WHERE tab = :tab AND year = :year;\n";

/* ---- codes ---- */

#define CODE_COLUMNS                                                                               \
	"INSERT INTO agg_table_code (tab, year, dim, ord, code, label_da, label_en, total)\n"

static const char list_sql[] =
        "WITH ranked AS (\n"
        "  SELECT code, row_number() OVER (ORDER BY min(rowid)) AS ord\n"
        "    FROM codelist WHERE list = :list GROUP BY code\n"
        "), valid AS (\n"
        "  SELECT code, label_da, label_en, max(coalesce(valid_from, -1000000)) AS newest\n"
        "    FROM codelist AS c\n"
        "   WHERE list = :list AND coalesce(valid_from, :first) <= :last\n"
        "     AND coalesce(valid_to, :last) >= :first\n"
        "     AND (:attr = '' OR EXISTS (SELECT 1 FROM codelist_attr AS t WHERE t.list = c.list\n"
        "          AND t.code = c.code AND t.name = :attr AND t.value = :want))\n"
        "   GROUP BY code\n"
        ")\n" CODE_COLUMNS "SELECT :tab, :year, :dim, :base + r.ord, v.code, v.label_da,\n"
        "       coalesce(nullif(v.label_en, ''), v.label_da), 0\n"
        "  FROM valid AS v JOIN ranked AS r ON r.code = v.code";

static const char range_sql[] =
        "WITH RECURSIVE years (n) AS (\n"
        "  SELECT :low UNION ALL SELECT n + 1 FROM years WHERE n < :high)\n" CODE_COLUMNS
        "SELECT :tab, :year, :dim, :base + n, CAST(n AS TEXT), n || ' år',\n"
        "       n || iif(n = 1, ' year', ' years'), 0 FROM years";

static const char word_sql[] =
        CODE_COLUMNS "VALUES (:tab, :year, :dim, :base, :code, :label_da, :label_en, :total)";

static const char one_sql[] = CODE_COLUMNS
        "SELECT :tab, :year, :dim, :base, code,\n"
        "       coalesce((SELECT value FROM codelist_attr WHERE list = 'kommune'\n"
        "           AND code = :municipality AND name = :variable || '_da'), label, code),\n"
        "       coalesce((SELECT value FROM codelist_attr WHERE list = 'kommune'\n"
        "           AND code = :municipality AND name = :variable || '_da'), label, code), 0\n"
        "  FROM (SELECT :municipality AS code, (SELECT max(label_da) FROM codelist\n"
        "         WHERE list = 'kommune' AND code = :municipality) AS label\n"
        "         WHERE :variable = 'municipality'\n"
        "        UNION ALL\n"
        "        SELECT value, NULL FROM codelist_attr WHERE list = 'kommune'\n"
        "           AND code = :municipality AND name = :variable AND value <> '')";

static int add_word(struct making *m, const char *const word[3], int base, bool total)
{
	params_int(&m->p, "base", base);
	params_text(&m->p, "code", word[0]);
	params_text(&m->p, "label_da", word[1]);
	params_text(&m->p, "label_en", word[2]);
	params_int(&m->p, "total", total);
	return run(m, word_sql);
}

static int add_words(struct making *m, const struct table_part *p, int base)
{
	const char *at = p->text, *word[3];

	for (int i = 0; table_word_next(&at, m->a, word); i++)
		if (add_word(m, word, base + i, false) < 0)
			return -1;
	return 0;
}

static int add_from(struct making *m, const char *sql, const char *what)
{
	if (run(m, sql) < 0)
		return -1;
	if (sqlite3_changes64(m->c->db))
		return 0;
	return err_set(
	        m->e, ERR_CONFIG, "%s: %s has no code of %d", m->d->head.path, what, m->year);
}

static int add_part(struct making *m, const struct table_part *p, int base)
{
	params_int(&m->p, "base", base);
	switch (p->kind) {
	case PART_LIST:
		params_text(&m->p, "list", p->text);
		params_text(&m->p, "attr", p->attr ? p->attr : "");
		params_text(&m->p, "want", p->want ? p->want : "");
		return add_from(m, list_sql, arena_printf(m->a, "list '%s'", p->text));
	case PART_RANGE:
		params_int(&m->p, "low", p->low);
		params_int(&m->p, "high", p->high);
		return run(m, range_sql);
	case PART_WORDS:
		return add_words(m, p, base);
	default:
		params_text(&m->p, "variable", p->text);
		return add_from(m, one_sql, arena_printf(m->a, "'one:%s'", p->text));
	}
}

static int add_dim(struct making *m, const struct table_dim *d)
{
	params_text(&m->p, "name", d->name);
	params_text(&m->p, "label_da", d->label_da);
	params_text(&m->p, "label_en", d->label_en);
	if (run(m, "INSERT INTO agg_table_dim (tab, year, dim, name, label_da, label_en)\n"
	           "VALUES (:tab, :year, :dim, :name, :label_da, :label_en)") < 0)
		return -1;
	if (d->total &&
	        add_word(m, (const char *[]){ d->total, d->total_da, d->total_en }, 0, true) < 0)
		return -1;
	for (size_t i = 0; i < d->parts; i++)
		if (add_part(m, &d->part[i], (int)(i + 1) * PART_STRIDE) < 0)
			return -1;
	return 0;
}

static int add_codes(struct making *m)
{
	static const char *const none[] = { "", "", "" };

	for (size_t i = 0; i < TABLE_DIMS; i++) {
		params_int(&m->p, "dim", (int64_t)i + 1);
		if ((i < m->d->dims ? add_dim(m, &m->d->dim[i]) : add_word(m, none, 0, false)) < 0)
			return -1;
	}
	return 0;
}

/* ---- rows ---- */

static bool is_one(const struct table_dim *d)
{
	return d->parts == 1 && d->part[0].kind == PART_ONE;
}

/* Where the code of a dimension comes from: the body, or it is the only one there is. */
static const char *code_of(struct making *m, size_t i)
{
	if (i >= m->d->dims)
		return "''";
	if (is_one(&m->d->dim[i]))
		return arena_printf(m->a,
		        "(SELECT code FROM agg_table_code WHERE tab = :tab AND year = :year"
		        " AND dim = %zu AND NOT total)",
		        i + 1);
	return arena_printf(m->a, "coalesce(CAST(b.%s AS TEXT), '')", m->d->dim[i].column);
}

static int add_records(struct making *m)
{
	const char *codes = "";

	for (size_t i = 0; i < TABLE_DIMS; i++)
		codes = arena_printf(m->a, "%s%s,\n", codes, code_of(m, i));
	return run(m, arena_printf(m->a,
	                      "INSERT INTO record_table (tab, year, d1, d2, d3, d4, d5, d6,\n"
	                      " counted, citizen_id, case_id, entity, record_key)\n"
	                      "SELECT DISTINCT :tab, :year,\n%s"
	                      "CAST(b.counted AS TEXT), b.citizen_id, b.case_id, b.entity,\n"
	                      "CAST(b.record_key AS TEXT)\n FROM (\n%s\n) AS b\n"
	                      "ORDER BY 3, 4, 5, 6, 7, 8, 9, 13, 10, 11, 12",
	                      codes, m->d->body));
}

/* A row whose code is not one of the year would be in no cell. */
static int check_codes(struct making *m, size_t i)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const char *sql = arena_printf(m->a,
	        "SELECT d%zu, count(*) FROM record_table WHERE tab = :tab AND year = :year\n"
	        "   AND d%zu NOT IN (SELECT code FROM agg_table_code WHERE tab = :tab\n"
	        "       AND year = :year AND dim = :dim AND NOT total)\n GROUP BY 1 ORDER BY 1",
	        i + 1, i + 1);
	int rc;

	params_int(&m->p, "dim", (int64_t)i + 1);
	if (db_prepare(m->c->db, sql, m->d->head.path, &s, m->e) < 0 ||
	        db_bind_params(s, &m->p, m->e) < 0)
		return -1;
	rc = db_step(s, m->e);
	if (rc <= 0)
		return rc;
	return err_set(m->e, ERR_BUG, "%s: %s is '%s' in %lld rows of %d, which is no code of it",
	        m->d->head.path, m->d->dim[i].name, col_text(s, 0),
	        (long long)sqlite3_column_int64(s, 1), m->year);
}

/* ---- cells ---- */

/* The cells in which the dimensions of the mask are rolled up; count(DISTINCT) counts anew. */
static int add_cells(struct making *m, unsigned mask)
{
	const char *columns = "", *groups = "";

	for (size_t i = 0; i < TABLE_DIMS; i++) {
		if (mask & 1u << i) {
			columns = arena_printf(m->a, "%s:total%zu, ", columns, i + 1);
			params_text(
			        &m->p, arena_printf(m->a, "total%zu", i + 1), m->d->dim[i].total);
			continue;
		}
		columns = arena_printf(m->a, "%sd%zu, ", columns, i + 1);
		groups = arena_printf(
		        m->a, "%s%sd%zu", groups, *groups ? ", " : " GROUP BY ", i + 1);
	}
	return run(m, arena_printf(m->a,
	                      "INSERT INTO agg_table (tab, year, d1, d2, d3, d4, d5, d6, n)\n"
	                      "SELECT :tab, :year, %scount(DISTINCT counted) FROM record_table\n"
	                      " WHERE tab = :tab AND year = :year%s HAVING count(*) > 0",
	                      columns, groups));
}

static int add_all_cells(struct making *m)
{
	unsigned totals = 0;

	for (size_t i = 0; i < m->d->dims; i++)
		totals |= m->d->dim[i].total ? 1u << i : 0;
	for (unsigned mask = 0; mask <= totals; mask++)
		if ((mask & totals) == mask && add_cells(m, mask) < 0)
			return -1;
	return 0;
}

/* ---- shares ---- */

static int add_share(struct making *m, const struct table_share *s, struct tables_made *made)
{
	const char *told =
	        conf_free(m->c->conf, "population", arena_printf(m->a, "%d.%s", m->year, s->ages));
	int64_t n = 0;

	params_int(&m->p, "dim", s->dim);
	params_text(&m->p, "code", s->code);
	params_text(&m->p, "ages", s->ages);
	if (told && !text_int(told, strlen(told), &n))
		return err_set(
		        m->e, ERR_CONFIG, "[population] %d.%s is not a number", m->year, s->ages);
	params_int(&m->p, "population", n);
	made->unknown += n == 0;
	return run(m, "INSERT INTO agg_table_share (tab, year, dim, code, ages, population)\n"
	              "VALUES (:tab, :year, :dim, :code, :ages, nullif(:population, 0))");
}

/* Where shares differ by code, every code has one. */
static int check_shares(struct making *m)
{
	int64_t without;

	if (!m->d->shares)
		return 0;
	if (db_int(m->c->db,
	            arena_printf(m->a,
	                    "SELECT count(*) FROM agg_table_code WHERE tab = '%s' AND year = %d\n"
	                    "   AND dim = %d AND code NOT IN (SELECT code FROM agg_table_share\n"
	                    "        WHERE tab = '%s' AND year = %d)",
	                    m->d->id, m->year, m->d->share[0].dim, m->d->id, m->year),
	            &without, m->e) < 0)
		return -1;
	return without ? err_set(m->e, ERR_CONFIG, "%s: %lld codes of %s have no share",
	                         m->d->head.path, (long long)without,
	                         m->d->dim[m->d->share[0].dim - 1].name)
	               : 0;
}

/* ---- a table ---- */

static void put_params(struct making *m, bool shown)
{
	struct params *p = &m->p;

	p->arena = m->a;
	params_text(p, "tab", m->d->id);
	params_int(p, "year", m->year);
	params_int(p, "first", day_from_ymd(m->year, 1, 1));
	params_int(p, "last", day_from_ymd(m->year, 12, 31));
	params_int(p, "as_of", m->c->as_of);
	params_text(p, "municipality", m->c->municipality);
	params_text(p, "report", m->d->report);
	params_text(p, "unit", m->d->pct ? "pct" : "antal");
	params_int(p, "dims", (int64_t)m->d->dims);
	params_int(p, "shown", shown);
}

static int make(struct making *m, struct tables_made *made)
{
	if (run(m, clear_sql) < 0 ||
	        run(m, "INSERT INTO agg_table_year (tab, year, report, unit, dims, as_of, shown)\n"
	               "VALUES (:tab, :year, :report, :unit, :dims, :as_of, :shown)") < 0 ||
	        add_codes(m) < 0 || add_records(m) < 0)
		return -1;
	made->records += sqlite3_changes64(m->c->db);
	made->tables++;
	for (size_t i = 0; i < m->d->dims; i++)
		if (check_codes(m, i) < 0)
			return -1;
	for (size_t i = 0; i < m->d->shares; i++)
		if (add_share(m, &m->d->share[i], made) < 0)
			return -1;
	return add_all_cells(m) < 0 ? -1 : check_shares(m);
}

int table_make(struct ctx *c, const struct table_def *d, int year, bool shown,
        struct tables_made *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct making m = { .c = c, .d = d, .year = year, .a = &a, .e = e };

	put_params(&m, shown);
	return make(&m, ret);
}

bool tables_of(const char *report)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct err ignored = { 0 };
	struct table_def d;
	size_t at = 0;

	return table_def_next(report, &at, &a, &d, &ignored) != 0;
}

int tables_make(struct ctx *c, const char *report, int year, struct tables_made *ret, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	struct table_def *d = arena_take(&a, sizeof *d);
	size_t at = 0;
	int rc;

	*ret = (struct tables_made){ 0 };
	if (day_from_ymd(year, 12, 31) >= c->as_of)
		return err_set(e, ERR_USAGE, "%d is not over on the as-of day", year);
	if (tx_begin(&tx, c->db, e) < 0)
		return -1;
	while ((rc = table_def_next(report, &at, &a, d, e)) > 0)
		for (int y = year - TABLE_YEARS + 1; y <= year; y++)
			if (y >= d->since && table_make(c, d, y, false, ret, e) < 0)
				return -1;
	return rc < 0 ? -1 : tx_commit(&tx, e);
}

int tables_shown(struct ctx *c, const char *report, int year, struct err *e)
{
	struct params p = { .arena = c->arena };

	params_text(&p, "report", report);
	params_int(&p, "year", year);
	params_int(&p, "first", year - TABLE_YEARS + 1);
	return db_exec_params(c->db,
	        "UPDATE agg_table_year SET shown = 1 WHERE report = :report\n"
	        "   AND year BETWEEN :first AND :year",
	        "tables.c", &p, e);
}

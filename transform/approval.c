#include "transform/approval.h"

#include "common/finding_reach.h"
#include "common/text.h"
#include "transform/tables.h"

#define STAGE "check:approved"
#define RULE "approval.changed"

enum { NAME_MAX_BYTES = 200, NOTE_MAX_BYTES = 2000, CELLS_TOLD = 10 };

/* ---- booking ---- */

static int check_text(const char *what, const char *text, size_t max, struct err *e)
{
	size_t n = strlen(text);

	if (n > max || !utf8_valid(text, n) || text_has_control(text, n))
		return err_set(e, ERR_USAGE, "%s: one line of text, at most %zu bytes", what, max);
	return 0;
}

/* Is every table that is asked for written since the last transform? */
static int check_shown(struct ctx *c, const struct approval_of *a, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct table_def *d = arena_take(&own, sizeof *d);
	size_t at = 0, n = 0;
	int64_t shown;
	int rc;

	while ((rc = table_def_next(a->report, &at, &own, d, e)) > 0) {
		if ((a->tab && !text_eq(a->tab, d->id)) || a->year < d->since)
			continue;
		n++;
		if (db_int(c->db,
		            arena_printf(&own,
		                    "SELECT count(*) FROM agg_table_year WHERE tab = '%s'"
		                    " AND year = %d AND shown",
		                    d->id, a->year),
		            &shown, e) < 0)
			return -1;
		if (!shown)
			return err_set(e, ERR_USAGE,
			        "%s of %d is not written since the last transform: look at it "
			        "first, with `report %s --period %d`",
			        d->id, a->year, a->report, a->year);
	}
	if (rc == 0 && n == 0)
		return err_set(e, ERR_USAGE, "%s has no %s of %d", a->report,
		        a->tab ? a->tab : "table", a->year);
	return rc;
}

static int check(struct ctx *c, const struct approval_of *a, struct err *e)
{
	if (!tables_of(a->report))
		return err_set(e, ERR_USAGE, "'%s' is no report of tables", a->report);
	if (!a->by || !*a->by)
		return err_set(e, ERR_USAGE, "who approves? --by NAME");
	if (check_text("--by", a->by, NAME_MAX_BYTES, e) < 0 ||
	        (a->note && check_text("--note", a->note, NOTE_MAX_BYTES, e) < 0))
		return -1;
	return check_shown(c, a, e);
}

static const char book_sql[] =
        "INSERT INTO ledger_approval (report, period, tab, year, unit, by_name, note, as_of,\n"
        "                             approved_at, cells)\n"
        "SELECT y.report, :period, y.tab, y.year, y.unit, :by, nullif(:note, ''), iso(y.as_of),\n"
        "       strftime('%Y-%m-%dT%H:%M:%SZ', :now, 'unixepoch'),\n"
        "       (SELECT count(*) FROM agg_table_cell AS x WHERE x.tab = y.tab AND x.year = "
        "y.year)\n"
        "  FROM agg_table_year AS y WHERE y.tab = :tab AND y.year = :year;\n";

static const char keep_sql[] =
        "INSERT INTO ledger_approval_cell (approval, d1, d2, d3, d4, d5, d6, n, value)\n"
        "SELECT :approval, d1, d2, d3, d4, d5, d6, n, value FROM agg_table_cell\n"
        " WHERE tab = :tab AND year = :year AND (n > 0 OR value IS NULL);\n"
        "INSERT INTO ledger_approval_row (approval, d1, d2, d3, d4, d5, d6, counted, citizen_id)\n"
        "SELECT DISTINCT :approval, d1, d2, d3, d4, d5, d6, counted, citizen_id FROM record_table\n"
        " WHERE tab = :tab AND year = :year;\n"
        "DELETE FROM agg_table_change WHERE tab = :tab AND year = :year;\n"
        "UPDATE ledger_approval SET replaced_by = :approval\n"
        " WHERE tab = :tab AND year = :year AND replaced_by IS NULL AND approval < :approval;\n";

static int book(struct ctx *c, const struct approval_of *a, const char *tab, int64_t year,
        struct approved *ret, struct err *e)
{
	struct arena own CLEANUP(arena_done) = { 0 };
	struct params p = { .arena = &own };
	char *note = arena_strdup(&own, a->note ? a->note : "");

	text_mask(note);
	params_int(&p, "period", a->year);
	params_text(&p, "tab", tab);
	params_int(&p, "year", year);
	params_text(&p, "by", a->by);
	params_text(&p, "note", note);
	params_int(&p, "now", c->now);
	if (db_exec_params(c->db, book_sql, "approval.c", &p, e) < 0)
		return -1;
	params_int(&p, "approval", sqlite3_last_insert_rowid(c->db));
	if (db_exec_params(c->db, keep_sql, "approval.c", &p, e) < 0)
		return -1;
	ret->replaced += sqlite3_changes64(c->db);
	ret->tables++;
	return 0;
}

static const char asked_sql[] =
        "SELECT y.tab, y.year,\n"
        "       (SELECT count(*) FROM agg_table_cell AS x WHERE x.tab = y.tab AND x.year = "
        "y.year)\n"
        "  FROM agg_table_year AS y WHERE y.report = :report AND y.shown\n"
        "   AND y.year BETWEEN :first AND :last AND (:tab = '' OR y.tab = :tab)\n"
        " ORDER BY y.tab, y.year";

static int book_all(struct ctx *c, const struct approval_of *a, struct approved *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db, asked_sql, "approval.c", &s, e) < 0 ||
	        db_bind_text(s, ":report", a->report, e) < 0 ||
	        db_bind_int(s, ":first", a->year - TABLE_YEARS + 1, e) < 0 ||
	        db_bind_int(s, ":last", a->year, e) < 0 ||
	        db_bind_text(s, ":tab", a->tab ? a->tab : "", e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		ret->cells += sqlite3_column_int64(s, 2);
		if (book(c, a, col_text(s, 0), sqlite3_column_int64(s, 1), ret, e) < 0)
			return -1;
	}
	return rc;
}

int approve(struct ctx *c, const struct approval_of *a, struct approved *ret, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	*ret = (struct approved){ 0 };
	if (check(c, a, e) < 0 || tx_begin(&tx, c->db, e) < 0 || book_all(c, a, ret, e) < 0)
		return -1;
	return tx_commit(&tx, e);
}

/* ---- comparing ---- */

/* An approval that holds, being compared. */
struct held {
	struct ctx *c;
	int64_t approval, year, cells;
	const char *tab;
	const char *by_day;
	bool pct;
	struct arena *a;
	struct params p;
	struct err *e;
};

/* Made only where no report made it since the transform. The definition may be gone. */
static int make(struct held *h)
{
	const struct def_file *f = def_find(arena_printf(h->a, "transform/tables/%s.sql", h->tab));
	struct table_def *d = arena_take(h->a, sizeof *d);
	struct tables_made made = { 0 };
	int64_t there;

	if (!f)
		return err_set(h->e, ERR_BUG, "table %s is approved and no longer defined", h->tab);
	if (db_int(h->c->db,
	            arena_printf(h->a,
	                    "SELECT count(*) FROM agg_table_year WHERE tab = '%s' AND year = %lld",
	                    h->tab, (long long)h->year),
	            &there, h->e) < 0 ||
	        table_def_read(f, h->a, d, h->e) < 0)
		return -1;
	return there ? 0 : table_make(h->c, d, (int)h->year, false, &made, h->e);
}

#define SAME_CELL                                                                                  \
	" x.d1 = a.d1 AND x.d2 = a.d2 AND x.d3 = a.d3 AND x.d4 = a.d4 AND x.d5 = a.d5"             \
	" AND x.d6 = a.d6"

/* A cell that is not kept, or not there, was or is 0. */
static const char compare_sql[] =
        "WITH is_now AS MATERIALIZED (\n"
        "  SELECT d1, d2, d3, d4, d5, d6, value FROM agg_table_cell\n"
        "   WHERE tab = :tab AND year = :year AND (n > 0 OR value IS NULL)\n"
        "), was AS MATERIALIZED (\n"
        "  SELECT d1, d2, d3, d4, d5, d6, value FROM ledger_approval_cell\n"
        "   WHERE approval = :approval\n"
        ")\n"
        "INSERT INTO agg_table_change (approval, tab, year, d1, d2, d3, d4, d5, d6, approved, "
        "now)\n"
        "SELECT :approval, :tab, :year, a.d1, a.d2, a.d3, a.d4, a.d5, a.d6, a.value,\n"
        "       iif(x.d1 IS NULL, 0, x.value)\n"
        "  FROM was AS a LEFT JOIN is_now AS x ON" SAME_CELL "\n"
        " WHERE a.value IS NOT iif(x.d1 IS NULL, 0, x.value)\n"
        " UNION ALL\n"
        "SELECT :approval, :tab, :year, a.d1, a.d2, a.d3, a.d4, a.d5, a.d6, 0, a.value\n"
        "  FROM is_now AS a LEFT JOIN was AS x ON" SAME_CELL "\n"
        " WHERE x.d1 IS NULL AND a.value IS NOT 0";

#define ORD_OF(i)                                                                                  \
	"(SELECT ord FROM agg_table_code AS o WHERE o.tab = c.tab AND o.year = c.year AND o.dim "  \
	"= " #i " AND o.code = c.d" #i ")"
#define SAID(value)                                                                                \
	"coalesce(iif(:pct, format('%d.%d', " value " / 10, " value " % 10), " value "), '..')"
#define PEOPLE(x, y)                                                                               \
	"  (SELECT count(*) FROM (SELECT citizen_id FROM " x " EXCEPT SELECT citizen_id FROM " y   \
	")),\n"                                                                                    \
	"  (SELECT count(*) FROM (SELECT counted FROM " x " EXCEPT SELECT counted FROM " y ")),\n"

/* What differs, and the first cells of it in the order of the table. */
static const char tell_sql[] =
        "WITH was AS (SELECT citizen_id, counted FROM ledger_approval_row\n"
        "              WHERE approval = :approval),\n"
        "is_now AS (SELECT citizen_id, counted FROM record_table WHERE tab = :tab AND year = "
        ":year),\n"
        "told AS MATERIALIZED (\n"
        "  SELECT rtrim(c.d1 || '/' || c.d2 || '/' || c.d3 || '/' || c.d4 || '/' || c.d5 || '/'\n"
        "               || c.d6, '/') AS cell, " SAID("c.approved") " AS was, " SAID(
                "c.now") " AS is_now\n"
                         "    FROM agg_table_change AS c WHERE c.approval = :approval\n"
                         "   ORDER BY " ORD_OF(1) ", " ORD_OF(2) ", " ORD_OF(3) ", " ORD_OF(
                                 4) ", " ORD_OF(5) ",\n"
                                                   "            " ORD_OF(
                                                           6) " LIMIT :told)\n"
                                                              "SELECT (SELECT count(*) FROM "
                                                              "agg_table_change WHERE approval = "
                                                              ":approval),\n" PEOPLE(
                                                                      "is_now", "was") PEOPLE("was",
                                                                      "is_now") "  (SELECT "
                                                                                "group_concat(cell "
                                                                                "|| ': ' || was || "
                                                                                "' -> ' || is_now, "
                                                                                "'; ') FROM "
                                                                                "told),\n"
                                                                                "  (SELECT was "
                                                                                "FROM told LIMIT "
                                                                                "1), (SELECT "
                                                                                "is_now FROM told "
                                                                                "LIMIT 1)";

static const char finding_sql[] =
        "INSERT INTO finding (stage, rule, version, consequence, entity, record_key, field, "
        "found,\n"
        "                     expected, who, note_da, note_en)\n"
        "VALUES ('" STAGE "', '" RULE
        "', '1', 'answer', 'table', :tab || '/' || :year, 'INDHOLD',\n"
        "        :found, :expected, 'den der har godkendt', :note_da, :note_en)";

#define SENTENCE_DA                                                                                \
	"%lld af %lld celler i %s %lld er ændret siden godkendelsen af tallene %s. Bag tallene: " \
	"%lld børn til, %lld fra; %lld forhold til, %lld fra. Celle: godkendt -> nu: %s%s"
#define SENTENCE_EN                                                                                \
	"%lld of %lld cells of %s %lld have changed since the figures of %s were approved. "       \
	"Behind them: %lld children came, %lld went; %lld things came, %lld went. "                \
	"Cell: approved -> now: %s%s"

/* s: the row of tell_sql. */
static const char *sentence(struct held *h, bool english, sqlite3_stmt *s)
{
	const char *more = "";
	long long n[5];

	for (int i = 0; i < 5; i++)
		n[i] = sqlite3_column_int64(s, i);
	if (n[0] > CELLS_TOLD)
		more = arena_printf(h->a, " (%d/%lld)", CELLS_TOLD, n[0]);
	return arena_printf(h->a, english ? SENTENCE_EN : SENTENCE_DA, n[0], (long long)h->cells,
	        h->tab, (long long)h->year, h->by_day, n[1], n[3], n[2], n[4], col_text(s, 5),
	        more);
}

static int book_finding(struct held *h, sqlite3_stmt *s)
{
	params_text(&h->p, "expected", arena_strdup(h->a, col_text(s, 6)));
	params_text(&h->p, "found", arena_strdup(h->a, col_text(s, 7)));
	params_text(&h->p, "note_da", sentence(h, false, s));
	params_text(&h->p, "note_en", sentence(h, true, s));
	return db_exec_params(h->c->db, finding_sql, "approval.c", &h->p, h->e);
}

static int tell(struct held *h, struct approved_check *ret)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t cells;
	int rc;

	if (db_prepare(h->c->db, tell_sql, "approval.c", &s, h->e) < 0 ||
	        db_bind_params(s, &h->p, h->e) < 0)
		return -1;
	rc = db_step(s, h->e);
	if (rc <= 0)
		return -1;
	cells = sqlite3_column_int64(s, 0);
	ret->changed_cells += cells;
	ret->changed += cells > 0;
	return cells ? book_finding(h, s) : 0;
}

static int compare(struct held *h, struct approved_check *ret)
{
	h->p.arena = h->a;
	params_int(&h->p, "approval", h->approval);
	params_text(&h->p, "tab", h->tab);
	params_int(&h->p, "year", h->year);
	params_int(&h->p, "told", CELLS_TOLD);
	params_int(&h->p, "pct", h->pct);
	ret->approvals++;
	ret->cells += h->cells;
	if (make(h) < 0 || db_exec_params(h->c->db, compare_sql, "approval.c", &h->p, h->e) < 0)
		return -1;
	return tell(h, ret);
}

static int compare_all(struct ctx *c, struct approved_check *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db,
	            "SELECT approval, tab, year, cells, as_of, unit = 'pct' FROM ledger_approval\n"
	            " WHERE replaced_by IS NULL ORDER BY tab, year",
	            "approval.c", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		struct arena a CLEANUP(arena_done) = { 0 };
		struct held h = { .c = c,
			.approval = sqlite3_column_int64(s, 0),
			.tab = arena_strdup(&a, col_text(s, 1)),
			.year = sqlite3_column_int64(s, 2),
			.cells = sqlite3_column_int64(s, 3),
			.by_day = arena_strdup(&a, col_text(s, 4)),
			.pct = sqlite3_column_int(s, 5) != 0,
			.a = &a,
			.e = e };

		if (compare(&h, ret) < 0)
			return -1;
	}
	return rc;
}

static int book_result(struct ctx *c, const struct approved_check *r, struct err *e)
{
	struct params p = { .arena = c->arena };

	params_int(&p, "checked", r->cells);
	params_int(&p, "found", r->changed);
	params_text(&p, "note", r->approvals ? "" : "checked nothing: nothing is approved");
	return db_exec_params(c->db,
	        "INSERT OR REPLACE INTO rule_result (rule, version, checked, found, note)\n"
	        "VALUES ('" RULE "', '1', :checked, :found, nullif(:note, ''))",
	        "approval.c", &p, e);
}

int approved_check(struct ctx *c, struct approved_check *ret, struct err *e)
{
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	*ret = (struct approved_check){ 0 };
	if (tx_begin(&tx, c->db, e) < 0 ||
	        db_exec(c->db,
	                "DELETE FROM finding WHERE stage = '" STAGE "';\nDELETE FROM "
	                "agg_table_change",
	                e) < 0 ||
	        compare_all(c, ret, e) < 0 || book_result(c, ret, e) < 0 ||
	        finding_settle(c, STAGE, &ret->life, e) < 0)
		return err_ctx(e, "comparing what was approved");
	return tx_commit(&tx, e);
}

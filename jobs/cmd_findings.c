/* findings: what is open, counted, listed or over time. Nothing here writes. */
#include "common/finding_life.h"
#include "common/finding_text.h"
#include "common/finding_trend.h"
#include "common/log.h"
#include "common/text.h"
#include "jobs/app.h"

enum { COLUMNS = 32, MESSAGE_MAX = 16384 };

/* ---- rows in three forms ---- */

struct rows {
	FILE *to;
	char form; /* 't'ext, 'c'sv, 'j'son */
	const char *name[COLUMNS];
	bool number[COLUMNS];
	size_t columns, most; /* most: columns behind these are not shown; 0: all are */
	int64_t shown;
	struct buf masked; /* the cell that is written */
};

/* Keys and values come from outside: what looks like a personal number is stars. */
static const char *masked(struct rows *r, size_t i, const char *v)
{
	if (!v || !*v || r->number[i] || strcmp(r->name[i], "finding_key") == 0)
		return v;
	buf_reset(&r->masked);
	if (buf_str(&r->masked, v) < 0)
		return "...";
	text_mask(r->masked.data);
	return r->masked.data;
}

/* Nothing of the mart may move the cursor of who reads it, or part a row. */
static void put_text(FILE *to, const char *s)
{
	for (; *s; s++)
		fputc((unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s, to);
}

/* For a spreadsheet: quoted, and no cell begins a formula. */
static void put_csv(FILE *to, const char *s)
{
	fputc('"', to);
	if (*s && s[1] && strchr("=+-@\t\r", *s))
		fputc('\'', to);
	for (; *s; s++) {
		if (*s == '"')
			fputc('"', to);
		fputc((unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s, to);
	}
	fputc('"', to);
}

static void put_cell(struct rows *r, size_t i, const char *v)
{
	bool number = r->number[i] && v && *v;

	if (r->form == 't') {
		fputs(i ? "\t" : "", r->to);
		put_text(r->to, v ? v : "");
	} else if (r->form == 'c') {
		fputs(i ? ";" : "", r->to);
		if (number)
			fputs(v, r->to);
		else
			put_csv(r->to, v ? v : "");
	} else {
		fputs(i ? ", " : " ", r->to);
		json_string(r->to, r->name[i]);
		fputs(": ", r->to);
		if (!v || (r->number[i] && !*v))
			fputs("null", r->to);
		else if (number)
			fputs(v, r->to);
		else
			json_string(r->to, v);
	}
}

static void put_row(struct rows *r, const char *const *v)
{
	if (r->form == 'j')
		fprintf(r->to, "%s\n    {", r->shown ? "," : "");
	for (size_t i = 0; i < r->columns; i++)
		put_cell(r, i, masked(r, i, v[i]));
	fputs(r->form == 't' ? "\n" : r->form == 'c' ? "\r\n" : " }", r->to);
	r->shown++;
}

/* A column that ends in '#' is a number. */
static void begin_rows(struct rows *r, sqlite3_stmt *s, struct arena *a, bool heads)
{
	size_t most = r->most ? r->most : COLUMNS;

	for (int i = 0; i < sqlite3_column_count(s) && r->columns < most; i++) {
		const char *name = sqlite3_column_name(s, i);
		size_t n = strlen(name);

		r->number[r->columns] = n && name[n - 1] == '#';
		r->name[r->columns] = arena_strndup(a, name, n - r->number[r->columns]);
		r->columns++;
	}
	if (r->form == 'j') {
		fputs("{\n  \"rows\": [", r->to);
		return;
	}
	if (!heads)
		return;
	fputs(r->form == 'c' ? "\xEF\xBB\xBF" : "", r->to);
	for (size_t i = 0; i < r->columns; i++)
		fprintf(r->to, "%s%s", i ? (r->form == 'c' ? ";" : "\t") : "", r->name[i]);
	fputs(r->form == 'c' ? "\r\n" : "\n", r->to);
}

/* The cap and the true total; in CSV as a last row of one cell. */
static void end_rows(struct rows *r, const char *what, int64_t total)
{
	if (r->form == 'j')
		fprintf(r->to, "%s],\n  \"shown\": %lld,\n  \"total\": %lld\n}\n",
		        r->shown ? "\n  " : "", (long long)r->shown, (long long)total);
	else if (r->shown < total)
		fprintf(r->to, "%s(%lld shown of %lld %s in all; --limit shows more)%s",
		        r->form == 'c' ? "\"" : "", (long long)r->shown, (long long)total, what,
		        r->form == 'c' ? "\"\r\n" : "\n");
}

/* ---- what is asked for ---- */

#define BACK                                                                                       \
	"(" FINDING_IS_BACK                                                                        \
	" OR EXISTS (SELECT 1 FROM finding_back AS b WHERE b.finding = f.finding))"

/* Switches and what they ask of a finding f with its life l and night n. */
static const struct filter {
	const char *option, *sql; /* an option with a value is bound as :value */
} filters[] = {
	{ "--rule", "f.rule = :rule" },
	{ "--team", "coalesce(f.team_id, '-') = :team" },
	{ "--caseworker", "coalesce(f.caseworker_id, '-') = :caseworker" },
	{ "--case", "f.case_id = :case" },
	{ "--child", "f.citizen_id = :child" },
	{ "--consequence", "f.consequence = :consequence" },
	{ "--new", FINDING_IS_NEW },
	{ "--came-back", BACK },
	{ "--overdue", FINDING_DUE " < n.as_of" },
};

struct ask {
	struct app *a;
	struct params p;
	const char *from, *where; /* of the statement */
	struct rows rows;
	int64_t limit;
};

static void ask_done(struct ask *k)
{
	buf_done(&k->rows.masked);
}

static const char *join(struct ask *k, const char *where, const struct filter *f)
{
	return arena_printf(&k->a->w.arena, "%s %s %s", where, *where ? "AND" : "WHERE", f->sql);
}

static void take_filters(struct ask *k)
{
	k->where = "";
	for (size_t i = 0; i < COUNT_OF(filters); i++) {
		const char *value = cli_text(&k->a->cli, filters[i].option);

		if (strchr(filters[i].sql, ':')) {
			if (value) {
				params_text(&k->p, filters[i].option + 2, value);
				k->where = join(k, k->where, &filters[i]);
			}
		} else if (cli_flag(&k->a->cli, filters[i].option)) {
			k->where = join(k, k->where, &filters[i]);
		}
	}
	k->from = cli_flag(&k->a->cli, "--answered")
	                  ? "FROM finding_answered AS f" FINDING_JOIN_LIFE
	                  : "FROM finding AS f" FINDING_JOIN_LIFE;
}

static int begin(struct ask *k, struct err *e)
{
	const struct cli *c = &k->a->cli;
	bool json = cli_flag(c, "--json"), csv = cli_flag(c, "--csv");

	if (json && csv)
		return err_set(e, ERR_USAGE, "--csv and --json: one of them");
	if (app_number(k->a, "--limit", 200, 999999999, &k->limit, e) < 0)
		return -1;
	k->rows = (struct rows){ .to = k->a->out, .form = json ? 'j' : csv ? 'c' : 't' };
	buf_init(&k->rows.masked, MESSAGE_MAX);
	take_filters(k);
	params_text(&k->p, "lang", k->a->ctx.lang);
	params_int(&k->p, "limit", k->limit);
	return 0;
}

static int prepare(struct ask *k, const char *sql, sqlite3_stmt **ret, struct err *e)
{
	sqlite3 *db = k->a->w.db;

	return db_prepare(db, sql, "findings", ret, e) < 0 ? -1 : db_bind_params(*ret, &k->p, e);
}

/* How many rows there would be without the limit. */
static int count(struct ask *k, const char *sql, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (prepare(k, arena_printf(&k->a->w.arena, "SELECT count(*) FROM (%s)", sql), &s, e) < 0 ||
	        db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

static int show_rows(struct ask *k, const char *sql, const char *what, bool heads, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	const char *v[COLUMNS];
	int64_t total;
	int rc = 0;

	if (prepare(k, sql, &s, e) < 0)
		return -1;
	begin_rows(&k->rows, s, &k->a->w.arena, heads);
	while (k->rows.shown < k->limit && (rc = db_step(s, e)) > 0) {
		for (size_t i = 0; i < k->rows.columns; i++)
			v[i] = (const char *)sqlite3_column_text(s, (int)i);
		put_row(&k->rows, v);
	}
	if (rc < 0 || count(k, sql, &total, e) < 0)
		return -1;
	end_rows(&k->rows, what, total);
	return 0;
}

/* ---- counts ---- */

#define NUMBERS                                                                                    \
	"coalesce(sum(" FINDING_IS_NEW "), 0) AS \"new#\", coalesce(sum(" BACK "), 0)"             \
	" AS \"came_back#\", coalesce(sum(" FINDING_DUE " < n.as_of), 0) AS \"overdue#\""
#define BY_CONSEQUENCE                                                                             \
	"count(*) AS \"findings#\", sum(f.consequence = 'delivery') AS \"delivery#\","             \
	" sum(f.consequence = 'record') AS \"record#\","                                           \
	" sum(f.consequence = 'answer') AS \"answer#\", sum(f.consequence = 'info') AS "           \
	"\"info#\", "

static const struct view {
	const char *by, *what, *columns, *group, *order;
} views[] = {
	{ "rule", "rules",
	        "f.rule, f.consequence, count(*) AS \"findings#\","
	        " coalesce(min(CASE :lang WHEN 'en' THEN f.note_en ELSE f.note_da END),"
	        " rule_text(f.rule, :lang), '') AS text, " NUMBERS,
	        "f.rule, f.consequence", "f.rule, f.consequence" },
	{ "team", "teams",
	        "coalesce(f.team_id, '-') AS team, (SELECT t.name FROM staging_team AS t"
	        " WHERE t.team_id = f.team_id) AS name, " BY_CONSEQUENCE NUMBERS,
	        "f.team_id", "1" },
	{ "caseworker", "caseworkers",
	        "coalesce(f.caseworker_id, '-') AS caseworker, (SELECT w.initials FROM"
	        " staging_caseworker AS w WHERE w.caseworker_id = f.caseworker_id) AS initials,"
	        " coalesce(f.team_id, '-') AS team, " BY_CONSEQUENCE NUMBERS,
	        "f.caseworker_id, f.team_id", "3, 1" },
	{ "case", "cases",
	        "coalesce(f.case_id, '-') AS \"case\", coalesce(f.caseworker_id, '-') AS "
	        "caseworker, coalesce(f.team_id, '-') AS team, " BY_CONSEQUENCE NUMBERS,
	        "f.case_id, f.caseworker_id, f.team_id", "4 DESC, 1, 2, 3" },
	{ "child", "children", "coalesce(f.citizen_id, '-') AS child, " BY_CONSEQUENCE NUMBERS,
	        "f.citizen_id", "2 DESC, 1" },
	{ "consequence", "consequences",
	        "f.consequence, count(*) AS \"findings#\", count(DISTINCT f.rule) AS "
	        "\"rules#\", " NUMBERS,
	        "f.consequence", "instr('delivery record answer info', f.consequence)" },
};

static int counts(struct ask *k, const char *by, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(views); i++) {
		const struct view *v = &views[i];

		if (strcmp(v->by, by) == 0)
			return show_rows(k,
			        arena_printf(&k->a->w.arena,
			                "SELECT %s %s%s GROUP BY %s ORDER BY %s", v->columns,
			                k->from, k->where, v->group, v->order),
			        v->what, i > 0 || k->rows.form != 't', e);
	}
	return err_set(e, ERR_USAGE,
	        "--by %s: it is rule, team, caseworker, case, child or consequence", by);
}

/* ---- one by one ---- */

/* Of a child whose name and address are protected no value is shown, nor of one that no fact speaks
 * of: as on the work lists. */
#define HIDDEN                                                                                     \
	"(SELECT coalesce(max(c.protected), 1) FROM (SELECT coalesce(f.citizen_id,"                \
	" (SELECT k.citizen_id FROM staging_case_file AS k WHERE k.case_id = f.case_id),"          \
	" iif(f.entity = 'citizen', f.record_key, NULL)) AS id) AS w"                              \
	" LEFT JOIN fact_citizen AS c ON c.citizen_id = w.id WHERE w.id IS NOT NULL"               \
	" HAVING count(*) > 0)"

#define FOUND                                                                                      \
	"f.rule, f.consequence, s.name AS file, f.line AS \"line\","                               \
	" iif(f.line IS NULL, coalesce(f.entity || ':', ''), '') || coalesce(f.record_key, '')"    \
	" AS \"key\", f.case_id AS \"case\", f.field, f.found, f.expected, f.clash, f.who,"        \
	" iso(" FINDING_DUE ") AS due, iso(l.first_seen) AS first_seen, iso(" FINDING_LAST_SEEN    \
	") AS"                                                                                     \
	" last_seen, " FINDING_TIMES " AS \"times#\", CASE WHEN " FINDING_IS_NEW " THEN 'new'"     \
	" WHEN " BACK " THEN 'came back' END AS state, f.team_id AS team,"                         \
	" f.caseworker_id AS caseworker, " FINDING_KEY " AS finding_key, '' AS message,"           \
	" f.stage, CASE :lang WHEN 'en' THEN f.note_en ELSE f.note_da END, " FINDING_DUE           \
	", " HIDDEN

enum {
	AT_FIELD = 6,
	AT_FOUND,
	AT_EXPECTED,
	AT_CLASH,
	AT_WHO,
	AT_MESSAGE = 19,
	AT_STAGE,
	AT_NOTE,
	AT_DUE,
	AT_HIDDEN
};

static int message(
        struct ask *k, const struct finding_texts *t, sqlite3_stmt *s, struct buf *b, struct err *e)
{
	const struct finding_said f = { .stage = col_text(s, AT_STAGE),
		.rule = col_text(s, 0),
		.note = col_text(s, AT_NOTE),
		.field = col_text(s, AT_FIELD),
		.found = col_text(s, AT_FOUND),
		.expected = col_text(s, AT_EXPECTED),
		.clash = col_text(s, AT_CLASH),
		.who = col_text(s, AT_WHO),
		.due = sqlite3_column_int(s, AT_DUE),
		.has_due = sqlite3_column_type(s, AT_DUE) != SQLITE_NULL,
		.hidden = sqlite3_column_int(s, AT_HIDDEN) != 0 };

	buf_reset(b);
	if (finding_message(t, &f, k->a->ctx.lang, b) < 0)
		return err_set(e, ERR_DATA, "a finding of rule %s is longer than %d bytes", f.rule,
		        MESSAGE_MAX);
	return 0;
}

static int put_all(struct ask *k, sqlite3_stmt *s, struct buf *b, struct err *e)
{
	struct finding_texts t;
	const char *v[COLUMNS];
	int rc = 0;

	if (finding_texts_load(&k->a->w.arena, &t, e) < 0)
		return -1;
	k->rows.most = AT_STAGE; /* behind the message stands what it is made from */
	begin_rows(&k->rows, s, &k->a->w.arena, true);
	while (k->rows.shown < k->limit && (rc = db_step(s, e)) > 0) {
		if (message(k, &t, s, b, e) < 0)
			return -1;
		for (size_t i = 0; i < k->rows.columns; i++)
			v[i] = (const char *)sqlite3_column_text(s, (int)i);
		if (sqlite3_column_int(s, AT_HIDDEN))
			v[AT_FOUND] = v[AT_EXPECTED] = v[AT_CLASH] = NULL;
		v[AT_MESSAGE] = b->data;
		put_row(&k->rows, v);
	}
	return rc < 0 ? -1 : 0;
}

static int list(struct ask *k, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct buf b CLEANUP(buf_done) = { 0 };
	struct arena *a = &k->a->w.arena;
	int64_t total;

	buf_init(&b, MESSAGE_MAX);
	if (prepare(k,
	            arena_printf(a,
	                    "SELECT %s %s LEFT JOIN staging_file AS s ON s.file = f.file%s"
	                    " ORDER BY f.rule, f.case_id, f.entity, f.record_key, f.field, f.file,"
	                    " f.line, f.finding LIMIT :limit",
	                    FOUND, k->from, k->where),
	            &s, e) < 0)
		return -1;
	if (put_all(k, s, &b, e) < 0 ||
	        count(k, arena_printf(a, "SELECT 1 %s%s", k->from, k->where), &total, e) < 0)
		return -1;
	end_rows(&k->rows, "findings", total);
	return 0;
}

/* ---- over time ---- */

static int trend(struct ask *k, const char *by, struct err *e)
{
	const char *rule = cli_text(&k->a->cli, "--rule"), *team = cli_text(&k->a->cli, "--team");
	struct arena *a = &k->a->w.arena;
	int64_t night;

	if (strcmp(by, "rule") != 0 && strcmp(by, "team") != 0)
		return err_set(e, ERR_USAGE, "--trend goes by rule, or --by team");
	if (db_int(k->a->w.db, "SELECT coalesce(max(as_of), 0) FROM finding_trend", &night, e) < 0)
		return -1;
	params_int(&k->p, "as_of", night);
	params_int(&k->p, "by_team", strcmp(by, "team") == 0);
	params_text(&k->p, "rule", rule ? rule : "*");
	params_text(&k->p, "team", !team ? "*" : strcmp(team, "-") == 0 ? "" : team);
	return show_rows(k,
	        arena_printf(a,
	                "SELECT * FROM (SELECT NULL AS rule, NULL AS team, NULL AS \"tonight#\","
	                " NULL AS \"night_before#\", NULL AS \"week_before#\","
	                " NULL AS \"2_weeks_before#\", NULL AS \"4_weeks_before#\","
	                " NULL AS \"13_weeks_before#\", NULL AS \"new#\", NULL AS \"came_back#\","
	                " NULL AS text WHERE 0 UNION ALL SELECT * FROM (%s))",
	                finding_trend_sql),
	        "rules", true, e);
}

int cmd_findings(struct app *a, struct err *e)
{
	const char *by = cli_text(&a->cli, "--by");
	struct ask k CLEANUP(ask_done) = { .a = a, .p = { .arena = &a->w.arena } };

	if (begin(&k, e) < 0)
		return -1;
	if (cli_flag(&a->cli, "--trend"))
		return trend(&k, by ? by : "rule", e);
	return cli_flag(&a->cli, "--list") ? list(&k, e) : counts(&k, by ? by : "rule", e);
}

/* Who is to do what, and what first: tonight's findings ranked, sorted and counted. */
#include "report/worklist_run.h"

#include "common/finding_life.h"
#include "common/text.h"

enum { MESSAGE_MAX = 16384 };

/* ---- ranks ---- */

static const struct {
	const char *id, *fits;
} conditions[] = {
	{ "delivery", "f.consequence = 'delivery'" },
	{ "record", "f.consequence = 'record'" },
	{ "overdue", FINDING_DUE " < :as_of" },
	{ "soon", FINDING_DUE " <= :as_of + :soon" },
	{ "answer", "f.consequence = 'answer'" },
	{ "info", "1" },
};

bool worklist_rank_known(const char *id)
{
	for (size_t i = 0; i < COUNT_OF(conditions); i++)
		if (strcmp(conditions[i].id, id) == 0)
			return true;
	return false;
}

/* "CASE WHEN … THEN 1 … END", in the order of the definition. */
static const char *rank_sql(const struct worklist *w)
{
	const char *sql = "CASE";

	for (size_t i = 0; i < w->def.ranks; i++)
		for (size_t c = 0; c < COUNT_OF(conditions); c++)
			if (strcmp(conditions[c].id, w->def.rank[i].id) == 0)
				sql = arena_printf(w->a, "%s WHEN %s THEN %zu", sql,
				        conditions[c].fits, i + 1);
	return arena_printf(w->a, "%s END", sql);
}

/* ---- tonight's ---- */

#define TABLE                                                                                      \
	"DROP TABLE IF EXISTS temp.worklist;"                                                      \
	"CREATE TEMP TABLE worklist (finding INTEGER PRIMARY KEY, ident INTEGER, team TEXT,"       \
	" caseworker TEXT, rank INTEGER, case_key TEXT, rule TEXT, record_key TEXT,"               \
	" citizen TEXT, hidden INTEGER, opened INTEGER, came_back INTEGER, overdue INTEGER);"

/* Of a child that no fact speaks of it is not known whether it is protected: as if it were. */
#define FILL                                                                                       \
	"INSERT INTO temp.worklist"                                                                \
	" SELECT f.finding, " FINDING_IDENT ", coalesce(f.team_id, ''),"                           \
	" coalesce(f.caseworker_id, ''), %s, coalesce(f.case_id, ''), f.rule,"                     \
	" coalesce(f.record_key, ''), b.citizen, CASE WHEN b.citizen IS NULL THEN 0"               \
	" ELSE coalesce(c.protected, 1) END, coalesce(" FINDING_IS_NEW ", 0),"                     \
	" coalesce(" FINDING_IS_BACK " OR EXISTS (SELECT 1 FROM finding_back AS v"                 \
	" WHERE v.finding = f.finding), 0), coalesce(" FINDING_DUE " < :as_of, 0)"                 \
	" FROM (SELECT f.finding AS of_finding, coalesce(f.citizen_id, k.citizen_id,"              \
	"  iif(f.entity = 'citizen', f.record_key, NULL)) AS citizen FROM finding AS f"            \
	"  LEFT JOIN staging_case_file AS k ON k.case_id = f.case_id) AS b"                        \
	" CROSS JOIN finding AS f ON f.finding = b.of_finding" FINDING_JOIN_LIFE                   \
	" LEFT JOIN fact_citizen AS c ON c.citizen_id = b.citizen;"

/* ident last: no two findings have the same, so the order is that of what they say. */
#define SORT                                                                                       \
	"CREATE INDEX temp.worklist_team ON worklist (team, caseworker, rank, case_key, rule,"     \
	" record_key, ident);"                                                                     \
	"CREATE INDEX temp.worklist_caseworker ON worklist (caseworker, rank, case_key, rule,"     \
	" record_key, ident)"

int worklist_prepare(struct worklist *w)
{
	struct params p = { .arena = w->a };

	params_int(&p, "as_of", w->ctx->as_of);
	params_int(&p, "soon", w->soon);
	return db_exec_params(w->ctx->db, arena_printf(w->a, "%s" FILL SORT, TABLE, rank_sql(w)),
	        "work lists", &p, w->e);
}

/* ---- whose ---- */

static const struct {
	const char *count, *list, *rows;
} kinds[] = {
	[LIST_TEAM] = { "SELECT count(DISTINCT team) FROM temp.worklist",
	        "SELECT team, (SELECT name FROM staging_team AS t WHERE t.team_id = team), count(*)"
	        " FROM temp.worklist GROUP BY team ORDER BY team",
	        "w.team = :id ORDER BY w.caseworker, w.rank, w.case_key, w.rule, w.record_key, "
	        "w.ident" },
	[LIST_CASEWORKER] = { "SELECT count(DISTINCT caseworker) FROM temp.worklist",
	        "SELECT caseworker, (SELECT initials FROM staging_caseworker AS p"
	        " WHERE p.caseworker_id = caseworker), count(*)"
	        " FROM temp.worklist GROUP BY caseworker ORDER BY caseworker",
	        "w.caseworker = :id ORDER BY w.rank, w.case_key, w.rule, w.record_key, w.ident" },
};

int worklist_whose(
        struct worklist *w, enum worklist_kind kind, struct worklist_who **ret, size_t *n)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t many;
	int rc;

	*n = 0;
	if (db_int(w->ctx->db, kinds[kind].count, &many, w->e) < 0 ||
	        db_prepare(w->ctx->db, kinds[kind].list, "whose lists", &s, w->e) < 0)
		return -1;
	*ret = arena_take(w->a, (size_t)(many + 1) * sizeof **ret);
	while ((rc = db_step(s, w->e)) > 0)
		(*ret)[(*n)++] = (struct worklist_who){ kind, arena_strdup(w->a, col_text(s, 0)),
			arena_strdup(w->a, col_text(s, 1)), sqlite3_column_int64(s, 2) };
	return rc;
}

/* ---- rows ---- */

#define ROWS                                                                                       \
	"SELECT w.rank, w.hidden, w.opened, w.came_back, w.overdue, w.caseworker, w.case_key,"     \
	" f.rule, f.stage, %s, f.field, f.found, f.expected, f.clash, f.who, " FINDING_DUE ","     \
	" f.entity, f.record_key, s.name, f.line, l.first_seen, " FINDING_TIMES ","                \
	" format('%%016x', w.ident), p.initials,"                                                  \
	" iif(:pnr AND NOT w.hidden, (SELECT c.pnr FROM fact_citizen AS c"                         \
	"  WHERE c.citizen_id = w.citizen), ''),"                                                  \
	" iif(:names AND NOT w.hidden, (SELECT c.name FROM staging_citizen AS c"                   \
	"  WHERE c.citizen_id = w.citizen), ''),"                                                  \
	" CASE WHEN w.came_back THEN (SELECT %s FROM finding_came_back AS v"                       \
	"  WHERE v.finding = f.finding) END"                                                       \
	" FROM temp.worklist AS w CROSS JOIN finding AS f ON f.finding = w.finding"                \
	" LEFT JOIN finding_life AS l ON l.identity = w.ident"                                     \
	" LEFT JOIN finding_night AS n ON f.stage GLOB n.stages"                                   \
	" LEFT JOIN staging_file AS s ON s.file = f.file"                                          \
	" LEFT JOIN staging_caseworker AS p ON p.caseworker_id = w.caseworker"                     \
	" WHERE %s"

int worklist_rows_open(struct worklist *w, const struct worklist_who *of, struct worklist_rows *ret)
{
	bool en = strcmp(w->ctx->lang, "en") == 0;
	const char *sql = arena_printf(w->a, ROWS, en ? "f.note_en" : "f.note_da",
	        en ? "v.back_en || '; ' || v.answer_en" : "v.back_da || '; ' || v.answer_da",
	        kinds[of->kind].rows);

	*ret = (struct worklist_rows){ .w = w };
	buf_init(&ret->message, MESSAGE_MAX);
	for (size_t i = 0; i < COUNT_OF(ret->masked); i++)
		buf_init(&ret->masked[i], MESSAGE_MAX);
	if (db_prepare(w->ctx->db, sql, "rows of a list", &ret->s, w->e) < 0 ||
	        db_bind_text(ret->s, ":id", of->id, w->e) < 0 ||
	        db_bind_int(ret->s, ":pnr", w->pnr, w->e) < 0)
		return -1;
	return db_bind_int(ret->s, ":names", w->names, w->e);
}

void worklist_rows_done(struct worklist_rows *r)
{
	stmt_done(&r->s);
	buf_done(&r->message);
	for (size_t i = 0; i < COUNT_OF(r->masked); i++)
		buf_done(&r->masked[i]);
}

/* A text that is none does not cost the list its other rows. */
static const char *text(sqlite3_stmt *s, int column)
{
	const char *t = col_text(s, column);

	return utf8_valid(t, strlen(t)) ? t : "?";
}

/* A key that looks like a personal number is stars; the finding is known by its own key. */
static const char *key(struct worklist_rows *r, struct buf *b, int column)
{

	buf_reset(b);
	if (buf_str(b, text(r->s, column)) < 0 || !b->len)
		return "";
	text_mask(b->data);
	return b->data;
}

static int say(struct worklist_rows *r, const struct worklist_row *row)
{
	sqlite3_stmt *s = r->s;
	const struct finding_said f = { .stage = row->stage,
		.rule = row->rule,
		.note = text(s, 9),
		.field = row->field,
		.found = text(s, 11),
		.expected = text(s, 12),
		.clash = text(s, 13),
		.who = text(s, 14),
		.before = text(s, 26),
		.due = row->due,
		.has_due = row->has_due,
		.hidden = sqlite3_column_int(s, 1) != 0 };

	buf_reset(&r->message);
	if (finding_message(&r->w->texts, &f, r->w->ctx->lang, &r->message) < 0)
		return err_set(r->w->e, ERR_DATA, "a finding of rule %s is longer than %d bytes",
		        row->rule, MESSAGE_MAX);
	return 0;
}

int worklist_next(struct worklist_rows *r, struct worklist_row *ret)
{
	sqlite3_stmt *s = r->s;
	int rc = db_step(s, r->w->e);

	if (rc <= 0)
		return rc;
	*ret = (struct worklist_row){ .rank = sqlite3_column_int(s, 0),
		.is_new = sqlite3_column_int(s, 2) != 0,
		.is_back = sqlite3_column_int(s, 3) != 0,
		.overdue = sqlite3_column_int(s, 4) != 0,
		.caseworker = text(s, 5),
		.case_id = key(r, &r->masked[0], 6),
		.rule = text(s, 7),
		.stage = text(s, 8),
		.field = text(s, 10),
		.due = sqlite3_column_int(s, 15),
		.has_due = sqlite3_column_type(s, 15) != SQLITE_NULL,
		.entity = text(s, 16),
		.record_key = key(r, &r->masked[1], 17),
		.file = key(r, &r->masked[2], 18),
		.line = text(s, 19),
		.first_seen = sqlite3_column_int(s, 20),
		.has_life = sqlite3_column_type(s, 20) != SQLITE_NULL,
		.times = sqlite3_column_int64(s, 21),
		.key = text(s, 22),
		.initials = text(s, 23),
		.pnr = text(s, 24),
		.child = text(s, 25) };
	if (say(r, ret) < 0)
		return -1;
	ret->message = r->message.data ? r->message.data : "";
	return 1;
}

/* ---- numbers ---- */

#define COUNTS                                                                                     \
	"SELECT %s AS id, rank, count(*), sum(overdue), sum(opened), sum(came_back), %s"           \
	" FROM temp.worklist WHERE :team IS NULL OR team = :team GROUP BY 1, 2 ORDER BY 1, 2"

#define INITIALS                                                                                   \
	"(SELECT p.initials FROM staging_caseworker AS p WHERE p.caseworker_id = caseworker)"
#define TEAM_NAME "(SELECT t.name FROM staging_team AS t WHERE t.team_id = team)"

static void add(struct worklist_count *c, sqlite3_stmt *s)
{
	int rank = sqlite3_column_int(s, 1);
	int64_t n = sqlite3_column_int64(s, 2);

	c->rank[rank - 1] += n;
	c->total += n;
	c->overdue += sqlite3_column_int64(s, 3);
	c->opened += sqlite3_column_int64(s, 4);
	c->came_back += sqlite3_column_int64(s, 5);
}

int worklist_counts(
        struct worklist *w, const struct worklist_who *of, struct worklist_count **ret, size_t *n)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	bool all = of->kind == LIST_ALL;
	const char *sql = all ? arena_printf(w->a, COUNTS, "team", TEAM_NAME)
	                      : arena_printf(w->a, COUNTS, "caseworker", INITIALS);
	int64_t many;
	int rc;

	*n = 0;
	if (db_int(w->ctx->db, kinds[all ? LIST_TEAM : LIST_CASEWORKER].count, &many, w->e) < 0 ||
	        db_prepare(w->ctx->db, sql, "numbers of a list", &s, w->e) < 0)
		return -1;
	if ((all ? db_bind_null(s, ":team", w->e) : db_bind_text(s, ":team", of->id, w->e)) < 0)
		return -1;
	*ret = arena_take(w->a, (size_t)(many + 1) * sizeof **ret);
	while ((rc = db_step(s, w->e)) > 0) {
		if (!*n || strcmp((*ret)[*n - 1].id, col_text(s, 0)) != 0)
			(*ret)[(*n)++] =
			        (struct worklist_count){ .id = arena_strdup(w->a, col_text(s, 0)),
				        .name = arena_strdup(w->a, text(s, 6)) };
		add(&(*ret)[*n - 1], s);
	}
	return rc;
}

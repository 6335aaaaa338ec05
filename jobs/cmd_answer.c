/* answer: what people say of findings, one by one, and what was said. */
#include "common/finding_life.h"
#include "common/text.h"
#include "jobs/answers.h"
#include "jobs/app.h"

enum { LINES = 200 };

/* --- which finding ------------------------------------------------------------- */

#define BY_RECORD                                                                                  \
	"SELECT " FINDING_IDENT ", coalesce(f.entity || ':', '') || coalesce(f.record_key, ''),"   \
	" coalesce(f.field, ''), coalesce(f.clash, '')"                                            \
	"  FROM (SELECT * FROM finding WHERE rule = :rule"                                         \
	"        UNION ALL SELECT * FROM finding_answered WHERE rule = :rule) AS f"                \
	" WHERE (f.record_key = :record OR f.entity || ':' || f.record_key = :record)"             \
	"   AND (:field = '' OR f.field = :field) ORDER BY 2, 3, 4"

/* RULE RECORD must mean one finding; more are told apart by --field, or by their keys. */
static int find_by_record(
        struct app *a, const char *rule, const char *record, int64_t *ret, struct err *e)
{
	const char *field = cli_text(&a->cli, "--field"), *several = "";
	struct params p = { .arena = &a->w.arena };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc, n = 0;

	params_text(&p, "rule", rule);
	params_text(&p, "record", record);
	params_text(&p, "field", field ? field : "");
	if (db_prepare(a->w.db, BY_RECORD, "finding", &s, e) < 0 || db_bind_params(s, &p, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0 && ++n <= 5) {
		*ret = sqlite3_column_int64(s, 0);
		several = arena_printf(&a->w.arena, "%s\n  %016llx %s %s %s", several,
		        (unsigned long long)*ret, col_text(s, 1), col_text(s, 2), col_text(s, 3));
	}
	if (rc < 0)
		return -1;
	if (n == 1)
		return 0;
	return n ? err_set(e, ERR_USAGE,
	                   "rule %s has several findings on '%s'; name one by --field or its "
	                   "key:%s",
	                   rule, record, several)
	         : err_set(e, ERR_USAGE,
	                   "rule %s has no open finding on '%s'; `findings --list` shows them",
	                   rule, record);
}

/* --- one answer ------------------------------------------------------------------ */

/* What the columns are called on the command line. */
static const char *const options[] = {
	[ANSWER_KEY] = "finding",
	[ANSWER_KIND] = "--kind",
	[ANSWER_REASON] = "--reason",
	[ANSWER_BY] = "--by",
	[ANSWER_UNTIL] = "--until",
};

static void tell_one(struct app *a, const struct answer *r)
{
	bool en = strcmp(a->ctx.lang, "en") == 0;
	char day[11] = "";

	if (a->quiet)
		return;
	if (r->until)
		day_iso(r->until, day);
	fprintf(a->out, en ? "answer %lld: %s%s%s%s\n" : "svar %lld: %s%s%s%s\n",
	        (long long)r->number, r->kind, *day ? (en ? ", until " : ", gælder til ") : "", day,
	        r->verdict == ANSWER_BOOKED ? ""
	        : en                        ? " (booked before)"
	                                    : " (bogført i forvejen)");
}

static int take_kind(struct app *a, struct answer *r, struct err *e)
{
	const char *kind = cli_text(&a->cli, "--kind");
	const struct answer_word *w = kind ? answer_word(kind) : NULL;

	r->kind = w ? w->kind : NULL;
	return r->kind ? 0
	               : err_set(e, ERR_USAGE,
	                         "answer: --kind is one of: correct rule_wrong waits override");
}

static int answer_one(struct app *a, struct err *e)
{
	struct answer r = { .reason = cli_text(&a->cli, "--reason"),
		.by = cli_text(&a->cli, "--by") };
	struct tx tx CLEANUP(tx_rollback) = { 0 };

	if (a->cli.n_args == 0)
		return err_set(e, ERR_USAGE, "answer: which finding? Its key, or RULE RECORD");
	if (take_kind(a, &r, e) < 0 || app_day(a, "--until", 0, &r.until, e) < 0 ||
	        tx_begin(&tx, a->w.db, e) < 0)
		return -1;
	if (a->cli.n_args == 1 && !answers_key(a->cli.args[0], &r.identity))
		return err_set(e, ERR_USAGE,
		        "answer: '%.40s' is not the key of a finding: 16 hexadecimal digits",
		        a->cli.args[0]);
	if (a->cli.n_args == 2 &&
	        find_by_record(a, a->cli.args[0], a->cli.args[1], &r.identity, e) < 0)
		return -1;
	if (answers_book(&a->ctx, &r, 1, e) < 0)
		return -1;
	if (r.verdict == ANSWER_GONE)
		return err_set(e, ERR_USAGE, "answer: the finding is not open any more");
	if (r.verdict == ANSWER_REFUSED)
		return err_set(e, ERR_USAGE, "answer: %s: expected %s", options[r.column], r.why);
	if (tx_commit(&tx, e) < 0)
		return -1;
	tell_one(a, &r);
	return 0;
}

static int withdraw(struct app *a, const char *number, struct err *e)
{
	const char *by = cli_text(&a->cli, "--by");
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	int64_t n;

	if (!text_int(number, strlen(number), &n) || n <= 0)
		return err_set(e, ERR_USAGE, "answer --withdraw: expected the number of an answer");
	if (!by || !*by)
		return err_set(e, ERR_USAGE, "answer --withdraw needs --by NAME");
	if (tx_begin(&tx, a->w.db, e) < 0 ||
	        answer_withdraw(&a->ctx, n, by, cli_text(&a->cli, "--reason"), e) < 0 ||
	        tx_commit(&tx, e) < 0)
		return -1;
	if (!a->quiet)
		fprintf(a->out,
		        strcmp(a->ctx.lang, "en") == 0 ? "answer %lld is withdrawn\n"
		                                       : "svar %lld er trukket tilbage\n",
		        (long long)n);
	return 0;
}

/* --- what was said ------------------------------------------------------------------ */

#define CHOSEN                                                                                     \
	" FROM finding_answer AS a LEFT JOIN finding_answer_withdrawn AS w ON w.answer = a.answer" \
	" WHERE (:rule = '' OR a.rule = :rule) AND (:case = '' OR a.case_id = :case)"

#define STATE                                                                                      \
	"CASE WHEN w.answer IS NOT NULL THEN"                                                      \
	"       'withdrawn ' || substr(w.withdrawn_at, 1, 10) || ' by ' || w.by_name"              \
	"     WHEN EXISTS (SELECT 1 FROM finding_answer AS n WHERE n.identity = a.identity"        \
	"                  AND n.answer > a.answer) THEN 'replaced'"                               \
	"     WHEN EXISTS (SELECT 1 FROM finding_answered AS f WHERE f.answer = a.answer)"         \
	"       OR EXISTS (SELECT 1 FROM finding AS f WHERE f.answer = a.answer) THEN 'holds'"     \
	"     ELSE coalesce((SELECT back_en FROM finding_came_back AS b WHERE b.answer = "         \
	"a.answer),"                                                                               \
	"                   'finding gone') END"

static int print(struct app *a, const struct params *p, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(a->w.db,
	            "SELECT a.answer, a.rule, coalesce(a.version, ''),"
	            " coalesce(a.entity || ':', '') || coalesce(a.record_key, ''),"
	            " coalesce(a.case_id, ''), coalesce(a.field, ''), a.kind, iso(a.as_of),"
	            " a.booked_at, a.by_name, coalesce(iso(a.expires), ''), " STATE
	            ", a.reason" CHOSEN " ORDER BY a.answer DESC LIMIT :limit",
	            "answers", &s, e) < 0 ||
	        db_bind_params(s, p, e) < 0)
		return -1;
	fprintf(a->out, "answer\trule\tversion\trecord\tcase\tfield\tkind\tas of\tbooked\tby\t"
	                "until\tstate\treason\n");
	while ((rc = db_step(s, e)) > 0)
		app_row(a, s);
	return rc;
}

static int show(struct app *a, struct err *e)
{
	const char *rule = cli_text(&a->cli, "--rule"), *which = cli_text(&a->cli, "--case");
	struct params p = { .arena = &a->w.arena };
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int64_t limit, total;

	if (app_number(a, "--limit", LINES, 999999999, &limit, e) < 0)
		return -1;
	params_text(&p, "rule", rule ? rule : "");
	params_text(&p, "case", which ? which : "");
	params_int(&p, "limit", limit);
	if (print(a, &p, e) < 0 ||
	        db_prepare(a->w.db, "SELECT count(*)" CHOSEN, "answers", &s, e) < 0 ||
	        db_bind_params(s, &p, e) < 0 || db_step(s, e) < 0)
		return -1;
	total = sqlite3_column_int64(s, 0);
	if (total > limit)
		fprintf(a->out, "(%lld shown of %lld answers in all; --limit shows more)\n",
		        (long long)limit, (long long)total);
	return 0;
}

/* --- the command ---------------------------------------------------------------------- */

/* Answers are to the findings of the last run, whatever day it is now. */
static int as_of_findings(struct app *a, struct err *e)
{
	int64_t day;

	if (cli_text(&a->cli, "--as-of"))
		return 0;
	if (db_int(a->w.db, "SELECT coalesce((SELECT max(as_of) FROM finding_night), -1)", &day,
	            e) < 0)
		return -1;
	if (day >= 0)
		a->ctx.as_of = (int32_t)day;
	return 0;
}

int cmd_answer(struct app *a, struct err *e)
{
	const char *number = cli_text(&a->cli, "--withdraw"), *file = cli_text(&a->cli, "--import");
	const char *to = cli_text(&a->cli, "--export-rule-wrong");
	bool shows = cli_flag(&a->cli, "--show");

	if (app_workspace(a, shows || to ? WS_CONF | WS_DB_RO : WS_CONF | WS_DB | WS_LOCK, e) < 0 ||
	        as_of_findings(a, e) < 0)
		return -1;
	if (shows)
		return show(a, e);
	if (to)
		return answers_export(a, to, e);
	if (file)
		return answers_import(a, file, e);
	return number ? withdraw(a, number, e) : answer_one(a, e);
}

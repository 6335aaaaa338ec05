/* approve: who approved which figures of the statistical tables. */
#include "common/text.h"
#include "jobs/app.h"
#include "jobs/grid.h"
#include "report/period.h"
#include "transform/approval.h"

enum { LINES = 200 };

static const char show_sql[] =
        "SELECT a.report, a.period, a.tab, a.year, a.as_of, a.approved_at, a.by_name,\n"
        "       a.cells,\n"
        "       iif(a.replaced_by IS NULL,\n"
        "           (SELECT count(*) FROM agg_table_change AS c WHERE c.approval = a.approval),\n"
        "           NULL),\n"
        "       CASE WHEN a.replaced_by IS NULL THEN '' ELSE 'replaced' END,\n"
        "       coalesce(a.note, '')\n"
        "  FROM ledger_approval AS a\n"
        " WHERE (:report = '' OR a.report = :report) AND (:tab = '' OR a.tab = :tab)\n"
        "   AND (:period = 0 OR a.period = :period)\n"
        " ORDER BY a.approval DESC LIMIT :limit";

static const char count_sql[] =
        "SELECT count(*) FROM ledger_approval AS a\n"
        " WHERE (:report = '' OR a.report = :report) AND (:tab = '' OR a.tab = :tab)\n"
        "   AND (:period = 0 OR a.period = :period)";

static int count(struct app *a, const struct params *p, int64_t *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;

	if (db_prepare(a->w.db, count_sql, "approvals", &s, e) < 0 || db_bind_params(s, p, e) < 0 ||
	        db_step(s, e) < 0)
		return -1;
	*ret = sqlite3_column_int64(s, 0);
	return 0;
}

static int print(struct app *a, const struct params *p, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(a->w.db, show_sql, "approvals", &s, e) < 0 || db_bind_params(s, p, e) < 0)
		return -1;
	fprintf(a->out, "report\tperiod\ttable\tyear\tas of\tapproved\tby\tcells\tchanged since\t"
	                "state\tnote\n");
	while ((rc = db_step(s, e)) > 0)
		app_row(a, s);
	return rc;
}

static int show(struct app *a, const char *report, int period, struct err *e)
{
	struct params p = { .arena = &a->w.arena };
	const char *tab = cli_text(&a->cli, "--table");
	int64_t limit, total;

	if (app_number(a, "--limit", LINES, 999999999, &limit, e) < 0)
		return -1;
	params_text(&p, "report", report ? report : "");
	params_text(&p, "tab", tab ? tab : "");
	params_int(&p, "period", period);
	params_int(&p, "limit", limit);
	if (print(a, &p, e) < 0 || count(a, &p, &total, e) < 0)
		return -1;
	if (total > limit)
		fprintf(a->out, "(%lld shown of %lld approvals in all; --limit shows more)\n",
		        (long long)limit, (long long)total);
	return 0;
}

static int book(struct app *a, const char *report, int period, struct err *e)
{
	struct approval_of of = { .report = report,
		.year = period,
		.tab = cli_text(&a->cli, "--table"),
		.by = cli_text(&a->cli, "--by"),
		.note = cli_text(&a->cli, "--note") };
	struct approved r;

	if (!report)
		return err_set(e, ERR_USAGE, "approve: which report?");
	if (!period)
		return err_set(e, ERR_USAGE, "approve: --period YEAR is needed");
	if (approve(&a->ctx, &of, &r, e) < 0)
		return -1;
	if (!a->quiet)
		fprintf(a->out,
		        strcmp(a->ctx.lang, "en") == 0
		                ? "approved: %lld tables of a year with %lld cells; %lld replace "
		                  "an earlier approval\n"
		                : "godkendt: %lld årstabeller med %lld celler; %lld træder i "
		                  "stedet "
		                  "for en tidligere godkendelse\n",
		        (long long)r.tables, (long long)r.cells, (long long)r.replaced);
	return 0;
}

int cmd_approve(struct app *a, struct err *e)
{
	const char *report = a->cli.n_args ? a->cli.args[0] : NULL;
	const char *text = cli_text(&a->cli, "--period");
	bool only_show = cli_flag(&a->cli, "--show");
	struct period period = { .year = 0 };

	if (text && period_parse("year", text, &period, e) < 0)
		return -1;
	if (app_workspace(a, only_show ? WS_CONF | WS_DB_RO : WS_CONF | WS_DB | WS_LOCK, e) < 0)
		return -1;
	return only_show ? show(a, report, period.year, e) : book(a, report, period.year, e);
}

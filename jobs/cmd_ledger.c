/* ledger: what is in the source, selected, sent, confirmed and rejected, and why. */
#include "common/text.h"
#include "jobs/ledger.h"
#include "report/delivery.h"

enum { LINES = 200, FEW = 10 /* of each kind of difference */ };

static void word_fn(sqlite3_context *x, int n, sqlite3_value **v)
{
	const char *word = (const char *)sqlite3_value_text(v[0]);

	(void)n;
	if (!word)
		sqlite3_result_null(x);
	else
		sqlite3_result_text(
		        x, grid_word(word, sqlite3_user_data(x) != NULL), -1, SQLITE_TRANSIENT);
}

/* Which of the answers is asked for; one at a time, but that a record may name its return. */
static int one_question(const struct app *a, struct err *e)
{
	static const char *const words[] = { "--child", "--record" };
	int n = 0;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		n += cli_text(&a->cli, words[i]) != NULL;
	n += cli_flag(&a->cli, "--prove") + (cli_text(&a->cli, "--removed") != NULL);
	if (n > 1 || (cli_text(&a->cli, "--child") && cli_text(&a->cli, "--return")))
		return err_set(e, ERR_USAGE, "ledger: one question at a time");
	return 0;
}

/* The ledger stands as the last run left it, whatever day it is now. */
static int as_of_last_run(struct app *a, struct err *e)
{
	int64_t day;

	if (cli_text(&a->cli, "--as-of"))
		return 0;
	if (db_int(a->w.db,
	            "SELECT coalesce((SELECT day(as_of) FROM run ORDER BY run_id DESC LIMIT 1), "
	            "-1)",
	            &day, e) < 0)
		return -1;
	if (day >= 0)
		a->ctx.as_of = (int32_t)day;
	return 0;
}

/* The one thing here that writes: somebody took the record out of the receiver's own form. */
static int removed(struct app *a, const char *key, struct err *e)
{
	const char *report = cli_text(&a->cli, "--return"), *by = cli_text(&a->cli, "--by");
	bool en = strcmp(a->ctx.lang, "en") == 0;
	struct tx tx CLEANUP(tx_rollback) = { 0 };
	char day[11];
	int64_t id;

	if (!report || !by || !*by)
		return err_set(e, ERR_USAGE, "ledger --removed: --return and --by are needed");
	if (tx_begin(&tx, a->w.db, e) < 0 ||
	        delivery_removed_by_hand(a->w.db, report, key, day_iso(a->ctx.as_of, day), by,
	                a->ctx.now, &id, e) < 0 ||
	        tx_commit(&tx, e) < 0)
		return -1;
	if (!a->quiet)
		fprintf(a->out,
		        en ? "booked: %s is removed at the receiver of %s (delivery %lld)\n"
		           : "bogført: %s er fjernet hos modtageren af %s (leverance %lld)\n",
		        key, report, (long long)id);
	return 0;
}

static int answer(struct view *v, struct err *e)
{
	const struct cli *c = &v->a->cli;
	const char *child = cli_text(c, "--child"), *record = cli_text(c, "--record"),
	           *ret = cli_text(c, "--return");

	if (cli_flag(c, "--prove"))
		return ledger_prove(v, ret, cli_flag(c, "--strict"), e);
	if (record)
		return ledger_record(v, record, ret, e);
	if ((child        ? ledger_child(v, child, e)
	            : ret ? ledger_return(v, ret, e)
	                  : ledger_all(v, e)) < 0)
		return -1;
	view_show(v);
	return 0;
}

int cmd_ledger(struct app *a, struct err *e)
{
	const char *gone = cli_text(&a->cli, "--removed");
	struct view v;
	int64_t limit;

	if (one_question(a, e) < 0 ||
	        app_number(a, "--limit", cli_flag(&a->cli, "--prove") ? FEW : LINES, 999999999,
	                &limit, e) < 0 ||
	        app_workspace(a, gone ? WS_CONF | WS_DB | WS_LOCK : WS_CONF | WS_DB_RO, e) < 0 ||
	        as_of_last_run(a, e) < 0)
		return -1;
	if (gone)
		return removed(a, gone, e);
	view_begin(&v, a, limit);
	if (sqlite3_create_function(a->w.db, "word", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
	            v.en ? &v.en : NULL, word_fn, NULL, NULL) != SQLITE_OK)
		return db_err(a->w.db, e, "word");
	return answer(&v, e);
}

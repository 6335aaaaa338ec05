/* run, fetch, extract, transform, report: a job that is built in, or one made of the words given.
 */

#include "jobs/app.h"
#include "jobs/job.h"
#include "jobs/ledger.h"

enum { SAMPLES = 5 };

static int run_job(struct app *a, const struct job *j, bool again, struct err *e)
{
	struct job_run r = { .w = &a->w,
		.ctx = &a->ctx,
		.job = j,
		.again = again,
		.quiet = a->quiet,
		.out = a->out };

	r.period = cli_text(&a->cli, "--period");
	if (workspace_disk(&a->w, e) < 0)
		return -1;
	return job_run(&r, &a->status, e);
}

int cmd_run(struct app *a, struct err *e)
{
	struct job j;

	if (job_find(a->cli.args[0], &a->w, &a->w.arena, &j, e) < 0)
		return -1;
	return run_job(a, &j, cli_flag(&a->cli, "--again"), e);
}

/* A job of one stage with the names on the command line, or with those given here. */
static int run_stage(
        struct app *a, const char *stage, const char *const *preset, size_t n, struct err *e)
{
	struct job j = { .id = stage, .text_da = stage, .text_en = stage };

	for (int i = 0; i < a->cli.n_args && j.n < JOB_STEPS; i++)
		j.steps[j.n++] = (struct job_step){ stage, a->cli.args[i] };
	for (size_t i = 0; !j.n && i < n; i++)
		j.steps[i] = (struct job_step){ stage, preset[i] };
	if (!j.n)
		j.n = n;
	for (size_t i = 0; i < j.n; i++)
		if (!job_step_known(&j.steps[i]))
			return err_set(e, ERR_USAGE, "%s: no '%s'", stage, j.steps[i].name);
	return run_job(a, &j, true, e);
}

int cmd_extract(struct app *a, struct err *e)
{
	static const char *const sources[] = { "casestore", "inbox" };

	return run_stage(a, "extract", sources, COUNT_OF(sources), e);
}

int cmd_fetch(struct app *a, struct err *e)
{
	static const char *const all[] = { "all" };

	return run_stage(a, "fetch", all, COUNT_OF(all), e);
}

int cmd_transform(struct app *a, struct err *e)
{
	static const char *const all[] = { "all" };

	return run_stage(a, "transform", all, COUNT_OF(all), e);
}

static int rehearse(struct app *a, struct err *e)
{
	int64_t limit;

	if (app_number(a, "--limit", SAMPLES, 999999999, &limit, e) < 0)
		return -1;
	for (int i = 0; i < a->cli.n_args; i++) {
		struct view v;

		view_begin(&v, a, limit);
		if (ledger_rehearse(&v, a->cli.args[i], cli_text(&a->cli, "--period"), e) < 0)
			return -1;
	}
	return 0;
}

int cmd_report(struct app *a, struct err *e)
{
	bool rehearsal = cli_flag(&a->cli, "--rehearse");

	if (app_workspace(a, rehearsal ? WS_CONF | WS_DB_RO : WS_CONF | WS_DB | WS_LOCK, e) < 0)
		return -1;
	a->ctx.send_all = cli_flag(&a->cli, "--full");
	a->ctx.send_initial = cli_flag(&a->cli, "--initial-load");
	a->ctx.resend = cli_flag(&a->cli, "--resend");
	if (a->ctx.send_all && a->ctx.send_initial)
		return err_set(e, ERR_USAGE, "--full and --initial-load: one of them");
	return rehearsal ? rehearse(a, e) : run_stage(a, "report", NULL, 0, e);
}

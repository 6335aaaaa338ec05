/* receipts and deliver: what the authorities answer, and what is handed over to them. */
#include "common/text.h"
#include "jobs/app.h"
#include "report/handover.h"
#include "report/receipts.h"
#include "transform/answer.h"
#include "transform/codelist.h"

/* --- receipts --------------------------------------------------------------- */

static const char *verdict_word(const struct receipt_told *t)
{
	static const char *const words[] = { "booked", "again", "same", "LEFT" };

	return words[t->verdict];
}

static void tell_left(struct app *a, const struct receipt_told *t)
{
	fprintf(a->out, "%s", receipt_kind_text(t->kind, a->ctx.lang));
	if (t->found && *t->found) {
		char shown[200];

		snprintf(shown, sizeof shown, "%s", t->found);
		text_mask(shown);
		fprintf(a->out, " ('%s')", shown);
	}
	fprintf(a->out, " [receipt.%s]\n", receipt_kind_name(t->kind));
}

static void tell_receipt(void *arg, const struct receipt_told *t)
{
	struct app *a = arg;
	const struct delivery *d = &t->delivery;

	if (a->quiet && t->verdict != RECEIPT_LEFT)
		return;
	fprintf(a->out, "%-7s %s: ", verdict_word(t), t->name);
	if (t->verdict == RECEIPT_LEFT) {
		tell_left(a, t);
		return;
	}
	if (t->verdict == RECEIPT_AGAIN) {
		fprintf(a->out, "these bytes were booked before\n");
		return;
	}
	fprintf(a->out, "%s %s %s: %s%s", d->id ? d->report : t->head.value[RV_REPORT],
	        d->id ? d->period : t->head.value[RV_PERIOD], d->id ? d->name : "",
	        receipt_state_name(t->head.state), t->is_signed ? ", signed" : "");
	fprintf(a->out, "; named: %lld accepted, %lld rejected, %lld errors\n",
	        (long long)t->head.accepted, (long long)t->head.rejected,
	        (long long)t->head.errors);
}

static int aside(struct app *a, const char *file, struct err *e)
{
	const char *by = cli_text(&a->cli, "--by");

	if (!by || !*by)
		return err_set(
		        e, ERR_USAGE, "receipts --set-aside needs --by NAME: who dealt with it");
	if (receipts_set_aside(&a->ctx, file, by, e) < 0)
		return -1;
	if (!a->quiet)
		fprintf(a->out, "set aside: kept in receipts/archive\n");
	return 0;
}

static int run_receipts(struct app *a, struct err *e)
{
	const char *file = cli_text(&a->cli, "--set-aside");
	struct receipts_result r;

	if (file)
		return aside(a, file, e);
	if (codelist_load(a->w.db, e) < 0 ||
	        receipts_run(&a->ctx, a->cli.n_args ? (const char *const *)a->cli.args : NULL,
	                (size_t)a->cli.n_args, tell_receipt, a, &r, e) < 0)
		return -1;
	if (!a->quiet || r.left || r.unknown)
		fprintf(a->out,
		        "%lld receipts: %lld booked, %lld booked before, %lld left; %lld "
		        "deliveries "
		        "unknown, %lld errors of the authorities stand\n",
		        (long long)r.files, (long long)r.booked, (long long)r.again,
		        (long long)r.left, (long long)r.unknown, (long long)r.standing);
	a->status = r.left || r.unknown ? err_exit_status(ERR_DATA) : 0;
	return 0;
}

/* --- deliver ---------------------------------------------------------------- */

static void tell_delivery(void *arg, const struct handover_told *t)
{
	static const char *const words[] = { "handed", "WAITS", "HELD", "FAILED" };
	struct app *a = arg;

	if (a->quiet && t->verdict == HANDOVER_DONE)
		return;
	fprintf(a->out, "%-7s %s: %s\n", words[t->verdict], t->delivery->name, t->text);
	if (t->verdict == HANDOVER_WAITS || t->verdict == HANDOVER_HELD)
		fprintf(a->out,
		        "        hand it over, then: %s deliver --handed-over %s --by NAME\n",
		        PROGRAM_NAME, t->delivery->name);
}

static int by_hand(struct app *a, const char *package, struct err *e)
{
	const char *by = cli_text(&a->cli, "--by");

	if (!by || !*by)
		return err_set(e, ERR_USAGE, "deliver --handed-over needs --by NAME: who did it");
	if (handover_by_hand(&a->ctx, package, by, e) < 0)
		return -1;
	if (!a->quiet)
		fprintf(a->out, "handed  %s: by hand\n", package);
	return 0;
}

static int run_deliver(struct app *a, struct err *e)
{
	const char *package = cli_text(&a->cli, "--handed-over");
	struct handover_result all = { 0 }, r;

	if (package)
		return by_hand(a, package, e);
	for (int i = 0; i < a->cli.n_args || i == 0; i++) {
		const char *report = a->cli.n_args ? a->cli.args[i] : NULL;

		if (handover_run(&a->ctx, report, tell_delivery, a, &r, e) < 0)
			return -1;
		all.done += r.done;
		all.waits += r.waits;
		all.failed += r.failed;
	}
	if (!a->quiet || all.waits || all.failed)
		fprintf(a->out, "%lld handed over, %lld wait for somebody to do it, %lld failed\n",
		        (long long)all.done, (long long)all.waits, (long long)all.failed);
	a->status = all.failed ? err_exit_status(ERR_DATA) : 0;
	return 0;
}

/* --- findings of both, those that are answered too ----------------------------- */

static int with_findings(
        struct app *a, const char *stages, int (*run)(struct app *a, struct err *e), struct err *e)
{
	struct err second = { 0 };
	int rc;

	if (answers_lift(&a->ctx, stages, e) < 0)
		return -1;
	rc = run(a, e);
	return answers_settle(&a->ctx, stages, rc < 0 ? &second : e) < 0 ? -1 : rc;
}

int cmd_receipts(struct app *a, struct err *e)
{
	return with_findings(a, "receipt:*", run_receipts, e);
}

int cmd_deliver(struct app *a, struct err *e)
{
	return with_findings(a, "deliver*", run_deliver, e);
}

/* The steps of a job: the one place that knows every stage. */
#include "common/text.h"
#include "extract/casestore.h"
#include "extract/fetch.h"
#include "extract/feed_age.h"
#include "extract/inbox.h"
#include "jobs/job.h"
#include "report/handover.h"
#include "report/package.h"
#include "report/receipts.h"
#include "report/period.h"
#include "report/report.h"
#include "transform/answer.h"
#include "transform/approval.h"
#include "transform/codelist.h"
#include "transform/tables.h"
#include "transform/transform.h"

static void count_source(struct step_result *r, const struct source_result *s)
{
	step_count(r, s->source, "rows in", s->rows_in);
	step_count(r, s->source, "staged", s->staged);
	step_count(r, s->source, "rejected", s->rejected);
	step_count(r, s->source, "findings", s->findings);
}

/* What the reading did to each entity that was asked for anything. */
static void count_source_parts(struct step_result *r, const struct source_result *s)
{
	for (size_t i = 0; i < s->parts; i++) {
		const struct source_part *p = &s->part[i];
		const char *subject = arena_printf(r->arena, "%s.%s", s->source, p->name);

		if (!p->rows_in && !p->gone)
			continue;
		step_count(r, subject, "read", p->read);
		step_count(r, subject, "keys read", p->keys_read);
		step_count(r, subject, "changed", p->changed);
		step_count(r, subject, "unchanged", p->unchanged);
		step_count(r, subject, "gone", p->gone);
	}
}

/* Each night, also when nothing came or it failed; `rc` and *e are those of the step. */
static int judge_ages(
        struct ctx *c, enum feed_ages_of what, struct step_result *r, int rc, struct err *e)
{
	struct err own = { 0 };
	struct feed_ages ages;

	if (feed_ages_judge(c, what, &ages, rc < 0 ? &own : e) < 0)
		return -1;
	step_count(r, "age", "judged", ages.judged);
	step_count(r, "age", "stale", ages.stale);
	step_count(r, "age", "never came", ages.never);
	if (rc == 0 && ages.stale + ages.never)
		r->message = arena_printf(r->arena, "%s; %lld stale", r->message,
		        (long long)(ages.stale + ages.never));
	return rc;
}

static int read_casestore(struct ctx *c, struct step_result *r, struct err *e)
{
	struct source_result s = { 0 };

	if (codelist_load(c->db, e) < 0 || casestore_extract(c, &s, e) < 0)
		return -1;
	count_source(r, &s);
	count_source_parts(r, &s);
	r->message = arena_printf(r->arena,
	        "%lld rows = %lld staged + %lld rejected, %lld findings; %s: %lld read, %lld "
	        "changed, %lld gone",
	        (long long)s.rows_in, (long long)s.staged, (long long)s.rejected,
	        (long long)s.findings,
	        s.why_full ? arena_printf(r->arena, "read in full (%s)", s.why_full)
	                   : "what changed",
	        (long long)s.read, (long long)s.changed, (long long)s.gone);
	return 0;
}

static int run_casestore(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	(void)name;
	return judge_ages(c, AGES_STORE, r, read_casestore(c, r, e), e);
}

static int run_inbox(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct source_result s[INBOX_RESULTS] = { { 0 } };
	int64_t in = 0, staged = 0, rejected = 0, files = 0, waiting;
	size_t n = 0;
	int rc;

	(void)name;
	if (codelist_load(c->db, e) < 0)
		return -1;
	rc = inbox_extract(c, s, &n, e);
	for (size_t i = 0; i < n; i++) {
		count_source(r, &s[i]);
		in += s[i].rows_in;
		staged += s[i].staged;
		rejected += s[i].rejected;
		files += s[i].files;
	}
	waiting = s[0].waiting;
	if (n && waiting)
		step_count(r, "inbox", "waiting", waiting);
	if (rc == 0)
		r->message = arena_printf(r->arena,
		        "%lld files, %lld rows = %lld staged + %lld rejected%s", (long long)files,
		        (long long)in, (long long)staged, (long long)rejected,
		        waiting ? arena_printf(r->arena, "; %lld not finished, left for later",
		                          (long long)waiting)
		                : "");
	return judge_ages(c, AGES_FEEDS, r, rc, e);
}

static const char *tell_fetched(struct step_result *r, const struct fetch_result *f)
{
	const char *bad = f->findings ? arena_printf(r->arena, "; %lld findings, see them",
	                                        (long long)f->findings)
	                              : "";

	if (!f->sources)
		return "no sources";
	return arena_printf(r->arena,
	        "%lld sources: %lld files came, %lld bytes; %lld known, %lld not finished%s",
	        (long long)f->sources, (long long)f->files, (long long)f->bytes,
	        (long long)f->known, (long long)f->waiting, bad);
}

static int run_fetch(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct fetch_result f;

	if (fetch_run(c, strcmp(name, "all") == 0 ? NULL : name, &f, e) < 0)
		return -1;
	step_count(r, "fetch", "files", f.files);
	step_count(r, "fetch", "bytes", f.bytes);
	step_count(r, "fetch", "known", f.known);
	step_count(r, "fetch", "waiting", f.waiting);
	step_count(r, "fetch", "not for us", f.other);
	step_count(r, "fetch", "removed there", f.removed);
	step_count(r, "fetch", "findings", f.findings);
	r->message = tell_fetched(r, &f);
	return 0;
}

/* What is stored may go at its source; before that nothing is. */
static int run_confirm(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct fetch_result f;

	if (fetch_acknowledge(c, strcmp(name, "all") == 0 ? NULL : name, &f, e) < 0)
		return -1;
	step_count(r, "confirm", "removed there", f.removed);
	step_count(r, "confirm", "findings", f.findings);
	r->message = !f.sources
	                     ? "no sources"
	                     : arena_printf(r->arena, "%lld files removed or moved at their source",
	                               (long long)f.removed);
	return 0;
}

/* How long each rule, fact and key figure took: the operator's first question when a night is slow.
 */
struct stopwatch {
	int64_t last, took[256];
	const char *path[256];
	size_t n;
};

static void note_part(void *to, const char *path, int64_t rows)
{
	struct stopwatch *w = to;
	int64_t now = clock_ms();

	(void)rows;
	if (w->n < COUNT_OF(w->path)) {
		w->path[w->n] = path;
		w->took[w->n++] = now - w->last;
	}
	w->last = now;
}

static void count_parts(struct step_result *r, const struct stopwatch *w)
{
	for (size_t i = 0; i < w->n; i++)
		step_count(r, w->path[i], "milliseconds", w->took[i]);
}

static void count_answers(struct step_result *r, const struct answer_counts *n)
{
	step_count(r, "answers", "findings answered", n->answered);
	step_count(r, "answers", "findings let through", n->lowered);
	step_count(r, "answers", "back, a value changed", n->changed);
	step_count(r, "answers", "back, the answer expired", n->expired);
	step_count(r, "answers", "back, it stops a record now", n->stops);
}

static int run_transform(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct stopwatch facts = { .last = clock_ms() }, rules = { .last = clock_ms() };
	struct transform_result t = { .watch = { note_part, &facts },
		.rule_watch = { note_part, &rules } };

	(void)name;
	if (transform_run(c, &t, e) < 0)
		return -1;
	count_parts(r, &rules);
	count_parts(r, &facts);
	step_count(r, "rules", "rules", t.rules.rules);
	step_count(r, "rules", "over all children", t.modes[RULE_WHOLE]);
	step_count(r, "rules", "over those that changed", t.modes[RULE_TOUCHED]);
	step_count(r, "rules", "nothing changed", t.modes[RULE_KEPT]);
	step_count(r, "children", "all", t.children);
	step_count(r, "children", "judged", t.judged);
	step_count(r, "rules", "checked", t.rules.checked);
	step_count(r, "rules", "found", t.rules.found);
	step_count(r, "rules", "skipped", t.rules.skipped);
	step_count(r, "rules", "not applicable", t.rules.not_applicable);
	step_count(r, "findings", "opened", t.life.opened);
	step_count(r, "findings", "closed", t.life.closed);
	step_count(r, "findings", "came back", t.life.came_back);
	count_answers(r, &t.answers);
	step_count(r, "facts", "left out", t.left_out);
	step_count(r, "measures", "all", t.measures);
	step_count(r, "measures", "selected", t.selected);
	r->message = arena_printf(r->arena,
	        "%lld rules, %lld findings; judged %lld of %lld children: %lld rules over all,"
	        " %lld over those that changed, %lld kept; %lld of %lld measures in a return",
	        (long long)t.rules.rules, (long long)t.rules.found, (long long)t.judged,
	        (long long)t.children, (long long)t.modes[RULE_WHOLE],
	        (long long)t.modes[RULE_TOUCHED], (long long)t.modes[RULE_KEPT],
	        (long long)t.selected, (long long)t.measures);
	return 0;
}

/* A path of the workspace without the workspace. */
static const char *below(const struct ctx *c, const char *path)
{
	size_t n = strlen(c->workspace);

	return strncmp(path, c->workspace, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

static void count_delta(const struct report_result *p, struct step_result *r)
{
	const struct {
		const char *name;
		int64_t n;
	} counts[] = {
		{ "added", p->added },
		{ "changed", p->changed },
		{ "removed", p->removed },
		{ "as the receiver holds them", p->same },
		{ "on their way", p->on_way },
		{ "rejected, not sent again", p->rejected },
		{ "kept by the receiver", p->kept },
		{ "to be removed by hand", p->by_hand },
	};

	for (size_t i = 0; i < COUNT_OF(counts); i++)
		step_count(r, p->report, counts[i].name, counts[i].n);
}

static void count_report(const struct ctx *c, const struct report_result *p, struct step_result *r)
{
	step_count(r, p->report, "records", p->records);
	step_count(r, p->report, "held back", p->held);
	if (p->delta)
		count_delta(p, r);
	for (size_t i = 0; i < p->choices; i++)
		step_count(r, p->report, p->choice[i].reason, p->choice[i].rows);
	for (size_t i = 0; i < p->counts; i++)
		step_count(r, p->report,
		        *p->count[i].reason
		                ? arena_printf(r->arena, "not selected: %s", p->count[i].reason)
		                : "selected",
		        p->count[i].rows);
	for (size_t i = 0; i < p->files; i++)
		step_output(r, below(c, p->file[i].path), p->file[i].sha256, p->file[i].bytes,
		        p->file[i].records);
}

static int build(struct ctx *c, const struct report_result *p, const struct signer *s,
        struct step_result *r, struct err *e)
{
	struct package_result k = { 0 };

	if (package_build(c, p, s, &k, e) < 0)
		return -1;
	step_output(r, below(c, k.path), k.sha256, k.bytes, p->records);
	if (k.days_left < 0)
		return 0;
	step_count(r, p->report, "days left of the certificate", k.days_left);
	if (k.days_left < SIGN_WARN_DAYS)
		r->message = arena_printf(r->arena,
		        "%s; the certificate ends in %d days: order the next one now", r->message,
		        k.days_left);
	return 0;
}

/* The key is opened after the files are written: a key that is wrong does not cost them. */
static int pack(struct ctx *c, const struct report_result *p, struct step_result *r, struct err *e)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	bool sign = strcmp(p->sign, "none") != 0 && strcmp(p->sign, "xades") != 0;

	if (!*p->receiver || p->nothing)
		return 0;
	if (sign && signer_open(&s, c->conf, c->workspace, c->now, e) < 0)
		return err_ctx(e, "%s is written but not signed", p->report);
	return build(c, p, sign ? &s : NULL, r, e);
}

/* The statistical tables of a report that has any: made from the facts before it is written. */
static int make_tables(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct period p = period_closed("year", c->as_of);
	struct tables_made t;

	if (!tables_of(name))
		return 0;
	if (r->period && period_parse("year", r->period, &p, e) < 0)
		return -1;
	if (tables_make(c, name, p.year, &t, e) < 0)
		return err_ctx(e, "tables of %s", name);
	step_count(r, name, "tables", t.tables);
	step_count(r, name, "rows behind", t.records);
	step_count(r, name, "populations missing", t.unknown);
	return 0;
}

static const char *tell_sent(struct arena *a, const struct report_result *p)
{
	if (p->delivery)
		return arena_printf(a, "%s: delivery %lld: %lld added, %lld changed, %lld removed",
		        p->period, (long long)p->delivery, (long long)p->added,
		        (long long)p->changed, (long long)p->removed);
	if (p->waits_since)
		return arena_printf(a, "%s: nothing new; %lld records wait for a receipt since %s",
		        p->period, (long long)p->on_way, p->waits_since);
	return arena_printf(a, "%s: nothing to report%s", p->period,
	        p->same ? ": the receiver holds it as it is" : "");
}

/* What was not sent, and somebody should know of. */
static const char *tell_left(struct arena *a, const struct report_result *p, const char *said)
{
	const struct {
		const char *text;
		int64_t n;
	} left[] = {
		{ "held back", p->held },
		{ "rejected and not changed since", p->rejected },
		{ "to be removed by hand", p->by_hand },
	};

	for (size_t i = 0; i < COUNT_OF(left); i++)
		if (left[i].n)
			said = arena_printf(
			        a, "%s; %lld %s", said, (long long)left[i].n, left[i].text);
	return said;
}

static const char *tell_report(struct arena *a, const struct report_result *p)
{
	if (p->delta)
		return tell_left(a, p, tell_sent(a, p));
	if (p->nothing)
		return arena_printf(a, "%s: nothing to report", p->period);
	return arena_printf(a, "%s: %lld records, %lld held back, %zu files", p->period,
	        (long long)p->records, (long long)p->held, p->files);
}

/* Written, so they can be looked at and approved. */
static int show_tables(struct ctx *c, const char *name, const char *period, struct err *e)
{
	struct period p;

	if (!tables_of(name))
		return 0;
	return period_parse("year", period, &p, e) < 0 ? -1 : tables_shown(c, name, p.year, e);
}

static int run_report(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct report_result p = { 0 };

	if (make_tables(c, name, r, e) < 0 || report_run(c, name, r->period, &p, e) < 0)
		return -1;
	if (show_tables(c, name, p.period, e) < 0)
		return -1;
	count_report(c, &p, r);
	r->message = tell_report(r->arena, &p);
	return pack(c, &p, r, e);
}

static int run_check(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct approved_check k;

	(void)name;
	if (approved_check(c, &k, e) < 0)
		return -1;
	step_count(r, "approved", "tables", k.approvals);
	step_count(r, "approved", "cells", k.cells);
	step_count(r, "approved", "tables changed", k.changed);
	step_count(r, "approved", "cells changed", k.changed_cells);
	r->message = k.approvals ? arena_printf(r->arena,
	                                   "%lld approved tables; %lld changed, in %lld cells",
	                                   (long long)k.approvals, (long long)k.changed,
	                                   (long long)k.changed_cells)
	                         : "nothing is approved";
	return 0;
}

static int run_receipts(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct receipts_result n;

	(void)name;
	if (codelist_load(c->db, e) < 0 || receipts_run(c, NULL, 0, NULL, NULL, &n, e) < 0)
		return -1;
	step_count(r, "receipts", "files", n.files);
	step_count(r, "receipts", "booked", n.booked);
	step_count(r, "receipts", "booked before", n.again);
	step_count(r, "receipts", "left", n.left);
	step_count(r, "deliveries", "unknown", n.unknown);
	step_count(r, "authorities", "errors standing", n.standing);
	r->message = arena_printf(r->arena,
	        "%lld receipts: %lld booked, %lld left; %lld deliveries unknown, %lld errors stand",
	        (long long)n.files, (long long)(n.booked + n.again), (long long)n.left,
	        (long long)n.unknown, (long long)n.standing);
	return 0;
}

/* A receiver's folder that is away costs no night: it is a finding, and the package waits. */
static int run_deliver(struct ctx *c, const char *name, struct step_result *r, struct err *e)
{
	struct handover_result n;

	if (handover_run(c, strcmp(name, "all") == 0 ? NULL : name, NULL, NULL, &n, e) < 0)
		return -1;
	step_count(r, "deliver", "handed over", n.done);
	step_count(r, "deliver", "waiting", n.waits);
	step_count(r, "deliver", "held back", n.held);
	step_count(r, "deliver", "failed", n.failed);
	r->message = arena_printf(r->arena, "%lld handed over%s%s%s", (long long)n.done,
	        n.held ? arena_printf(r->arena, ", %lld HELD BACK by a rule", (long long)n.held)
	               : "",
	        n.failed ? arena_printf(r->arena, ", %lld FAILED", (long long)n.failed) : "",
	        n.waits ? arena_printf(r->arena,
	                          ", %lld WAIT: no receiver's folder in the settings; see deliver "
	                          "--handed-over",
	                          (long long)n.waits)
	                : "");
	return 0;
}

static const struct {
	const char *stage, *name; /* name NULL: any */
	/* stages of the findings it makes; NULL: it makes none, or sees to answers itself */
	const char *makes;
	int (*run)(struct ctx *c, const char *name, struct step_result *r, struct err *e);
	int (*new)(struct ctx *c, int64_t *ret, struct err *e); /* or NULL */
} kinds[] = {
	{ "fetch", NULL, "extract:*", run_fetch, NULL },
	{ "confirm", NULL, "extract:*", run_confirm, NULL },
	{ "extract", "casestore", "extract:*", run_casestore, NULL },
	{ "extract", "inbox", "extract:*", run_inbox, inbox_new },
	{ "transform", "all", NULL, run_transform, NULL },
	{ "check", "approved", "check:*", run_check, NULL },
	{ "report", "worklists", NULL, run_report, NULL },
	{ "report", NULL, "report:", run_report, NULL },
	{ "receipts", "all", "receipt:*", run_receipts, NULL },
	{ "deliver", NULL, "deliver*", run_deliver, NULL },
};

static int find(const struct job_step *s)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strcmp(kinds[i].stage, s->stage) == 0 &&
		        (!kinds[i].name || text_eq(kinds[i].name, s->name)))
			return (int)i;
	return -1;
}

bool job_step_known(const struct job_step *s)
{
	return find(s) >= 0;
}

/* A step that makes findings sees all of theirs, those that are answered too. */
int job_step_run(const struct job_step *s, struct ctx *c, struct step_result *r, struct err *e)
{
	int i = find(s), rc;
	struct err second = { 0 };
	const char *makes;

	if (i < 0)
		return err_set(e, ERR_BUG, "no step '%s %s'", s->stage, s->name);
	makes = kinds[i].makes;
	if (makes && makes[strlen(makes) - 1] == ':')
		makes = arena_printf(c->arena, "%s%s", makes, s->name);
	if (makes && answers_lift(c, makes, e) < 0)
		return -1;
	rc = kinds[i].run(c, s->name, r, e);
	if (makes && answers_settle(c, makes, rc < 0 ? &second : e) < 0)
		return -1;
	return rc;
}

int job_step_new(const struct job_step *s, struct ctx *c, int64_t *ret, struct err *e)
{
	int i = find(s);
	int64_t n = 0;

	if (i >= 0 && kinds[i].new &&kinds[i].new(c, &n, e) < 0)
		return -1;
	*ret += n;
	return 0;
}

#include "jobs/job.h"

#include <sys/resource.h>

#include "common/defs.h"
#include "common/text.h"
#include "jobs/outcome.h"

enum { JOB_FILE_MAX = 65536 };

static int parse(const struct head *h, struct arena *a, struct job *ret, struct err *e)
{
	static const char *const known[] = { "id!", "text_da!", "text_en!", "step!" };
	const char *value, *word[3];
	size_t cursor = 0;

	if (head_check(h, known, COUNT_OF(known), e) < 0)
		return -1;
	*ret = (struct job){ .id = head_get(h, "id"),
		.text_da = head_get(h, "text_da"),
		.text_en = head_get(h, "text_en") };
	while ((value = head_each(h, "step", &cursor))) {
		int line = h->lines[cursor - 1].line;

		if (ret->n == JOB_STEPS)
			return err_set(e, ERR_CONFIG, "%s:%d: more than %d steps", h->path, line,
			        JOB_STEPS);
		if (def_words(a, value, word, 3) != 2)
			return err_set(
			        e, ERR_CONFIG, "%s:%d: expected step = STAGE NAME", h->path, line);
		ret->steps[ret->n] = (struct job_step){ word[0], word[1] };
		if (!job_step_known(&ret->steps[ret->n++]))
			return err_set(e, ERR_CONFIG, "%s:%d: no step '%s'", h->path, line, value);
	}
	return 0;
}

int job_find(const char *name, struct workspace *w, struct arena *a, struct job *ret, struct err *e)
{
	const struct def_file *f = def_find(arena_printf(a, "jobs/%s.job", name));
	struct head h;
	size_t n = strlen(name), len;
	char *text;

	if (f)
		return head_parse(f, a, &h, e) < 0 ? -1 : parse(&h, a, ret, e);
	if (n < 5 || strcmp(name + n - 4, ".job") != 0)
		return err_set(e, ERR_USAGE, "no job '%s'; see '%s show jobs'", name, PROGRAM_NAME);
	if (file_read(a, arena_printf(a, "%s/%s", w->path, name), JOB_FILE_MAX, &text, &len, e) < 0)
		return -1;
	return head_parse_text(name, text, a, &h, e) < 0 ? -1 : parse(&h, a, ret, e);
}

void step_count(struct step_result *r, const char *subject, const char *name, int64_t n)
{
	if (r->n_counts < STEP_COUNTS)
		r->counts[r->n_counts++] = (struct ledger_count){ arena_strdup(r->arena, subject),
			arena_strdup(r->arena, name), n };
}

void step_output(
        struct step_result *r, const char *path, const char *sha256, int64_t bytes, int64_t records)
{
	if (r->n_outputs < STEP_OUTPUTS)
		r->outputs[r->n_outputs++] = (struct ledger_output){ arena_strdup(r->arena, path),
			arena_strdup(r->arena, sha256), bytes, records };
}

struct running {
	struct job_run *r;
	struct ledger ledger;
	struct log log;
	int status;  /* of the first step that failed */
	bool afresh; /* a source had something new: what was done after its stage is done again */
	const char *stage;
	int64_t rows, started;
};

static int64_t peak_kib(void)
{
	struct rusage u;

	return getrusage(RUSAGE_SELF, &u) == 0 ? (int64_t)u.ru_maxrss : 0;
}

static void say_step(const struct running *g, const struct ledger_step *s)
{
	if (g->r->quiet && s->exit_status == 0)
		return;
	fprintf(g->r->out, "%-9s %-14s %-6s %8.2f s %7.1f MiB  %s\n", s->stage, s->name,
	        s->exit_status ? "FAILED" : "done", (double)s->milliseconds / 1000.0,
	        (double)s->peak_kib / 1024.0, s->message);
	(void)fflush(g->r->out);
}

static int book(struct running *g, const struct ledger_step *s, struct err *e)
{
	LOG(&g->log, s->exit_status ? LOG_ERROR : LOG_INFO, "step", LOG_S("stage", s->stage),
	        LOG_S("name", s->name), LOG_I("status", s->exit_status),
	        LOG_I("ms", s->milliseconds), LOG_I("peak_kib", s->peak_kib),
	        LOG_S("message", s->message));
	for (size_t i = 0; i < s->n_counts; i++)
		LOG(&g->log, LOG_INFO, "count", LOG_S("subject", s->counts[i].subject),
		        LOG_S("name", s->counts[i].name), LOG_I("n", s->counts[i].n));
	for (size_t i = 0; i < s->n_outputs; i++)
		LOG(&g->log, LOG_INFO, "output", LOG_S("path", s->outputs[i].path),
		        LOG_S("sha256", s->outputs[i].sha256), LOG_I("bytes", s->outputs[i].bytes),
		        LOG_I("records", s->outputs[i].records));
	say_step(g, s);
	return ledger_step(&g->ledger, s, e);
}

/* A failed step is booked and remembered; -1 only when booking fails. */
static int one_step(struct running *g, int seq, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct step_result *r = arena_take(&a, sizeof *r);
	const struct job_step *js = &g->r->job->steps[seq];
	int64_t start = clock_ms();
	struct err se = { 0 };
	struct ledger_step s;
	char now[25];

	clock_utc(now);
	r->arena = &a;
	r->period = g->r->period;
	LOG(&g->log, LOG_INFO, "step-begin", LOG_S("stage", js->stage), LOG_S("name", js->name));
	if (job_step_run(js, g->r->ctx, r, &se) == 0)
		se.code = ERR_NONE;
	else
		r->message = se.msg;
	s = (struct ledger_step){ .seq = seq,
		.stage = js->stage,
		.name = js->name,
		.started = now,
		.message = r->message ? r->message : "",
		.milliseconds = clock_ms() - start,
		.peak_kib = peak_kib(),
		.exit_status = err_exit_status(se.code),
		.counts = r->counts,
		.n_counts = r->n_counts,
		.outputs = r->outputs,
		.n_outputs = r->n_outputs };
	if (s.exit_status && !g->status)
		g->status = s.exit_status;
	return book(g, &s, e);
}

/* Later stages would work on what the night before left: they wait, and that is said. */
static int say_left(struct running *g, size_t from)
{
	const struct job *j = g->r->job;

	for (size_t i = from; i < j->n; i++) {
		LOG(&g->log, LOG_WARN, "step-not-run", LOG_S("stage", j->steps[i].stage),
		        LOG_S("name", j->steps[i].name), LOG_S("after", j->steps[from - 1].stage));
		fprintf(g->r->out,
		        "%-9s %-14s not run: %s is not done; run the job again when it is mended\n",
		        j->steps[i].stage, j->steps[i].name, j->steps[from - 1].stage);
	}
	return 0;
}

/* 1 it is done already, and nothing has come that it or a stage before it would take. */
static int done_before(struct running *g, size_t i, struct err *e)
{
	const struct job_step *s = &g->r->job->steps[i];
	int done = g->ledger.resumed ? ledger_step_done(&g->ledger, (int)i, e) : 0;
	int64_t new = 0;

	if (done <= 0)
		return done;
	if (g->afresh && strcmp(s->stage, g->stage) != 0)
		return 0;
	if (job_step_new(s, g->r->ctx, &new, e) < 0)
		return -1;
	if (new > 0) {
		g->afresh = true;
		g->stage = s->stage;
	}
	return new == 0;
}

static int all_steps(struct running *g, struct err *e)
{
	const struct job *j = g->r->job;

	for (size_t i = 0; i < j->n; i++) {
		int done;

		if (i && g->status && strcmp(j->steps[i].stage, j->steps[i - 1].stage) != 0)
			return say_left(g, i);
		done = done_before(g, i, e);
		if (done < 0)
			return -1;
		if (done) {
			LOG(&g->log, LOG_INFO, "step-done-before", LOG_S("name", j->steps[i].name));
			if (!g->r->quiet)
				fprintf(g->r->out, "%-9s %-14s done before\n", j->steps[i].stage,
				        j->steps[i].name);
			continue;
		}
		if (one_step(g, (int)i, e) < 0)
			return -1;
	}
	return 0;
}

static int finish(struct running *g, struct err *e)
{
	bool done = !g->status;
	int64_t stops;
	char now[25];

	if (outcome_tell(g->r->ctx, &g->log, g->r->out, &stops, e) < 0)
		return -1;
	if (!g->status && stops)
		g->status = err_exit_status(ERR_DATA);
	clock_utc(now);
	LOG(&g->log, g->status ? LOG_WARN : LOG_INFO, "end", LOG_I("status", g->status),
	        LOG_I("ms", clock_ms() - g->started), LOG_I("peak_kib", peak_kib()));
	return ledger_close(&g->ledger, now, done, g->status, e);
}

static int begin(struct running *g, struct err *e)
{
	struct job_run *r = g->r;
	char as_of[11], now[25];
	const char *path;

	day_iso(r->ctx->as_of, as_of);
	clock_utc(now);
	if (ledger_open(&g->ledger, r->w->db, r->job->id, as_of, now, workspace_settings_line(r->w),
	            e) < 0)
		return -1;
	r->ctx->run_id = g->ledger.run_id;
	path = arena_printf(&r->w->arena, "%s/log/%s_%s.jsonl", r->w->path, r->job->id, as_of);
	if (log_open(&g->log, path, e) < 0)
		return -1;
	g->log.run_id = g->ledger.run_id;
	LOG(&g->log, LOG_INFO, g->ledger.resumed ? "resume" : "begin",
	        LOG_S("program", PROGRAM_VERSION), LOG_S("job", r->job->id), LOG_S("as_of", as_of),
	        LOG_S("settings", workspace_settings_line(r->w)));
	return 0;
}

static int count_new(struct job_run *r, int64_t *ret, struct err *e)
{
	*ret = 0;
	for (size_t i = 0; i < r->job->n; i++)
		if (job_step_new(&r->job->steps[i], r->ctx, ret, e) < 0)
			return -1;
	return 0;
}

/* 1 there is nothing to do, 0 the job is to be run. */
static int is_done(struct job_run *r, struct err *e)
{
	char as_of[11];
	int64_t before = 0, new;
	int rc;

	day_iso(r->ctx->as_of, as_of);
	rc = r->again ? 0 : ledger_done(r->w->db, r->job->id, as_of, &before, e);
	if (rc <= 0)
		return rc;
	if (count_new(r, &new, e) < 0)
		return -1;
	if (new > 0) {
		fprintf(r->out, "%s for %s is done (run %lld), but %lld new files have come\n",
		        r->job->id, as_of, (long long)before, (long long)new);
		return 0;
	}
	fprintf(r->out,
	        "%s for %s is done already (run %lld): nothing to do; --again runs it anyway\n",
	        r->job->id, as_of, (long long)before);
	return 1;
}

int job_run(struct job_run *r, int *ret_status, struct err *e)
{
	struct running g = { .r = r, .started = clock_ms() };
	int rc = is_done(r, e);

	*ret_status = 0;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	rc = begin(&g, e);
	if (rc == 0)
		rc = all_steps(&g, e);
	if (rc == 0)
		rc = finish(&g, e);
	if (rc < 0)
		LOG(&g.log, LOG_ERROR, "error", LOG_S("message", e->msg));
	log_close(&g.log);
	*ret_status = g.status;
	return rc;
}

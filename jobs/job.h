/*
 * A job: stages of steps, from a .job definition, run in order with lock,
 * ledger and resume.
 *
 *     step = STAGE NAME      fetch all | fetch SOURCE | extract casestore | extract inbox |
 *                            confirm all | transform all | check approved |
 *                            report ID | receipts all |
 *                            deliver all | deliver REPORT
 *
 * A step that fails lets the rest of its stage go on; the next stage starts only when the one
 * before is done. A run that stopped is resumed at the first step that is not
 * done; a job that is done for its as-of day does nothing and says so. Files that have come since
 * are a reason to run: a source that has something new is read again, and all stages after it.
 */
#ifndef JOB_H
#define JOB_H
#include "common/ledger.h"
#include "common/log.h"
#include "jobs/workspace.h"

enum { JOB_STEPS = 64, STEP_COUNTS = 512, STEP_OUTPUTS = 64 };

struct job {
	const char *id, *text_da, *text_en;
	struct job_step {
		const char *stage, *name;
	} steps[JOB_STEPS];
	size_t n;
};

/* What a step hands back beside success. */
struct step_result {
	struct arena *arena;
	struct ledger_count counts[STEP_COUNTS];
	size_t n_counts;
	struct ledger_output outputs[STEP_OUTPUTS];
	size_t n_outputs;
	const char *message;
	const char *period; /* in: for reports; NULL: the latest closed one */
};
void step_count(struct step_result *r, const char *subject, const char *name, int64_t n);
void step_output(struct step_result *r, const char *path, const char *sha256, int64_t bytes,
        int64_t records);

struct job_run {
	struct workspace *w;
	struct ctx *ctx;
	const struct job *job;
	const char *period;
	bool again; /* run although done */
	bool quiet;
	FILE *out;
};

/* A definition jobs/<name>.job that is built in, or a file of the workspace ending in .job. */
int job_find(const char *name, struct workspace *w, struct arena *a, struct job *ret,
        struct err *e) MUST_CHECK;
/* Runs it; *ret_status is the exit status of the process. -1 only when the ledger itself fails. */
int job_run(struct job_run *r, int *ret_status, struct err *e) MUST_CHECK;

/* One step: in steps.c, the only place that knows the stages. */
int job_step_run(
        const struct job_step *s, struct ctx *ctx, struct step_result *r, struct err *e) MUST_CHECK;
/* Adds how many things a source has that came since: only those that can tell do. */
int job_step_new(const struct job_step *s, struct ctx *ctx, int64_t *ret, struct err *e) MUST_CHECK;
/* True when the stage and name mean something. */
bool job_step_known(const struct job_step *s);
#endif

/*
 * Transform: staging_* -> finding, fact_*, agg_*, record_*.
 *
 * transform_run() does all of it in one transaction: code lists, rules, facts,
 * aggregates, key figures, records. It depends on staging, the settings, the
 * as-of day and the program alone; run again it leaves the same rows. What it
 * found wrong with the data are findings and counts in the result; an error is
 * a broken world, and then nothing has changed.
 *
 * Order: rules (rule.h) read staging and the ledger, so that they judge what came; those whose head
 * says `after` read also what the facts, or key figures and records, made of it. Steps (step.h)
 * read what the steps before them wrote.
 */
#ifndef TRANSFORM_H
#define TRANSFORM_H
#include "common/finding_life.h"
#include "transform/answer.h"
#include "transform/kpi.h"
#include "transform/rule_limit.h"

struct transform_result {
	struct watch watch;      /* told of facts and figures; set by the caller, or left zero */
	struct watch rule_watch; /* told of rules, maybe from another thread at the same time */
	struct rule_counts rules;
	int64_t modes[RULE_MODES]; /* rules by what they were run over */
	int64_t children, judged;  /* of the children, those that limited rules judged */
	int64_t steps;
	struct kpi_result kpis;
	struct finding_life life;
	struct answer_counts answers;
	int64_t left_out;           /* staging rows without a fact because they cannot be read */
	int64_t measures, selected; /* measures of staging; of those in a return */
};

int transform_run(struct ctx *c, struct transform_result *r, struct err *e) MUST_CHECK;
#endif

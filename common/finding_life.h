/*
 * Findings over time: which of tonight's were there before, and which are gone.
 *
 * A finding is the same as before when rule, record, field and what it clashes with are (and file
 * and line, where it has no record): ident() of sqlfn.h over these. finding_life_follow() compares
 * the findings of the stages given with table finding_life: what is new is opened, what is gone is
 * closed with the as-of day, what was closed and is there again has come back. It writes only what
 * changed, in the transaction of the caller, once a run and stage after the stage's findings are
 * in; again for the same as-of day it changes nothing. A run for an earlier day than the latest
 * leaves the table alone: ret->late is then true.
 */
#ifndef FINDING_LIFE_H
#define FINDING_LIFE_H
#include "common/ctx.h"
#include "common/err.h"

struct finding_life {
	int64_t open, opened, closed, came_back;
	bool late;
};

/* `stages`: a GLOB over finding.stage; only what fits is compared. */
int finding_life_follow(
        struct ctx *c, const char *stages, struct finding_life *ret, struct err *e) MUST_CHECK;
#endif

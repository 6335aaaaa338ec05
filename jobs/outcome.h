/*
 * What a night leaves for people to act on, told once its steps are over.
 *
 * outcome_tell() prints a line for each finding that stops a delivery and for each source
 * of which rows were rejected (the first OUTCOME_LINES of them; `findings --list` has all),
 * logs the same, and gives the number of them: above 0 the night ends with ERR_DATA.
 */
#ifndef OUTCOME_H
#define OUTCOME_H
#include "common/ctx.h"
#include "common/err.h"
#include "common/log.h"

enum { OUTCOME_LINES = 20 };

int outcome_tell(struct ctx *c, struct log *log, FILE *out, int64_t *ret, struct err *e) MUST_CHECK;
#endif

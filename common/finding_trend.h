/*
 * How many findings each rule and team had, night by night: table finding_trend.
 *
 * finding_trend_book() counts the findings of the stages given, after they were followed and
 * whom they reach was filled in (finding_settle() does all three). It writes what changed since the
 * night before, in the transaction of the caller; again for the same day it writes the same rows.
 * Rows older than FINDING_TREND_DAYS are dropped, but for the one that still holds at that edge.
 */
#ifndef FINDING_TREND_H
#define FINDING_TREND_H
#include "common/ctx.h"
#include "common/err.h"

enum { FINDING_TREND_DAYS = 400 };

int finding_trend_book(struct ctx *c, const char *stages, struct err *e) MUST_CHECK;
#endif
